"""One way to write a value as bytes (RFC 8785) and one strict way to read it back.

Strings are not normalised here: bring text to NFC where it comes in.
"""

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NoReturn, TypeAlias

__all__ = ["Json", "NotCanonicalError", "decode", "digest", "encode", "sha256_hex"]

# Values as JSON knows them. `encode` takes tuples and mappings too, `decode` gives lists and dicts.
Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

LARGEST_INTEGER: Final = 2**53 - 1
DEEPEST: Final = 100
ESCAPED: Final = re.compile(r'[\x00-\x1f"\\]')
SHORT_ESCAPES: Final = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}


class NotCanonicalError(ValueError):
    """The value or the bytes have no canonical form; the message says which part and why."""


def encode(value: Json) -> bytes:
    """Return the RFC 8785 bytes of ``value``.

    Raises ``NotCanonicalError`` for NaN, infinities, integers beyond 2**53 - 1, lone surrogates,
    keys that are not strings, types JSON does not have and nesting deeper than 100.
    """
    try:
        return "".join(_pieces(value, 0)).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonicalError("a string holds a lone surrogate") from error


def decode(data: bytes) -> Json:
    """Return the value of strict JSON: UTF-8, no duplicate keys, no NaN, bounded nesting.

    Nor has it lone surrogates, which an escape can smuggle in and which no file can hold.
    """
    try:
        value: Json = json.loads(
            data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except UnicodeDecodeError as error:
        raise NotCanonicalError(f"not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise NotCanonicalError(
            f"not JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        ) from error
    except RecursionError as error:
        raise NotCanonicalError("nested too deeply") from error
    except ValueError as error:
        if isinstance(error, NotCanonicalError):
            raise
        raise NotCanonicalError(str(error)) from error
    if b"\\u" in data:
        _refuse_surrogates(value)
    return value


def digest(value: Json) -> str:
    """Return the SHA-256, in hex, of the canonical bytes of ``value``."""
    return sha256_hex(encode(value))


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def _pieces(value: object, depth: int) -> list[str]:
    if depth > DEEPEST:
        raise NotCanonicalError(f"nested deeper than {DEEPEST}")
    if value is None or isinstance(value, bool):
        return [{None: "null", True: "true", False: "false"}[value]]
    if isinstance(value, str):
        return [_quoted(value)]
    if isinstance(value, int):
        return [_integer(value)]
    if isinstance(value, float):
        return [_number(value)]
    if isinstance(value, Mapping):
        return _object_pieces(value, depth)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return _array_pieces(value, depth)
    raise NotCanonicalError(f"{type(value).__name__} is not a JSON type")


def _array_pieces(items: Sequence[Json], depth: int) -> list[str]:
    pieces = ["["]
    for position, item in enumerate(items):
        if position:
            pieces.append(",")
        pieces.extend(_pieces(item, depth + 1))
    pieces.append("]")
    return pieces


def _object_pieces(members: Mapping[str, Json], depth: int) -> list[str]:
    for key in members:
        if not isinstance(key, str):
            raise NotCanonicalError(f"key {key!r} is not a string")
    pieces = ["{"]
    for position, key in enumerate(sorted(members, key=_utf16)):
        if position:
            pieces.append(",")
        pieces += [_quoted(key), ":"]
        pieces.extend(_pieces(members[key], depth + 1))
    pieces.append("}")
    return pieces


def _utf16(key: str) -> bytes:
    # RFC 8785 §3.2.3 sorts by UTF-16 code units, which differs from code points above the BMP.
    return key.encode("utf-16-be", "surrogatepass")


def _quoted(text: str) -> str:
    return '"' + ESCAPED.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return SHORT_ESCAPES.get(character) or f"\\u{ord(character):04x}"


def _integer(value: int) -> str:
    if abs(value) > LARGEST_INTEGER:
        raise NotCanonicalError(f"integer {value} is beyond 2**53 - 1")
    return str(int(value))


def _number(value: float) -> str:
    """Return ``value`` as ECMAScript's Number::toString writes it."""
    if not math.isfinite(value):
        raise NotCanonicalError("NaN and infinities have no JSON form")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, power = repr(abs(float(value))).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(power or 0) - (len(whole + fraction) - len(digits))
    return sign + _placed(digits.rstrip("0"), point)


def _placed(digits: str, point: int) -> str:
    """Put the decimal point behind ``point`` digits, or write an exponent (ECMA-262)."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    exponent = f"e{point - 1:+d}"
    return digits + exponent if count == 1 else f"{digits[0]}.{digits[1:]}{exponent}"


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        [(key, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise NotCanonicalError(f'key "{key}" stands twice in one object')
    return members


def _refuse_surrogates(value: Json) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonicalError("a string holds a lone surrogate") from error
    except RecursionError as error:  # pragma: no cover - reading has failed before, as a rule
        raise NotCanonicalError("nested too deeply") from error


def _no_constant(name: str) -> NoReturn:
    raise NotCanonicalError(f"{name} is not JSON")
