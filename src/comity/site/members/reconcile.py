"""Rebuilds the rows about people from the record, and asks again whether each act was allowed.

Who owns the database can give themselves a mandate in a row: then no entry tells of it. Who also
adds an entry has to name a mandate by which it was given: then that one has to stand up.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias

from django.db.models import Model

from comity.people import giving_lacks
from comity.record.passkeys import REGISTER, REVOKE, read_passkey
from comity.render import LANGUAGES, fault_parts
from comity.site.members import actions, models
from comity.site.members.founded import unfounded
from comity.site.members.permissions import role_table
from comity.site.members.recorded import Act, Given
from comity.site.members.recovery import ASK
from comity.site.members.second import single_handed
from comity.site.record.comparison import Difference, as_text, compared, guarded
from comity.site.record.stored import Row, stored_rows

__all__ = ["count_people", "reconcile_people"]

Columns: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Projection:
    """Which rows an act makes: what they say as long as its content is there, and after that."""

    kind: str
    rows: type[Model]
    columns: Callable[[Act], Columns]
    bare: Callable[[Act], Columns]


def _party(act: Act) -> Columns:
    names = ("kind", "names", "original", "cap")
    return {"id": act.content["party"], **{name: act.content[name] for name in names}}


def _status(act: Act) -> Columns:
    since = date.fromisoformat(act.content["since"])
    return {
        "party_id": act.content["party"],
        "status": act.content["status"],
        "since": since,
        "source": act.content["source"],
    }


def _person(act: Act) -> Columns:
    content = act.content
    return {
        "id": content["person"],
        "name": content["name"],
        "party_id": content["party"],
        "handle": content["handle"],
        "human": content["human"],
    }


def _closing(act: Act) -> Columns:
    return {"person_id": act.content["person"], "at": act.at}


def _mandate(act: Act) -> Columns:
    content = act.content
    return {
        "id": content["mandate"],
        "holder_id": content["holder"],
        "party_id": content["party"],
        "role": content["role"],
        "scope": "\n".join(content["scope"]),
        "start": datetime.fromisoformat(content["start"]),
        "end": datetime.fromisoformat(content["end"]),
        "revocable": content["revocable"],
        "through": content["through"],
        "given_by": content["given_by"],
    }


def _revocation(act: Act) -> Columns:
    return {"mandate_id": act.about, "at": act.at}


def _recusal(act: Act) -> Columns:
    subject = act.entry.statement.subject
    return {"person_id": act.content["person"], "subject": subject, "at": act.at}


def _invitation(act: Act) -> Columns:
    expires = datetime.fromisoformat(act.content["expires"])
    return {"person_id": act.content["person"], "at": act.at, "expires_at": expires}


def _recovery(act: Act) -> Columns:
    return {"person_id": act.content["person"], "by": act.content["by"], "at": act.at}


def _passkey(act: Act) -> Columns:
    known = read_passkey(act.content)
    return {
        "id": known.id,
        "person_id": known.holder,
        "host": known.host,
        "credential": known.credential,
        "algorithm": known.algorithm,
        "public": known.public,
        "at": act.at,
    }


def _passkey_end(act: Act) -> Columns:
    return {"passkey_id": act.about, "at": act.at}


PROJECTIONS: Final[Mapping[str, Projection]] = {
    actions.ACCREDIT: Projection("party", models.PartyRow, _party, lambda act: {"id": act.about}),
    actions.STATUS: Projection(
        "status", models.StatusRow, _status, lambda act: {"party_id": act.about}
    ),
    actions.OPEN: Projection(
        "person", models.PersonRow, _person, lambda act: {"name": "", "party_id": act.about}
    ),
    actions.CLOSE: Projection("closing", models.ClosingRow, _closing, lambda act: {"at": act.at}),
    actions.GIVE: Projection("mandate", models.MandateRow, _mandate, lambda act: {"id": act.about}),
    actions.REVOKE: Projection("revocation", models.RevocationRow, _revocation, _revocation),
    actions.RECUSE: Projection(
        "recusal",
        models.RecusalRow,
        _recusal,
        lambda act: {"subject": act.entry.statement.subject, "at": act.at},
    ),
    actions.INVITE: Projection(
        "invitation", models.InvitationRow, _invitation, lambda act: {"at": act.at}
    ),
    ASK: Projection("recovery", models.RecoveryRow, _recovery, lambda act: {"at": act.at}),
    REGISTER: Projection("passkey", models.PasskeyRow, _passkey, lambda act: {"id": act.about}),
    REVOKE: Projection("passkey_end", models.PasskeyEndRow, _passkey_end, _passkey_end),
}


def count_people() -> int:
    """Return how many rows about people there are to compare."""
    tables = [one.rows._default_manager for one in PROJECTIONS.values()]  # noqa: SLF001 - Django's own way to ask any table
    return sum(rows.count() for rows in tables) + models.Account.objects.count()


def reconcile_people(acts: Sequence[Act], mandates: Mapping[str, Given]) -> Iterator[Difference]:
    """Yield what differs between the rows about people and ``acts``, and what was not allowed."""
    for name, projection in PROJECTIONS.items():
        yield from _rows(projection, [act for act in acts if act.name == name])
    yield from _accounts()
    for act in acts:
        kind = PROJECTIONS[act.name].kind
        yield from guarded(kind, _named(act), _allowed, act, kind, mandates)
    for act, found, rule in single_handed(acts, mandates):
        yield Difference("invitation", _named(act), "second", found, rule)


def _rows(projection: Projection, acts: Sequence[Act]) -> Iterator[Difference]:
    kind = projection.kind
    fields = [field.attname for field in projection.rows._meta.concrete_fields]  # noqa: SLF001 - Django's own way to ask for the columns
    stored = stored_rows(projection.rows._default_manager.order_by("pk"), fields)  # noqa: SLF001 - as above
    rows = {row["entry_id"]: row for row in stored}
    for act in acts:
        row = rows.pop(act.entry.row, None)
        if row is None:
            says = f"entry {act.entry.name} tells of it"
            yield Difference(kind, _named(act), "", "there is no row", says)
        else:
            yield from guarded(kind, as_text(row["pk"]), _row, projection, row, act)
    for row in rows.values():
        yield Difference(kind, as_text(row["pk"]), "", "there is a row", "no entry tells of it")


def _row(projection: Projection, row: Row, act: Act) -> Iterator[Difference]:
    recorded = projection.columns(act) if act.content else projection.bare(act)
    source = f"entry {act.entry.name}"
    yield from compared(projection.kind, as_text(row["pk"]), row, source, recorded)


def _accounts() -> Iterator[Difference]:
    """Compare accounts: each is that of one person and was opened by an invitation of theirs."""
    persons = set(models.PersonRow.objects.values_list("pk", flat=True))
    invited = dict(models.InvitationRow.objects.values_list("pk", "person_id"))
    rows = stored_rows(models.Account.objects.order_by("pk"), ("person_id", "redeemed_id"))
    for row in rows:
        person, redeemed = row["person_id"], row["redeemed_id"]
        if person not in persons:
            yield Difference(
                "account", as_text(person), "", "there is a row", "no person is entered under it"
            )
        elif redeemed is not None and invited.get(redeemed) != person:
            found = "its password came by an invitation of somebody else"
            said = "access is given by an invitation of one's own"
            yield Difference("account", as_text(person), "redeemed", found, said)
        persons.discard(person)
    for person in sorted(persons):
        yield Difference("account", person, "", "there is no row", "the person has an account")


def _allowed(act: Act, kind: str, mandates: Mapping[str, Given]) -> Iterator[Difference]:
    """Yield why nobody could have done ``act``: the mandate it names has to stand up today."""
    doubts = list(unfounded(act.entry, act.name, mandates))
    yield from (_unfounded(kind, act, found, rule) for found, rule in doubts)
    by = mandates.get(act.entry.statement.mandate or "")
    if not doubts and by is not None and act.name == actions.GIVE and act.content:
        given = mandates[act.content["mandate"]].mandate
        for fault in giving_lacks(by.mandate, given, role_table()):
            _, found, rule, _ = fault_parts(fault, LANGUAGES["en"])
            yield _unfounded(kind, act, found, rule)


def _unfounded(kind: str, act: Act, found: str, rule: str) -> Difference:
    return Difference(kind, _named(act), "mandate", found, rule)


def _named(act: Act) -> str:
    content = act.content
    return str(content.get("mandate") or content.get("person") or act.about)
