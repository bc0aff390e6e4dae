"""Compares sign-offs with what their entries commit to, and asks again whether they count."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from comity.canonical import decode
from comity.oversight import Person, SignOff, objections
from comity.people import Mandate, Role
from comity.site.oversight.models import SignOffRow
from comity.site.record.reconcile import Difference, differences
from comity.subject import Subject

__all__ = ["reconcile_sign_offs"]


def reconcile_sign_offs() -> Iterator[Difference]:
    """Yield what differs in sign-offs, and those that would put nothing into effect."""
    for row in SignOffRow.objects.select_related("entry").order_by("id").iterator():
        name = f"oversight_signoff {row.id}"
        if row.entry.payload is not None:
            content: Any = decode(bytes(row.entry.payload))
            yield from differences(name, _columns(row), _projected(content))
        elif row.name:
            yield Difference(name, "name")
        if objections(_value(row), act=row.act, subject=_subject(row)):
            yield Difference(name, "mandate")


def _columns(row: SignOffRow) -> Mapping[str, object]:
    return {
        "id": row.id,
        "act": row.act,
        "subject": row.subject,
        "digest": row.digest,
        "signer": row.signer,
        "name": row.name,
        "role": f"{row.party}/{row.role}",
        "nonce": row.nonce,
        "strength": row.strength,
        "mandate": row.mandate,
        "scope": row.scope.split("\n"),
        "mandate_start": row.mandate_start,
        "mandate_end": row.mandate_end,
    }


def _projected(content: Mapping[str, Any]) -> Mapping[str, object]:
    mandate = content["mandate"]
    plain = ("id", "act", "subject", "digest", "signer", "name", "nonce", "strength")
    return {
        **{column: content[column] for column in plain},
        "role": mandate["role"],
        "mandate": mandate["id"],
        "scope": mandate["scope"],
        "mandate_start": datetime.fromisoformat(mandate["start"]),
        "mandate_end": datetime.fromisoformat(mandate["end"]),
    }


def _subject(row: SignOffRow) -> Subject:
    pillar, kind, known = row.subject.split(":", 2)
    return Subject(pillar, kind, known, row.digest)


def _value(row: SignOffRow) -> SignOff:
    mandate = Mandate(
        id=row.mandate,
        holder=row.signer,
        role=Role(row.party, row.role),
        scope=frozenset(row.scope.split("\n")),
        start=row.mandate_start,
        end=row.mandate_end,
        revoked=row.mandate_revoked,
    )
    return SignOff(
        id=row.id,
        act=row.act,
        subject=_subject(row),
        signer=Person(row.signer),
        name=row.name,
        mandate=mandate,
        nonce=row.nonce,
        at=row.at,
    )
