"""Sign-offs: a named person with a valid mandate puts something into effect.

Whether a sign-off counts is one pure function, asked by the action that publishes and again by
whoever rebuilds the public rows from the record.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from comity.fault import N_, Fault, FaultKind, Place
from comity.oversight.provenance import Origin, Person
from comity.people import Mandate, holds
from comity.record.passkeys import (
    Assertion,
    Passkey,
    VerifyAssertion,
    assertion_lacks,
    challenge_of,
)
from comity.subject import Subject

__all__ = ["SignOff", "Strength", "objections", "signature_objections"]

Strength: TypeAlias = Literal["signed", "attested"]
"""``signed``: a passkey signature anyone can check; ``attested``: the server's word."""

NOT_HUMAN: Final = FaultKind(
    "oversight.signer_not_human",
    N_("the sign-off comes from a machine"),
    N_("only a person can put something into effect"),
    N_("Ask somebody with a mandate to open the item and sign it off."),
)
NO_MANDATE: Final = FaultKind(
    "oversight.mandate_not_valid",
    N_("mandate {mandate} does not cover {act} at {at}"),
    N_("who signs off needs a mandate for this act that is valid at that time"),
    N_("Have the mandate renewed or extended, or ask somebody whose mandate covers it."),
)
OTHER_BYTES: Final = FaultKind(
    "oversight.digest_differs",
    N_("the sign-off is for {signed}, not for {digest}"),
    N_("a sign-off holds for the exact bytes that were shown, and for nothing else"),
    N_("Open the item as it is now, read it and sign it off again."),
)
OTHER_SUBJECT: Final = FaultKind(
    "oversight.subject_differs",
    N_("the sign-off is about {signed}, not about {subject}"),
    N_("each item is signed off singly"),
    N_("Open this item and sign it off."),
)
NOT_SIGNED: Final = FaultKind(
    "oversight.signature_refused",
    N_("the signature by passkey does not hold for this sign-off"),
    N_("it is made with a passkey of the signer’s own, for this item as it was shown"),
    N_("Open the item as it is now and sign it again, or sign it by password and code."),
)


@dataclass(frozen=True, slots=True)
class SignOff:
    """One person's word that ``digest`` of ``subject`` shall take effect by ``act``.

    ``signer`` says who, ``name`` is how the page names that person (it can be erased later;
    role, party and mandate stay). ``subject.digest`` is the SHA-256 of what was shown, in hex.
    What is ``signed`` comes with the ``assertion`` of a passkey.
    """

    id: str
    act: str
    subject: Subject
    signer: Origin
    name: str
    mandate: Mandate
    nonce: str
    at: datetime
    strength: Strength = "attested"
    assertion: Assertion | None = None

    def __post_init__(self) -> None:
        """Refuse a sign-off that binds no bytes or has no zoned time."""
        if not self.subject.digest:
            raise ValueError("a sign-off names the digest of what was shown")
        if self.at.tzinfo is None:
            raise ValueError("a sign-off's time needs a time zone")

    @property
    def challenge(self) -> bytes:
        """Return what a passkey signs for it: 32 bytes."""
        return challenge_of(
            sign_off=self.id,
            subject=str(self.subject),
            digest=self.subject.digest,
            mandate=self.mandate.id,
            nonce=self.nonce,
        )


def objections(sign_off: SignOff, *, act: str, subject: Subject) -> tuple[Fault, ...]:
    """Return why ``sign_off`` does not put ``subject`` into effect by ``act``; empty if it does.

    It must come from a person, whose mandate covered the act at the time of signing, and name
    this very subject with this very digest.
    """
    place = Place(f"sign-off {sign_off.id}")
    faults = []
    if not isinstance(sign_off.signer, Person):
        faults.append(NOT_HUMAN.at(place))
    if not _mandated(sign_off, act):
        faults.append(
            NO_MANDATE.at(place, mandate=sign_off.mandate.id, act=act, at=sign_off.at.isoformat())
        )
    if str(sign_off.subject) != str(subject):
        faults.append(OTHER_SUBJECT.at(place, signed=sign_off.subject, subject=subject))
    elif sign_off.subject.digest != subject.digest:
        faults.append(OTHER_BYTES.at(place, signed=sign_off.subject.digest, digest=subject.digest))
    return tuple(faults)


def signature_objections(
    sign_off: SignOff, passkey: Passkey | None, verify: VerifyAssertion
) -> tuple[Fault, ...]:
    """Return why ``sign_off`` is not signed by ``passkey`` as its strength says; empty if it is.

    What is ``attested`` has no signature. ``passkey`` is the one the assertion names, in use and
    the signer's own; None where there is none.
    """
    assertion = sign_off.assertion
    if sign_off.strength == "attested" and assertion is None:
        return ()
    refused = (NOT_SIGNED.at(Place(f"sign-off {sign_off.id}")),)
    if sign_off.strength == "attested" or assertion is None or passkey is None:
        return refused
    own = (assertion.passkey, sign_off.mandate.holder) == (passkey.id, passkey.holder)
    wrong = assertion_lacks(assertion, passkey, sign_off.challenge, verify)
    return () if own and wrong is None else refused


def _mandated(sign_off: SignOff, act: str) -> bool:
    signer = sign_off.signer
    holder = signer.id if isinstance(signer, Person) else ""
    return sign_off.act == act and holds(sign_off.mandate, holder=holder, act=act, at=sign_off.at)
