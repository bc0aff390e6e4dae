"""The one way a sign-off becomes a row."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from comity.canonical import Json, encode
from comity.edge import entry_time
from comity.fault import Fault, RefusedError
from comity.oversight import Person, SignOff, objections
from comity.people import role_objection
from comity.record import Entry, sealed_payload
from comity.record.passkeys import SIGN_OFF, assertion_members
from comity.site.members.permissions import role_table
from comity.site.members.standing import mandate_in_force
from comity.site.oversight.models import SignOffRow
from comity.site.oversight.signing import keep_assertion, signed_faults
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Entry as EntryRow
from comity.site.record.models import Log
from comity.subject import Subject

__all__ = ["ACT", "record_sign_off"]

ACT: Final = SIGN_OFF


def record_sign_off(
    *, log: Log, sign_off: SignOff, act: str, subject: Subject, title: str, symbol: str
) -> SignOffRow:
    """Keep ``sign_off`` if it puts ``subject`` into effect by ``act``, else raise ``RefusedError``.

    Call it in the transaction of the act: the mandate is read again there, and what it covers now
    is what counts and what is kept. The entry seals the signer's name under a key of its
    own, published beside it until somebody's name has to be erased (``records = one``). It says
    under which ``symbol`` the subject takes effect.
    """
    sign_off = replace(sign_off, mandate=mandate_in_force(sign_off.mandate, sign_off.at))
    faults = _speak_against(sign_off, act, subject) or signed_faults(sign_off)
    if faults or not isinstance(sign_off.signer, Person) or sign_off.subject.digest is None:
        raise RefusedError(faults)
    mandate = sign_off.mandate
    content, key = encode(_content(sign_off, symbol)), secrets.token_bytes(32)
    entry = append_entry(
        log=log,
        statement=Entry(
            act=ACT,
            actor=str(mandate.role),
            subject=str(subject),
            at=entry_time(sign_off.at),
            payload=sealed_payload(content, key, "person"),
            mandate=mandate.id,
        ),
        content=Content(content, key, opened=True),
        title=title,
    )
    row = _row(sign_off, sign_off.signer, act, subject, entry)
    keep_assertion(row, sign_off.assertion, sign_off.at)
    return row


def _speak_against(sign_off: SignOff, act: str, subject: Subject) -> tuple[Fault, ...]:
    """Return why the sign-off does not count, and why its role never does the act."""
    never = role_objection(sign_off.mandate, act=act, table=role_table())
    return objections(sign_off, act=act, subject=subject) + (() if never is None else (never,))


def _row(
    sign_off: SignOff, signer: Person, act: str, subject: Subject, entry: EntryRow
) -> SignOffRow:
    """Keep the sign-off with the mandate as it was then."""
    mandate = sign_off.mandate
    return SignOffRow.objects.create(
        id=sign_off.id,
        act=act,
        subject=str(subject),
        digest=sign_off.subject.digest or "",
        signer=signer.id,
        name=sign_off.name,
        party=mandate.role.party,
        role=mandate.role.title,
        mandate=mandate.id,
        scope="\n".join(sorted(mandate.scope)),
        mandate_start=_recorded(mandate.start),
        mandate_end=_recorded(mandate.end),
        mandate_revoked=mandate.revoked and _recorded(mandate.revoked),
        nonce=sign_off.nonce,
        at=entry.at,
        strength=sign_off.strength,
        entry=entry,
    )


def _recorded(moment: datetime) -> datetime:
    """Return ``moment`` as exactly as the record keeps times."""
    return datetime.fromisoformat(entry_time(moment))


def _content(sign_off: SignOff, symbol: str) -> Mapping[str, Json]:
    """Return what the entry commits to: who signed which bytes, under which mandate."""
    mandate, assertion = sign_off.mandate, sign_off.assertion
    signed: Mapping[str, Json] = (
        {} if assertion is None else {"v": 2, "assertion": assertion_members(assertion)}
    )
    return {
        "v": 1,
        **signed,
        "id": sign_off.id,
        "act": sign_off.act,
        "subject": str(sign_off.subject),
        "digest": sign_off.subject.digest,
        "symbol": symbol,
        "signer": sign_off.signer.id if isinstance(sign_off.signer, Person) else None,
        "name": sign_off.name,
        "nonce": sign_off.nonce,
        "strength": sign_off.strength,
        "mandate": {
            "id": mandate.id,
            "holder": mandate.holder,
            "role": str(mandate.role),
            "scope": sorted(mandate.scope),
            "start": entry_time(mandate.start),
            "end": entry_time(mandate.end),
            "revoked": None if mandate.revoked is None else entry_time(mandate.revoked),
        },
    }
