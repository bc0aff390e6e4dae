"""Bech32 (BIP 173, without its limit of length): how the age format writes keys.

A sum of six signs at the end finds a key that was copied wrongly.
"""

from collections.abc import Iterable
from typing import Final

from comity.fault import N_, phrase

__all__ = ["bech32", "from_bech32"]

SIGNS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
SUM: Final = 6


def bech32(prefix: str, data: bytes) -> str:
    """Return ``data`` as text in small letters that begins with ``prefix`` and a 1."""
    values = _regroup(data, 8, 5, pad=True)
    check = _polymod([*_expanded(prefix), *values, *([0] * SUM)]) ^ 1
    values += [(check >> 5 * (SUM - 1 - place)) & 31 for place in range(SUM)]
    return f"{prefix}1" + "".join(SIGNS[value] for value in values)


def from_bech32(text: str) -> tuple[str, bytes]:
    """Return prefix, in small letters, and data; ``ValueError`` where a sign of it is wrong."""
    small = text.lower()
    if text not in {small, text.upper()}:
        raise ValueError(phrase(N_("it mixes small and capital letters")))
    prefix, parted, rest = small.rpartition("1")
    if not parted or not prefix or len(rest) < SUM or set(rest) - set(SIGNS):
        raise ValueError(phrase(N_("it is no Bech32")))
    values = [SIGNS.index(sign) for sign in rest]
    if _polymod([*_expanded(prefix), *values]) != 1:
        raise ValueError(phrase(N_("a sign of it is wrong or missing")))
    return prefix, bytes(_regroup(values[:-SUM], 5, 8, pad=False))


def _expanded(prefix: str) -> list[int]:
    return [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, term in enumerate(GENERATOR):
            check ^= term if top >> place & 1 else 0
    return check


def _regroup(values: Iterable[int], size: int, into: int, *, pad: bool) -> list[int]:
    """Return the bits of ``values``, ``size`` each, in groups of ``into`` bits."""
    held, bits, found = 0, 0, []
    for value in values:
        held = (held << size | value) & 0xFFF
        bits += size
        while bits >= into:
            bits -= into
            found.append(held >> bits & (1 << into) - 1)
    left = held & (1 << bits) - 1
    if pad and bits:
        found.append(left << into - bits)
    elif not pad and (bits >= size or left):
        raise ValueError(phrase(N_("it holds bits that are too many")))
    return found
