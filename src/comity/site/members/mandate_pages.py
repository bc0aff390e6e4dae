"""The page of one person of a delegation: the mandates they hold, to give one and to revoke one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from secrets import token_hex
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from comity.fault import N_, Fault, FaultKind, Place, RefusedError, refuse
from comity.people import Acting, Mandate, Role
from comity.site.members import actions, queries, signing_in
from comity.site.members.answers import field, form_page, now, see, to_sign_in
from comity.site.members.entering import site_log
from comity.site.members.handing_over import hand_over
from comity.site.members.newcomer import new_id, newcomer
from comity.site.members.permissions import giving, may, may_administer, role_table
from comity.site.record.sequencing import wake

__all__ = ["person"]

ID: Final = re.compile(r"m-[0-9a-f]{16}")
NO_DAY: Final = FaultKind(
    "people.mandate_dates",
    N_("the last day is missing, is no day, or lies in the past"),
    N_("a mandate says until when it runs"),
    N_("Enter the last day as year, month and day, such as 2027-06-30."),
)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, party_id: str, person_id: str) -> HttpResponse:
    """Show the mandates of somebody; give one, and revoke one, after password and code."""
    who, at = queries.acting(request), now()
    if who is None:
        return to_sign_in(request)
    found = next((one for one in queries.people_of(party_id) if one.id == person_id), None)
    if found is None or not may_administer(who, party_id, at):
        raise Http404
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            _confirm(request)
            if field(request, "do") == "hand-over":
                return _handed_over(request, who, party_id, person_id)
            _do(request, who, Role(party_id, field(request, "role")), person_id)
        except RefusedError as error:
            faults = error.faults
        else:
            wake()
            return see(reverse("person", args=[party_id, person_id]))
    mandates = queries.mandates_of(person_id, at)
    role = request.POST.get("role") or request.GET.get("role", "")
    roles = _roles_given_by(who, at)
    context = {
        "person": found,
        "party": queries.party_with(party_id, at),
        "mandates": mandates,
        "running": [one for one in mandates if one.state in {"runs", "begins"}],
        "roles": roles,
        "role": role if role in roles else "",
        "acts": sorted(role_table().acts_of(role)),
        "until": field(request, "until"),
        "new": _new_id(),
        "successor": new_id(),
        "name": field(request, "name"),
        "ask_again": signing_in.asks_again(request, at),
    }
    return form_page(request, "members/person.html", context, faults)


def _roles_given_by(who: Acting, at: datetime) -> Sequence[str]:
    """Return the roles in which ``who`` can give a mandate, in the order of the table."""
    roles = role_table().roles
    each = (replace(who, mandates=(one,)) for one in who.mandates)
    givers = {one.mandates[0].role.title for one in each if may(one, actions.GIVE, at)}
    return [role.id for role in roles if givers & set(role.given_by)]


def _confirm(request: HttpRequest) -> None:
    """Take password and code from the form where they are asked for again."""
    if signing_in.asks_again(request, now()):
        password, code = request.POST.get("password", ""), field(request, "code")
        signing_in.confirm(request, password=password, code=code, now=now())


def _handed_over(request: HttpRequest, who: Acting, party_id: str, person_id: str) -> HttpResponse:
    """Hand over the access of somebody who leaves, and show the successor's sheet, once."""
    new = newcomer(field(request, "name"), party_id, field(request, "successor"))
    code = hand_over(log=site_log(), acting=who, leaver=person_id, successor=new, now=now())
    wake()
    line = next(one for one in queries.people_of(party_id) if one.id == new.id)
    return form_page(request, "members/sheet.html", {"person": line, "code": code})


def _do(request: HttpRequest, who: Acting, role: Role, person_id: str) -> None:
    at, log = now(), site_log()
    wanted = field(request, "mandate")
    if field(request, "do") == "revoke":
        held = {
            one.mandate.id: one.mandate.role.title for one in queries.mandates_of(person_id, at)
        }
        giver = giving(who, held.get(wanted, ""))
        actions.revoke_mandate(log=log, acting=giver, mandate=wanted, now=at)
        return
    mandate = Mandate(
        id=wanted if ID.fullmatch(wanted) else _new_id(),
        holder=person_id,
        role=role,
        scope=frozenset(request.POST.getlist("act")),
        start=at,
        end=_end(field(request, "until"), at),
    )
    actions.give_mandate(log=log, acting=giving(who, role.title), mandate=mandate, now=at)


def _new_id() -> str:
    """Return a random id. The form carries it, so that sending twice gives one mandate."""
    return f"m-{token_hex(8)}"


def _end(last_day: str, at: datetime) -> datetime:
    """Return the end of ``last_day`` in UTC; refuse what is no day to come."""
    try:
        day = datetime.strptime(last_day, "%Y-%m-%d").replace(tzinfo=UTC)
        end = datetime.combine(day.date(), time(), UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise refuse(NO_DAY.at(Place("until"))) from None
    if end <= at:
        raise refuse(NO_DAY.at(Place("until")))
    return end
