"""Pages on which the secretariat enters a party, and adds to the history of one's status."""

import re
from datetime import date
from secrets import token_hex
from typing import Final, get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.fault import N_, Fault, FaultKind, Place, RefusedError, refuse
from comity.people import STATUSES, Acting, Party, PartyKind, StatusChange
from comity.render import LANGUAGES
from comity.site.members import actions, queries, signing_in
from comity.site.members.answers import field, form_page, now, see, to_confirm, to_sign_in
from comity.site.members.entering import site_log
from comity.site.members.permissions import require
from comity.site.record.sequencing import wake
from comity.site.ui.languages import active_language

__all__ = ["accredit", "status"]

FORM: Final = ["GET", "HEAD", "POST"]
KINDS: Final[tuple[PartyKind, ...]] = get_args(PartyKind)
ID: Final = re.compile(r"p-[0-9a-f]{8}")
LONGEST: Final = 200
MOST_ACCOUNTS: Final = 500

INCOMPLETE: Final = FaultKind(
    "people.party_incomplete",
    N_("“{member}” is missing or cannot be understood"),
    N_("a party is entered with a kind, a name, a cap, and a status with its day and source"),
    N_("Fill it in and send the form again; what you entered is kept."),
)


@require_http_methods(FORM)
def accredit(request: HttpRequest) -> HttpResponse:
    """Enter a party with its names, its first status and the cap of its accounts."""
    who = _allowed(request, actions.ACCREDIT)
    if isinstance(who, HttpResponse):
        return who
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            party = actions.accredit_party(
                log=site_log(),
                acting=who,
                party=_party(request),
                status=_status(request),
                cap=_cap(request),
                now=now(),
            )
        except RefusedError as error:
            faults = error.faults
        else:
            wake()
            return see(reverse("party", args=[party]))
    context = {
        "names": [(one, field(request, f"name-{one.code}")) for one in LANGUAGES.values()],
        "kinds": KINDS,
        "statuses": STATUSES,
        "sent": request.POST or {"original": active_language().code},
        "new": f"p-{token_hex(4)}",
    }
    return form_page(request, "members/accredit.html", context, faults)


@require_http_methods(FORM)
def status(request: HttpRequest, party_id: str) -> HttpResponse:
    """Add to the history of a party's status; what was entered before stays."""
    who = _allowed(request, actions.STATUS)
    if isinstance(who, HttpResponse):
        return who
    found = queries.party_with(party_id, now())
    if found is None:
        raise Http404
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            change = _status(request)
            actions.change_status(
                log=site_log(), acting=who, party=party_id, status=change, now=now()
            )
        except RefusedError as error:
            faults = error.faults
        else:
            wake()
            return see(reverse("party", args=[party_id]))
    context = {"party": found, "statuses": STATUSES, "sent": request.POST}
    return form_page(request, "members/status.html", context, faults)


def _allowed(request: HttpRequest, act: str) -> Acting | HttpResponse:
    """Return who may do ``act``, or the answer that leads to sign in or to confirm."""
    who = queries.acting(request)
    if who is None:
        return to_sign_in(request)
    try:
        require(who, act=act, at=now())
    except RefusedError:
        raise Http404 from None
    return to_confirm(request) if signing_in.asks_again(request, now()) else who


def _party(request: HttpRequest) -> Party:
    entered = {one.tag: field(request, f"name-{one.code}") for one in LANGUAGES.values()}
    names = {tag: name for tag, name in entered.items() if name}
    original = LANGUAGES.get(field(request, "original"))
    kind = next((one for one in KINDS if one == field(request, "kind")), None)
    if kind is None:
        raise refuse(INCOMPLETE.at(Place("kind"), member="kind"))
    too_long = any(len(name) > LONGEST for name in names.values())
    if original is None or original.tag not in names or too_long:
        raise refuse(INCOMPLETE.at(Place("name"), member="name"))
    wanted = field(request, "party")
    known = wanted if ID.fullmatch(wanted) else f"p-{token_hex(4)}"
    return Party(known, kind, names, original.tag)


def _status(request: HttpRequest) -> StatusChange:
    named = next((one for one in STATUSES if one == field(request, "status")), None)
    source = field(request, "source")
    if named is None or not source or len(source) > LONGEST:
        member = "source" if named else "status"
        raise refuse(INCOMPLETE.at(Place(member), member=member))
    try:
        return StatusChange(named, date.fromisoformat(field(request, "since")), source)
    except ValueError:
        raise refuse(INCOMPLETE.at(Place("since"), member="since")) from None


def _cap(request: HttpRequest) -> int:
    typed = field(request, "cap")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4 and int(typed) <= MOST_ACCOUNTS):
        raise refuse(INCOMPLETE.at(Place("cap"), member="cap"))
    return int(typed)
