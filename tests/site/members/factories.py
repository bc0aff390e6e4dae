"""People for tests of the site: who holds which mandate, entered through the actions.

``acting_with("dialogue.close_conversation")`` gives somebody who may; ``expired=True``,
``revoked=True`` and the like give somebody who could and cannot.
"""

from datetime import timedelta

from comity.people import Acting, Mandate, Party, Role, StatusChange
from comity.site.members import actions
from comity.site.members.models import MandateRow, PartyRow, PersonRow
from comity.site.members.newcomer import Newcomer
from comity.site.members.permissions import operator, role_table
from comity.site.members.queries import acting_as
from comity.site.record.models import Log
from tests.site.moments import NOW, YEAR
from tests.site.remembering import remembered

HOME = "assembly"
PASSWORD = "four quiet herons wading"
BEGAN = NOW - timedelta(days=20)


def add_party(party: str = HOME, kind: str = "organisation", cap: int = 20) -> str:
    """Enter a party through its action."""
    return actions.accredit_party(
        log=Log.objects.get(),
        acting=operator(BEGAN),
        party=Party(party, kind, {"en": f"Party {party}", "fr": f"Partie {party}"}),
        status=StatusChange("in_force", (BEGAN - YEAR).date(), "letter of 3 March"),
        cap=cap,
        now=BEGAN,
    )


def add_person(person: str = "p-1", party: str = HOME, **changes) -> str:
    """Open an account through its action; the handle is made from the id."""
    handle = changes.pop("handle", person.upper().replace("-", "").replace("1", "ABC"))
    newcomer = Newcomer(person, changes.pop("name", f"Name of {person}"), party, handle, **changes)
    return actions.open_account(
        log=Log.objects.get(), acting=operator(BEGAN), newcomer=newcomer, now=BEGAN
    )


def mandate_of(person: str, *acts: str, role: str = "secretary", party: str = HOME, **changes):
    """Return a mandate of ``person`` for all that its role may, or for ``acts``."""
    scope = frozenset(acts) or role_table().acts_of(role)
    members = {
        "id": f"m-{person}-{role}",
        "holder": person,
        "role": Role(party, role),
        "scope": scope,
        "start": BEGAN,
        "end": NOW + YEAR,
    }
    return Mandate(**{**members, **changes})


def give(mandate: Mandate, by: Acting | None = None) -> str:
    """Give a mandate through its action, by somebody who may."""
    return actions.give_mandate(
        log=Log.objects.get(), acting=by or giver_of(mandate), mandate=mandate, now=BEGAN
    )


def giver_of(mandate: Mandate) -> Acting:
    """Return somebody who can give ``mandate``, entered where there is nobody yet."""
    role = role_table().role(mandate.role.title)
    if "operator" in role.given_by:
        return operator(BEGAN)
    giver = "administrator" if "administrator" in role.given_by else "secretary"
    return somebody(giver, person=f"giver-{giver}")


def entered(mandate: Mandate, name: str) -> Mandate:
    """Return ``mandate``, entered with party and account of its holder where it is not yet."""
    if not MandateRow.objects.filter(pk=mandate.id).exists():
        _enter(mandate, name)
    return mandate


@remembered
def _enter(mandate: Mandate, name: str) -> None:
    enter_person(mandate.holder, mandate.role.party, name)
    give(mandate)


def enter_person(person: str, party: str, name: str) -> None:
    """Enter a person with their party, where they are not there yet."""
    for one in {HOME, party}:
        if not PartyRow.objects.filter(pk=one).exists():
            add_party(one)
    if not PersonRow.objects.filter(pk=person).exists():
        plain = person.upper().replace("-", "").translate(PLAIN)
        add_person(person, party, handle=plain, name=name)


def somebody(role: str, *acts: str, person: str = "p-1", party: str = HOME, **changes) -> Acting:
    """Return a person who holds a mandate in ``role``, entered with party and account if needed."""
    found = acting_as(person)
    if found is None or not any(one.role.title == role for one in found.mandates):
        name = changes.pop("name", f"Name of {person}")
        _enter(mandate_of(person, *acts, role=role, party=party, **changes), name)
    return acting_as(person)


def acting_with(act: str, *, state: str = "valid", person: str = "p-1") -> Acting:
    """Return a person with one mandate for ``act``: valid, expired, revoked, future or another's.

    ``another's`` is a mandate that somebody else holds; the person has none.
    """
    role = max(role_table().rule_of(act).roles - {"operator"})
    if state == "another's":
        somebody(role, act, person="p-other")
        add_person(person)
        theirs = acting_as("p-other").mandates
        return Acting(person, "Name", theirs)
    times = {
        "expired": {"end": NOW},
        "future": {"start": NOW + timedelta(days=1)},
    }
    who = somebody(role, act, person=person, **times.get(state, {}))
    if state == "revoked":
        revoke(who.mandates[0].id)
    return acting_as(person)


def revoke(mandate: str) -> None:
    """Revoke a mandate through its action, a second before now."""
    by = somebody("administrator", person="giver-administrator")
    actions.revoke_mandate(
        log=Log.objects.get(), acting=by, mandate=mandate, now=NOW - timedelta(seconds=1)
    )


def close_account(person: str) -> None:
    """Close an account through its action, a second before now."""
    by = somebody("administrator", person="giver-administrator")
    now = NOW - timedelta(seconds=1)
    actions.close_account(log=Log.objects.get(), acting=by, person=person, now=now)


PLAIN = str.maketrans("ILOU01", "JKPVXY")
"""Signs that no handle has, and what stands for them."""


def invite(person: str, now=NOW) -> str:
    """Print an invitation through its action; return its code."""
    return actions.issue_invitation(
        log=Log.objects.get(), acting=operator(now), person=person, now=now
    )


def sign_in(client, person: str, password: str = PASSWORD, code: str | None = None):
    """Redeem an invitation in the browser ``client`` and sign in; return the codes left."""
    fields = {"code": invite(person), "password": password, "again": password}
    page = client.post("/en/invitation/", fields)
    assert page.status_code == 200, page.content.decode()
    codes = list(page.context["codes"])
    handle = PersonRow.objects.get(pk=person).handle
    answer = client.post(
        "/en/sign-in/", {"handle": handle, "password": password, "code": code or codes.pop(0)}
    )
    assert answer.status_code == 303, answer.content.decode()
    return codes
