"""Strict readings that the record's formats share: one text for one value, all else refused."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Final

__all__ = ["LARGEST_SIZE", "RecordFormatError", "read_base64", "read_decimal", "write_base64"]

LARGEST_SIZE: Final = 2**63 - 1


class RecordFormatError(ValueError):
    """Bytes of the record are not what their format allows; the message says which part and why."""


def read_base64(text: str, what: str) -> bytes:
    """Return the bytes of standard base64 in its one canonical form (padding, zero spare bits)."""
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, Base64Error) as error:
        raise RecordFormatError(f"{what} is not base64") from error
    if write_base64(data) != text:
        raise RecordFormatError(f"{what} is not in canonical base64")
    return data


def write_base64(data: bytes) -> str:
    """Return ``data`` in standard base64 with padding (RFC 4648 §4)."""
    return b64encode(data).decode("ascii")


def read_decimal(text: str, what: str, largest: int = LARGEST_SIZE) -> int:
    """Return a whole number written in ASCII digits, without sign or leading zeros."""
    if not (text.isascii() and text.isdigit()) or len(text) > 20:
        raise RecordFormatError(f"{what} is not a decimal number")
    if len(text) > 1 and text[0] == "0":
        raise RecordFormatError(f"{what} has a leading zero")
    value = int(text)
    if value > largest:
        raise RecordFormatError(f"{what} is beyond {largest}")
    return value
