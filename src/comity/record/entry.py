"""Entries: the canonical JSON header that is a leaf, and its commitment to content outside it.

The content never enters the log. Public content is committed to by its SHA-256; all else by
HMAC-SHA256 under its own random key, so that erasing key and content leaves nothing to guess at.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from unicodedata import is_normalized

from comity.canonical import Json, NotCanonicalError, decode, encode
from comity.record.strict import RecordFormatError

__all__ = [
    "LARGEST_ENTRY",
    "PAYLOAD_CLASSES",
    "Entry",
    "Payload",
    "RuleReference",
    "encode_entry",
    "opens",
    "parse_entry",
    "public_payload",
    "sealed_payload",
]

VERSION: Final = 1
LARGEST_ENTRY: Final = 65_535
LARGEST_INDEX: Final = 2**53 - 1
LONGEST_TEXT: Final = 200
KEY_SIZE: Final = 32
SHA256: Final = "sha256"
HMAC_SHA256: Final = "hmac-sha256"
PUBLIC: Final = "public"
PAYLOAD_CLASSES: Final = (PUBLIC, "members", "delegation", "person")

ACT: Final = re.compile(r"[a-z]+\.[a-z]+(?:_[a-z]+)*")
HEX_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

ENTRY_KEYS: Final = frozenset(
    ("v", "act", "actor", "mandate", "subject", "at", "rule", "payload", "refs")
)
RULE_KEYS: Final = frozenset(("id", "version", "sha256"))
OPEN_KEYS: Final = frozenset(("alg", "class", "commit", "size"))
SEALED_KEYS: Final = frozenset(("alg", "class", "commit", "release"))


@dataclass(frozen=True, slots=True)
class RuleReference:
    """The rule an act was done under: id, version and the SHA-256 of its file in hex."""

    id: str
    version: str
    sha256: str

    def __post_init__(self) -> None:
        """Refuse what no entry may hold."""
        _check_token(self.id, "rule.id")
        _check_token(self.version, "rule.version")
        _check_digest(self.sha256, "rule.sha256")


@dataclass(frozen=True, slots=True)
class Payload:
    """A commitment to content: the size in bytes only for SHA-256, a release day only for HMAC.

    A sealed commitment tells no size: length alone would separate "Y" from "abstain".
    """

    alg: str
    commit: str
    payload_class: str
    size: int | None = None
    release: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no entry may hold."""
        _check_digest(self.commit, "payload.commit")
        if self.payload_class not in PAYLOAD_CLASSES:
            raise RecordFormatError(f"payload.class is one of {', '.join(PAYLOAD_CLASSES)}")
        if self.alg == SHA256:
            self._check_open()
        elif self.alg == HMAC_SHA256:
            self._check_sealed()
        else:
            raise RecordFormatError(f"payload.alg is {SHA256} or {HMAC_SHA256}")

    def _check_open(self) -> None:
        if self.payload_class != PUBLIC:
            # A bare hash of a short secret is found by trying all short secrets.
            raise RecordFormatError("what is not public is committed to under a key")
        _check_count(self.size, "payload.size")
        if self.release is not None:
            raise RecordFormatError("public content has no release date")

    def _check_sealed(self) -> None:
        if self.size is not None:
            raise RecordFormatError("a sealed payload tells no size")
        if self.release is not None:
            _check_day(self.release)


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, version 1: who did what to which subject, when, under which mandate and rule.

    ``act`` reads ``pillar.verb_noun``; ``at`` is ``YYYY-MM-DDThh:mm:ss.sssZ``; ``refs`` are
    indices of earlier entries, ascending. A natural person stands in ``actor`` only as a pseudonym.
    """

    act: str
    actor: str
    subject: str
    at: str
    payload: Payload
    mandate: str | None = None
    rule: RuleReference | None = None
    refs: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what the schema does not allow."""
        if len(self.act) > LONGEST_TEXT or not ACT.fullmatch(self.act):
            raise RecordFormatError("act reads pillar.verb_noun, in small letters, and is short")
        _check_token(self.actor, "actor")
        _check_token(self.subject, "subject")
        if self.mandate is not None:
            _check_token(self.mandate, "mandate")
        _check_time(self.at)
        for position, index in enumerate(self.refs):
            _check_count(index, "refs")
            if position and index <= self.refs[position - 1]:
                raise RecordFormatError("refs ascend, each once")


def encode_entry(entry: Entry) -> bytes:
    """Return the leaf bytes of ``entry`` (RFC 8785), at most 65,535."""
    header: dict[str, Json] = {
        "v": VERSION,
        "act": entry.act,
        "actor": entry.actor,
        "mandate": entry.mandate,
        "subject": entry.subject,
        "at": entry.at,
        "rule": _rule_members(entry.rule),
        "payload": _payload_members(entry.payload),
        "refs": entry.refs,
    }
    data = encode(header)
    if len(data) > LARGEST_ENTRY:
        raise RecordFormatError(f"an entry has at most {LARGEST_ENTRY} bytes, not {len(data)}")
    return data


def parse_entry(data: bytes) -> Entry:
    """Return the entry of leaf bytes: version 1, no unknown key, canonical to the byte."""
    if not 0 < len(data) <= LARGEST_ENTRY:
        raise RecordFormatError(f"an entry has 1 to {LARGEST_ENTRY} bytes")
    try:
        header = _members(decode(data), ENTRY_KEYS, "an entry")
    except NotCanonicalError as error:
        raise RecordFormatError(f"an entry is canonical JSON: {error}") from error
    if type(header["v"]) is not int or header["v"] != VERSION:
        raise RecordFormatError(f"an entry of this reader has v {VERSION}")
    entry = Entry(
        act=_text(header["act"], "act"),
        actor=_text(header["actor"], "actor"),
        subject=_text(header["subject"], "subject"),
        at=_text(header["at"], "at"),
        payload=_parse_payload(header["payload"]),
        mandate=_text_or_none(header["mandate"], "mandate"),
        rule=_parse_rule(header["rule"]),
        refs=_parse_refs(header["refs"]),
    )
    if encode_entry(entry) != data:
        raise RecordFormatError("an entry is canonical JSON; these bytes are another spelling")
    return entry


def public_payload(content: bytes) -> Payload:
    """Return the commitment to public ``content``: its SHA-256 and its size."""
    return Payload(SHA256, sha256(content).hexdigest(), PUBLIC, size=len(content))


def sealed_payload(
    content: bytes, key: bytes, payload_class: str, release: str | None = None
) -> Payload:
    """Return the commitment HMAC-SHA256(key, content); ``key`` is 32 random bytes used only here.

    ``release`` is the day (``YYYY-MM-DD``) the content may be opened to all, if it ever may.
    """
    return Payload(HMAC_SHA256, _sealed(content, key), payload_class, release=release)


def opens(payload: Payload, content: bytes, key: bytes | None = None) -> bool:
    """Return whether ``content``, with ``key`` if it is sealed, is what ``payload`` commits to."""
    if payload.alg == SHA256:
        return key is None and public_payload(content) == payload
    if key is None or len(key) != KEY_SIZE:
        return False
    return hmac.compare_digest(_sealed(content, key), payload.commit)


def _sealed(content: bytes, key: bytes) -> str:
    if len(key) != KEY_SIZE:
        raise ValueError("the key of a sealed payload has 32 bytes")
    return hmac.new(key, content, "sha256").hexdigest()


def _rule_members(rule: RuleReference | None) -> dict[str, Json] | None:
    if rule is None:
        return None
    return {"id": rule.id, "version": rule.version, "sha256": rule.sha256}


def _payload_members(payload: Payload) -> dict[str, Json]:
    members: dict[str, Json] = {
        "alg": payload.alg,
        "class": payload.payload_class,
        "commit": payload.commit,
    }
    if payload.alg == SHA256:
        return {**members, "size": payload.size}
    return {**members, "release": payload.release}


def _parse_payload(value: Json) -> Payload:
    sealed = isinstance(value, Mapping) and value.get("alg") == HMAC_SHA256
    members = _members(value, SEALED_KEYS if sealed else OPEN_KEYS, "payload")
    size = members.get("size")
    if size is not None and not isinstance(size, int):
        raise RecordFormatError("payload.size is a whole number")
    return Payload(
        _text(members["alg"], "payload.alg"),
        _text(members["commit"], "payload.commit"),
        _text(members["class"], "payload.class"),
        size,
        _text_or_none(members.get("release"), "payload.release"),
    )


def _parse_rule(value: Json) -> RuleReference | None:
    if value is None:
        return None
    members = _members(value, RULE_KEYS, "rule")
    return RuleReference(
        _text(members["id"], "rule.id"),
        _text(members["version"], "rule.version"),
        _text(members["sha256"], "rule.sha256"),
    )


def _parse_refs(value: Json) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(isinstance(index, int) for index in value):
        raise RecordFormatError("refs is a list of whole numbers")
    return tuple(value)


def _members(value: Json, keys: frozenset[str], what: str) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise RecordFormatError(f"{what} is a JSON object")
    if value.keys() != keys:
        wrong = min(value.keys() ^ keys)
        raise RecordFormatError(f"{what} has exactly the keys {', '.join(sorted(keys))}: {wrong}")
    return value


def _text(value: Json, what: str) -> str:
    if not isinstance(value, str):
        raise RecordFormatError(f"{what} is a text")
    return value


def _text_or_none(value: Json, what: str) -> str | None:
    return None if value is None else _text(value, what)


def _check_token(text: str, what: str) -> None:
    """Refuse all but short printable text in NFC without white space (ids, not prose)."""
    if not 0 < len(text) <= LONGEST_TEXT:
        raise RecordFormatError(f"{what} has 1 to {LONGEST_TEXT} characters")
    if not text.isprintable() or any(sign.isspace() for sign in text):
        raise RecordFormatError(f"{what} holds no space, control or invisible character")
    if not is_normalized("NFC", text):
        raise RecordFormatError(f"{what} is text in NFC")


def _check_digest(text: str, what: str) -> None:
    if not HEX_DIGEST.fullmatch(text):
        raise RecordFormatError(f"{what} is a SHA-256 in small hex")


def _check_count(value: int | None, what: str) -> None:
    if type(value) is not int or not 0 <= value <= LARGEST_INDEX:
        raise RecordFormatError(f"{what} holds whole numbers from 0 to {LARGEST_INDEX}")


def _check_time(text: str) -> None:
    try:
        # Without its Z, which Python 3.10 does not read.
        datetime.fromisoformat(text[:-1] if TIME.fullmatch(text) else "")
    except ValueError as error:
        raise RecordFormatError("at is a UTC time YYYY-MM-DDThh:mm:ss.sssZ") from error


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError as error:
        raise RecordFormatError("payload.release is a day YYYY-MM-DD") from error
