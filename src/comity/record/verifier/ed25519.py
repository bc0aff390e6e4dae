"""Ed25519 signatures checked in plain Python (RFC 8032 §5.1.7), for where no library is.

It only ever sees public values, so it need not run in constant time.
"""

from functools import cache
from hashlib import sha512
from typing import Final, TypeAlias

__all__ = ["verify_signature"]

P: Final = 2**255 - 19
L: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE: Final = pow(2, (P - 1) // 4, P)
SIGN_BIT: Final = 1 << 255
WINDOW: Final = 4

Point: TypeAlias = tuple[int, int, int, int]
"""Extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z."""

NEUTRAL: Final[Point] = (0, 1, 1, 0)


def verify_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether ``signature`` (64 bytes) of ``message`` holds under ``public`` (32 bytes).

    Cofactorless, as RFC 8032 allows and OpenSSL does: [S]B = R + [k]A, compared as bytes.
    Refused are S not below the group order and encodings of the key that are not canonical.
    """
    if len(public) != 32 or len(signature) != 64:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    key = _decode(public)
    if scalar >= L or key is None:
        return False
    challenge = sha512(signature[:32] + public + message).digest()
    factor = int.from_bytes(challenge, "little") % L
    # Only the canonical encoding of R equals it as bytes, so R itself is never decoded.
    return _encode(_sum_of_two(scalar, factor, _negative(key))) == signature[:32]


def _decode(encoded: bytes) -> Point | None:
    """Return the point of its canonical encoding (RFC 8032 §5.1.3), None if there is none."""
    number = int.from_bytes(encoded, "little")
    y, odd = number & (SIGN_BIT - 1), number >> 255
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x + u) % P == 0:
        x = x * ROOT_OF_MINUS_ONE % P
    if (v * x * x - u) % P or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = P - x
    return x, y, 1, x * y % P


def _encode(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _negative(point: Point) -> Point:
    x, y, z, t = point
    return P - x, y, z, P - t


def _sum_of_two(scalar: int, factor: int, point: Point) -> Point:
    """Return [scalar]B + [factor]point, four bits of both at a time (Straus)."""
    base, other = _base_multiples(), _multiples(point)
    total = NEUTRAL
    for shift in range(252, -1, -WINDOW):
        for _ in range(WINDOW):
            total = _doubled(total)
        total = _added(total, base[scalar >> shift & 15])
        total = _added(total, other[factor >> shift & 15])
    return total


@cache
def _base_multiples() -> tuple[Point, ...]:
    base = _decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    assert base is not None  # noqa: S101 - y = 4/5 is the base point of RFC 8032 §5.1
    return _multiples(base)


def _multiples(point: Point) -> tuple[Point, ...]:
    """Return 0 to 15 times ``point``."""
    points = [NEUTRAL]
    for _ in range(15):
        points.append(_added(points[-1], point))
    return tuple(points)


def _added(first: Point, second: Point) -> Point:
    """Return the sum (RFC 8032 §5.1.4; complete, so it serves equal points too)."""
    x1, y1, z1, t1 = first
    x2, y2, z2, t2 = second
    a = (y1 - x1) * (y2 - x2) % P
    b = (y1 + x1) * (y2 + x2) % P
    c = 2 * D * t1 * t2 % P
    d = 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _doubled(point: Point) -> Point:
    """Return twice the point (RFC 8032 §5.1.4)."""
    x, y, z, _ = point
    a = x * x % P
    b = y * y % P
    h = a + b
    e = h - (x + y) * (x + y) % P
    g = a - b
    f = 2 * z * z + g
    return e * f % P, g * h % P, f * g % P, e * h % P
