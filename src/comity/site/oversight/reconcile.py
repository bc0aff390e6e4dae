"""Rebuilds sign-offs from what their entries commit to, and asks again whether they count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from comity.canonical import decode
from comity.oversight import Person, SignOff, objections
from comity.people import Mandate, Role
from comity.render import LANGUAGES, fault_parts
from comity.site.members.founded import unfounded
from comity.site.members.recorded import Given
from comity.site.oversight.actions import ACT
from comity.site.oversight.models import SignOffRow
from comity.site.record.comparison import Difference, as_text, compared, guarded, in_words
from comity.site.record.recorded import Recorded, recorded_acts
from comity.site.record.stored import Row, stored_rows
from comity.subject import Subject

__all__ = ["RecordedSignOff", "reconcile_sign_offs", "recorded_sign_offs"]

COLUMNS: Final = (
    "act",
    "subject",
    "digest",
    "signer",
    "name",
    "party",
    "role",
    "mandate",
    "scope",
    "mandate_start",
    "mandate_end",
    "mandate_revoked",
    "nonce",
    "at",
    "strength",
    "entry_id",
)
SAID: Final = ("act", "subject", "digest", "signer", "name", "nonce", "strength")


@dataclass(frozen=True, slots=True)
class RecordedSignOff:
    """A sign-off's entry, and what it commits to; nothing of that once the name was erased."""

    entry: Recorded
    content: Mapping[str, Any]

    @property
    def id(self) -> str | None:
        """Return the sign-off's id, as long as the record tells it."""
        found = self.content.get("id")
        return found if isinstance(found, str) else None


def recorded_sign_offs() -> Sequence[RecordedSignOff]:
    """Return the sign-offs that the record tells of, in its order."""
    return [
        RecordedSignOff(one, {} if one.content is None else _members(one.content))
        for one in recorded_acts(ACT)
    ]


def reconcile_sign_offs(
    recorded: Sequence[RecordedSignOff], mandates: Mapping[str, Given]
) -> Iterator[Difference]:
    """Yield what differs between the rows of sign-offs and ``recorded``, and those without effect.

    Whether a sign-off counted when it was made is asked of the same function as then, and whether
    its mandate was in force of the entries that gave and ended it.
    """
    rows = {row["pk"]: row for row in stored_rows(SignOffRow.objects.order_by("id"), COLUMNS)}
    by_entry = {row["entry_id"]: row["pk"] for row in rows.values()}
    for one in recorded:
        key = one.id if one.id in rows else by_entry.get(one.entry.row)
        row = rows.pop(key, None) if key is not None else None
        name = one.id or as_text(key)
        if row is None:
            says = f"entry {one.entry.name} tells of it"
            yield Difference("sign_off", name, "", "there is no row", says)
        else:
            yield from guarded("sign_off", name, _row, row, one)
            yield from guarded("sign_off", name, _mandated, row, one, mandates)
    for key in rows:
        yield Difference("sign_off", as_text(key), "", "there is a row", "no entry tells of it")


def _row(row: Row, recorded: RecordedSignOff) -> Iterator[Difference]:
    name = as_text(row["pk"])
    source = f"entry {recorded.entry.name}"
    yield from compared("sign_off", name, {**row, "id": name}, source, _columns(recorded))
    pillar, kind, known = as_text(row["subject"]).split(":", 2)
    subject = Subject(pillar, kind, known, as_text(row["digest"]))
    for fault in objections(_value(row, subject), act=row["act"], subject=subject):
        _, found, rule, _ = fault_parts(fault, LANGUAGES["en"])
        yield Difference("sign_off", name, "mandate", found, rule)


def _mandated(
    row: Row, recorded: RecordedSignOff, mandates: Mapping[str, Given]
) -> Iterator[Difference]:
    """Yield why the record gives no mandate by which this person signed."""
    name, entry = as_text(row["pk"]), recorded.entry
    for found, rule in unfounded(entry, as_text(row["act"]), mandates):
        yield Difference("sign_off", name, "mandate", found, rule)
    given = mandates.get(entry.statement.mandate or "")
    if given is not None and given.mandate.holder != row["signer"]:
        found = f"mandate {given.mandate.id} is not that of {in_words(row['signer'])}"
        yield Difference("sign_off", name, "signer", found, "who signs off holds the mandate")


def _columns(recorded: RecordedSignOff) -> dict[str, object]:
    """Return what the row has to say: of an erased content only what the entry itself tells."""
    statement, content = recorded.entry.statement, recorded.content
    party, _, role = statement.actor.rpartition("/")
    columns: dict[str, object] = {
        "subject": statement.subject,
        "party": party,
        "role": role,
        "mandate": statement.mandate,
        "at": recorded.entry.at,
        "entry_id": recorded.entry.row,
        "name": "",
    }
    if not content:
        return columns
    mandate = content["mandate"]
    return {
        **columns,
        "id": content["id"],
        **{column: content[column] for column in SAID},
        "mandate": mandate["id"],
        "scope": "\n".join(mandate["scope"]),
        "mandate_start": _moment(mandate["start"]),
        "mandate_end": _moment(mandate["end"]),
        "mandate_revoked": _moment(mandate["revoked"]),
    }


def _value(row: Row, subject: Subject) -> SignOff:
    mandate = Mandate(
        id=row["mandate"],
        holder=row["signer"],
        role=Role(row["party"], row["role"]),
        scope=frozenset(as_text(row["scope"]).split("\n")),
        start=row["mandate_start"],
        end=row["mandate_end"],
        revoked=row["mandate_revoked"],
    )
    return SignOff(
        id=row["pk"],
        act=row["act"],
        subject=subject,
        signer=Person(row["signer"]),
        name=row["name"],
        mandate=mandate,
        nonce=row["nonce"],
        at=row["at"],
    )


def _members(content: bytes) -> Mapping[str, Any]:
    members: Any = decode(content)
    return members if isinstance(members, Mapping) else {}


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
