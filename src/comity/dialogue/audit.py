"""Whether the step from votes to cells was audited: two attestations by different parties.

Who is an auditor, and of which party, is the reader's own knowledge and never an attestation's.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from comity.canonical import sha256_hex
from comity.dialogue.attestation import Attestation, parse_attestation
from comity.record import (
    BadSignatureError,
    RecordFormatError,
    UnknownSignerError,
    VerifierKey,
    VerifySignature,
    open_note,
    parse_note,
    plain,
)

__all__ = ["Audit", "Auditor", "audit"]

ENOUGH: Final = 2
"""Auditors of different parties that are needed."""


@dataclass(frozen=True, slots=True)
class Auditor:
    """Somebody who may attest: their key, their name and their party, as the reader knows them."""

    key: VerifierKey
    name: str
    party: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Who attested the cells of a public bundle, in the order of the attestations.

    Until two of different parties have seen the same votes it is ``not_yet_audited``. ``passed
    over`` says in words why an attestation does not count.
    """

    state: Literal["audited", "not_yet_audited"]
    auditors: tuple[Auditor, ...]
    passed_over: tuple[str, ...]


def audit(
    public_manifest: bytes,
    attestations: Sequence[bytes],
    auditors: Sequence[Auditor],
    verify: VerifySignature,
) -> Audit:
    """Return who of ``auditors`` attested the bundle with this manifest; never raises.

    Attestations count together if they name the same sealed bundle. Of several sealed bundles that
    are attested, the one with auditors of the most parties counts.
    """
    digest = sha256_hex(public_manifest)
    by_sealed: dict[str, list[Auditor]] = defaultdict(list)
    passed_over = []
    for number, note in enumerate(attestations, start=1):
        try:
            said, by = _opened(note, digest, auditors, verify)
        except (RecordFormatError, UnknownSignerError, BadSignatureError, ValueError) as error:
            passed_over.append(f"attestation {number}: {plain(str(error))}")
            continue
        by_sealed[said.sealed] += [each for each in by if each not in by_sealed[said.sealed]]
    best = max(by_sealed.values(), key=lambda some: len(_parties(some)), default=[])
    others = [each.name for some in by_sealed.values() if some is not best for each in some]
    passed_over += [f"{plain(name)} attests other votes" for name in others]
    state: Literal["audited", "not_yet_audited"] = (
        "audited" if len(_parties(best)) >= ENOUGH else "not_yet_audited"
    )
    return Audit(state, tuple(best), tuple(passed_over))


def _opened(
    note: bytes, digest: str, auditors: Sequence[Auditor], verify: VerifySignature
) -> tuple[Attestation, list[Auditor]]:
    signed = parse_note(note)
    keys = {key for key, _ in open_note(signed, [each.key for each in auditors], verify)}
    said = parse_attestation(signed.text)
    if said.public != digest:
        raise ValueError("it is about another bundle")
    by = [each for each in auditors if each.key in keys and each.name == said.auditor]
    if not by:
        raise ValueError("it is signed under another name than the key is known by")
    return said, by


def _parties(auditors: Iterable[Auditor]) -> set[str]:
    return {each.party for each in auditors}
