"""ECDSA on P-256 with SHA-256 checked in plain Python, for where no library is.

After FIPS 186-5 §6.4.2, with the curve of SP 800-186 §3.2.1.3. It only ever sees public values, so
it need not run in constant time.
"""

from hashlib import sha256
from typing import Final, TypeAlias

__all__ = ["verify_es256"]

P: Final = 2**256 - 2**224 + 2**192 + 2**96 - 1
N: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B: Final = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
UNCOMPRESSED: Final = 4
SEQUENCE: Final = 0x30
INTEGER: Final = 0x02
LONGEST: Final = 72
"""A sequence of two numbers of at most 33 bytes each, in DER."""

Point: TypeAlias = tuple[int, int] | None
"""Affine coordinates; None is the point at infinity."""

BASE: Final[Point] = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def verify_es256(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether ``signature`` (DER) of ``message`` holds under ``public``.

    ``public`` is an uncompressed point of 65 bytes (SEC 1 §2.3.3). Refused are points off the
    curve, numbers out of range, and every spelling of the signature but the one of DER.
    """
    key, pair = _point(public), _numbers(signature)
    if key is None or pair is None:
        return False
    r, s = pair
    if not (0 < r < N and 0 < s < N):
        return False
    digest = int.from_bytes(sha256(message).digest(), "big")
    inverse = pow(s, -1, N)
    found = _sum_of_two(digest * inverse % N, r * inverse % N, key)
    return found is not None and found[0] % N == r


def _point(public: bytes) -> Point:
    if len(public) != 65 or public[0] != UNCOMPRESSED:
        return None
    x, y = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    if x >= P or y >= P or (y * y - (x * x * x - 3 * x + B)) % P:
        return None
    return x, y


def _numbers(signature: bytes) -> tuple[int, int] | None:
    """Return the two numbers of a signature in DER (RFC 3279 §2.2.3), None if it is none."""
    if not 2 < len(signature) <= LONGEST or signature[:2] != bytes((SEQUENCE, len(signature) - 2)):
        return None
    first = _number(signature[2:])
    second = None if first is None else _number(first[1])
    if first is None or second is None or second[1]:
        return None
    return first[0], second[0]


def _number(data: bytes) -> tuple[int, bytes] | None:
    """Return a positive number in its shortest form and what follows it."""
    if len(data) < 3 or data[0] != INTEGER or not 0 < data[1] <= len(data) - 2:
        return None
    digits, rest = data[2 : 2 + data[1]], data[2 + data[1] :]
    padded = len(digits) > 1 and digits[0] == 0 and digits[1] < 0x80
    if digits[0] >= 0x80 or padded:
        return None
    return int.from_bytes(digits, "big"), rest


def _sum_of_two(scalar: int, factor: int, point: Point) -> Point:
    """Return [scalar]G + [factor]point, one bit of both at a time (Shamir)."""
    steps = (None, BASE, point, _added(BASE, point))
    total: Point = None
    for bit in range(255, -1, -1):
        total = _added(total, total)
        total = _added(total, steps[scalar >> bit & 1 | (factor >> bit & 1) << 1])
    return total


def _added(first: Point, second: Point) -> Point:
    """Return the sum of two points (SEC 1 §2.2.1)."""
    if first is None or second is None:
        return first or second
    (x1, y1), (x2, y2) = first, second
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    if x1 == x2:
        slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, P) % P
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, P) % P
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P
