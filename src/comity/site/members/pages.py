"""Pages of members: the list, a party, who may do what, and a delegation's own people."""

from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from comity.edge import shipped
from comity.fault import Fault, RefusedError
from comity.people import Acting, by_alphabet, by_lot, read_alphabets
from comity.site.members import actions, queries, signing_in
from comity.site.members.answers import field, form_page, now, see, to_confirm, to_sign_in
from comity.site.members.entering import site_log
from comity.site.members.import_pages import in_office
from comity.site.members.newcomer import new_id, newcomer
from comity.site.members.permissions import may, may_administer, role_table
from comity.site.members.recovery import asked_in, needs_two
from comity.site.record.sequencing import wake
from comity.site.ui.languages import active_language

__all__ = ["members", "party", "people", "roles"]

LONGEST_SEED: Final = 100


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """List the parties: by the reader's alphabet, or by lot with the seed shown."""
    lines = {line.party.id: line for line in queries.parties(now().date())}
    seed = request.GET.get("seed", "").strip()[:LONGEST_SEED]
    if seed:
        order = by_lot(lines, seed)
    else:
        alphabets = read_alphabets(shipped("people", "alphabets", 1))
        named = by_alphabet((one.party for one in lines.values()), active_language().tag, alphabets)
        order = [one.id for one in named]
    accredits = may(queries.acting(request), actions.ACCREDIT, now())
    context = {"lines": [lines[one] for one in order], "seed": seed, "accredits": accredits}
    context["imports"] = in_office(queries.acting(request), now())
    return render(request, "members/members.html", context)


@require_safe
def party(request: HttpRequest, party_id: str) -> HttpResponse:
    """Show a party: its status now and before, its mandates, its accounts by number."""
    at = now()
    found = queries.party_with(party_id, at)
    if found is None:
        raise Http404
    who = queries.acting(request)
    context = {
        "party": found,
        "administers": may_administer(who, party_id, at),
        "enters": may(who, actions.STATUS, at),
    }
    return render(request, "members/party.html", context)


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Show which role may do which act, from the same table as the check itself."""
    return render(request, "members/roles.html", {"table": role_table()})


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, party_id: str) -> HttpResponse:
    """Let those who administer a delegation see its people, open, print and close access."""
    who, at = queries.acting(request), now()
    if who is None:
        return to_sign_in(request)
    found = queries.party_with(party_id, at)
    if found is None or not may_administer(who, party_id, at):
        raise Http404
    faults: tuple[Fault, ...] = ()
    asks_again = signing_in.asks_again(request, at)
    if request.method == "POST" and asks_again:
        return to_confirm(request)
    if request.method == "POST":
        try:
            answer = _done(request, party_id)
            wake()
        except RefusedError as error:
            faults = error.faults
        else:
            return answer
    context = {
        "party": found,
        "people": queries.people_of(party_id),
        "asked": asked_in(party_id, at),
        "name": field(request, "name"),
        "new": new_id(),
        "ask_again": asks_again,
    }
    return form_page(request, "members/people.html", context, faults)


def _done(request: HttpRequest, party_id: str) -> HttpResponse:
    """Do what was asked on the page of a delegation's people."""
    log, who, at = site_log(), queries.acting(request), now()
    wish, person = field(request, "do"), field(request, "person")
    if who is None:
        return to_sign_in(request)
    if wish == "open":
        new = newcomer(field(request, "name"), party_id, person)
        person = actions.open_account(log=log, acting=who, newcomer=new, now=at)
    if wish == "invite" and _waits_for_another(who, person, party_id, at):
        actions.ask_recovery(log=log, acting=who, person=person, now=at)
        return see(reverse("people", args=[party_id]))
    if wish in {"open", "invite"}:
        code = actions.issue_invitation(log=log, acting=who, person=person, now=at)
        line = next(one for one in queries.people_of(party_id) if one.id == person)
        return form_page(request, "members/sheet.html", {"person": line, "code": code})
    if wish == "close":
        actions.close_account(log=log, acting=who, person=person, now=at)
    return see(reverse("people", args=[party_id]))


def _waits_for_another(who: Acting, person: str, party_id: str, at: datetime) -> bool:
    """Return whether a new sheet needs two persons, and nobody else has asked for it yet."""
    others = [one for one in asked_in(party_id, at) if one.person == person]
    return needs_two(person, at) and all(one.asker == who.person for one in others)
