"""Signed notes (c2sp.org/signed-note): a text, and lines that sign it.

Whoever reads a note brings keys and a function that checks a signature: this module knows no
cryptography but SHA-256.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Protocol, TypeAlias

from comity.fault import N_, phrase
from comity.record.strict import RecordFormatError, read_base64, write_base64

__all__ = [
    "COSIGNATURE_V1",
    "ED25519",
    "ML_DSA_44",
    "BadSignatureError",
    "NoteSignature",
    "SignedNote",
    "Signer",
    "UnknownSignerError",
    "VerifierKey",
    "VerifySignature",
    "check_name",
    "check_point",
    "cosigned_message",
    "format_note",
    "format_vkey",
    "open_note",
    "parse_note",
    "parse_vkey",
    "sign_note",
]

ED25519: Final = 0x01
COSIGNATURE_V1: Final = 0x04
ML_DSA_44: Final = 0x06
KEY_LENGTHS: Final = {ED25519: 32, COSIGNATURE_V1: 32, ML_DSA_44: 1312}
"""Public key bytes by signature type; types that stand here but cannot be checked are ignored."""

SIGNATURE_LENGTHS: Final = {ED25519: 64, COSIGNATURE_V1: 8 + 64}
"""Signature bytes of the types that can be checked."""

FIELD: Final = 2**255 - 19
EIGHTH: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL_ORDER: Final = frozenset((0, 1, EIGHTH, FIELD - EIGHTH, FIELD - 1))
"""The y coordinates of the eight points of the Ed25519 curve whose order divides 8."""

LATEST_TIME: Final = 2**63 - 1
MOST_SIGNATURES: Final = 100
LARGEST_NOTE: Final = 1_000_000
DASH: Final = "— "

VerifySignature: TypeAlias = Callable[[bytes, bytes, bytes], bool]
"""(public key, 32 bytes; signature, 64 bytes; message) -> whether Ed25519 holds."""


class UnknownSignerError(ValueError):
    """No signature of the note is by a key that was asked for."""


class BadSignatureError(ValueError):
    """A signature line under a known key does not hold: nothing of the note may be believed."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name and signature type; its id follows from all three."""

    name: str
    algorithm: int
    public: bytes

    def __post_init__(self) -> None:
        """Refuse a name or length that no note could carry."""
        check_name(self.name)
        length = KEY_LENGTHS.get(self.algorithm)
        if length is None:
            raise RecordFormatError(
                phrase(N_("key type {algorithm} is not known"), algorithm=f"{self.algorithm:#04x}")
            )
        if len(self.public) != length:
            raise RecordFormatError(
                phrase(
                    N_("a key of type {algorithm} has {length} bytes"),
                    algorithm=f"{self.algorithm:#04x}",
                    length=length,
                )
            )
        if self.algorithm in SIGNATURE_LENGTHS:
            check_point(self.public)

    @property
    def key_id(self) -> bytes:
        """Return the 4 bytes that stand before each signature."""
        named = self.name.encode() + b"\n" + bytes([self.algorithm])
        return sha256(named + self.public).digest()[:4]

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of type and key in hex, for comparing through a second channel."""
        return sha256(bytes([self.algorithm]) + self.public).hexdigest()


class Signer(Protocol):
    """Who holds a secret key: its public half, and Ed25519 signatures of 64 bytes."""

    @property
    def key(self) -> VerifierKey:
        """Return the public half."""

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of ``message``, 64 bytes."""


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: the signer's name, the key id (4 bytes) and what follows it."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A note as read, nothing verified yet: the text ends in a line feed."""

    text: str
    signatures: tuple[NoteSignature, ...]


def check_name(name: str) -> None:
    """Refuse a key name that is empty or holds white space, a plus sign or control characters."""
    if not name or "+" in name or any(sign.isspace() or sign < " " for sign in name):
        raise RecordFormatError(
            phrase(N_("a key name is not empty and holds no space, plus sign or control"))
        )
    if any("\ud800" <= sign <= "\udfff" for sign in name):
        raise RecordFormatError(phrase(N_("a key name holds a lone surrogate")))


def parse_vkey(text: str) -> VerifierKey:
    """Return the key of ``name+keyid+base64``; the id must be the one that follows from the key."""
    # Split on the first two plus signs: base64 may hold more.
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise RecordFormatError(phrase(N_("a verifier key has the form name+id+key")))
    name, key_id, encoded = parts
    data = read_base64(encoded, "the key")
    if not data:
        raise RecordFormatError(phrase(N_("a verifier key has the form name+id+key")))
    key = VerifierKey(name, data[0], data[1:])
    if key.key_id.hex() != key_id:
        raise RecordFormatError(
            phrase(N_("the id of the verifier key does not fit its name and key"))
        )
    return key


def format_vkey(key: VerifierKey) -> str:
    """Return ``key`` as ``name+keyid+base64``."""
    return f"{key.name}+{key.key_id.hex()}+{write_base64(bytes([key.algorithm]) + key.public)}"


def parse_note(data: bytes) -> SignedNote:
    """Return text and signature lines of a note; ``RecordFormatError`` if it is none."""
    if len(data) > LARGEST_NOTE:
        raise RecordFormatError(phrase(N_("a note has at most {most} bytes"), most=LARGEST_NOTE))
    text, gap, block = _plain(data).rpartition("\n\n")
    if not gap or not block.endswith("\n"):
        raise RecordFormatError(phrase(N_("a note has a text, an empty line and signature lines")))
    lines = block[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise RecordFormatError(
            phrase(N_("a note has at most {most} signatures"), most=MOST_SIGNATURES)
        )
    return SignedNote(text + "\n", tuple(_parse_signature(line) for line in lines))


def format_note(note: SignedNote) -> bytes:
    """Return the bytes of ``note``; what they would not read back as is refused."""
    lines = [_format_signature(signature) for signature in note.signatures]
    data = (note.text + "\n" + "".join(lines)).encode()
    if parse_note(data) != note:
        raise RecordFormatError(phrase(N_("the note would not read back as what it is")))
    return data


def sign_note(text: str, signers: Iterable[Signer]) -> bytes:
    """Return the bytes of a note of ``text`` signed by each of ``signers`` (type Ed25519)."""
    message = text.encode()
    signatures = []
    for signer in signers:
        if signer.key.algorithm != ED25519:
            raise ValueError("a note is signed with a plain Ed25519 key")
        signed = signer.sign(message)
        signatures.append(NoteSignature(signer.key.name, signer.key.key_id, signed))
    return format_note(SignedNote(text, tuple(signatures)))


def open_note(
    note: SignedNote, keys: Iterable[VerifierKey], verify: VerifySignature
) -> tuple[tuple[VerifierKey, NoteSignature], ...]:
    """Return the signatures that hold, each with its key, in the order of the lines.

    Lines by other keys and by types that cannot be checked are passed over; of several lines by
    one key all must hold and the first counts. ``BadSignatureError`` if a line by one of
    ``keys`` does not hold, ``UnknownSignerError`` if none of them signed.
    """
    known = {(key.name, key.key_id): key for key in keys if key.algorithm in SIGNATURE_LENGTHS}
    message = note.text.encode()
    held: dict[VerifierKey, NoteSignature] = {}
    for line in note.signatures:
        key = known.get((line.name, line.key_id))
        if key is None:
            continue
        if not _holds(key, line.signature, message, verify):
            raise BadSignatureError(
                phrase(N_("the signature of {name} does not hold"), name=key.name)
            )
        held.setdefault(key, line)
    if not held:
        raise UnknownSignerError(phrase(N_("none of the keys asked for has signed the note")))
    return tuple(held.items())


def cosigned_message(time: int, text: bytes) -> bytes:
    """Return what a cosignature/v1 at POSIX ``time`` signs (c2sp.org/tlog-cosignature)."""
    return b"cosignature/v1\ntime %d\n" % time + text


def check_point(public: bytes) -> None:
    """Raise ``RecordFormatError`` unless an Ed25519 key is a canonical point of large order."""
    # Libraries disagree on such keys, and some messages hold under them without any secret.
    y = int.from_bytes(public, "little") & ~(1 << 255)
    if y >= FIELD or y in SMALL_ORDER:
        raise RecordFormatError(phrase(N_("the key is no canonical point of large order")))


def _holds(key: VerifierKey, signature: bytes, message: bytes, verify: VerifySignature) -> bool:
    if len(signature) != SIGNATURE_LENGTHS[key.algorithm]:
        return False
    if key.algorithm == COSIGNATURE_V1:
        time = int.from_bytes(signature[:8], "big")
        if time > LATEST_TIME:
            return False
        message, signature = cosigned_message(time, message), signature[8:]
    return verify(key.public, signature, message)


def _plain(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordFormatError(
            phrase(N_("a note is UTF-8; byte {start} is not"), start=error.start)
        ) from error
    if any(sign < " " and sign != "\n" for sign in text):
        raise RecordFormatError(phrase(N_("a note holds no control characters")))
    return text


def _parse_signature(line: str) -> NoteSignature:
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH):
        raise RecordFormatError(phrase(N_("a signature line begins with a dash and a space")))
    check_name(name)
    data = read_base64(encoded, "a signature")
    if len(data) < 5:
        raise RecordFormatError(phrase(N_("a signature has at least 5 bytes")))
    return NoteSignature(name, data[:4], data[4:])


def _format_signature(signature: NoteSignature) -> str:
    encoded = write_base64(signature.key_id + signature.signature)
    return f"{DASH}{signature.name} {encoded}\n"
