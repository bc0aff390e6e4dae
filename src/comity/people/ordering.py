"""The order in which parties stand: the reader's alphabet, or a lot that anybody can draw again.

Never a ranking. The alphabets are data; a name in another script stands after those in one's own.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from comity.canonical import decode
from comity.people.party import Party

__all__ = ["Alphabets", "alphabet_key", "by_alphabet", "by_lot", "read_alphabets"]

Alphabets: TypeAlias = Mapping[str, Mapping[str, Any]]
Key: TypeAlias = tuple[tuple[int, ...], str]
AFTER: Final = 1_000_000


def read_alphabets(data: bytes) -> Alphabets:
    """Return the alphabets by language in the bytes of ``data/people/alphabets/VERSION.json``."""
    members: Any = decode(data)
    if members.get("schema") != "comity.people.alphabets/1":
        raise ValueError("these are no alphabets that this version can read")
    languages: Alphabets = members["languages"]
    return languages


def by_alphabet(parties: Iterable[Party], language: str, alphabets: Alphabets) -> Sequence[Party]:
    """Return ``parties`` by their names in ``language``, in that language's own order."""
    key = alphabet_key(language, alphabets)
    return sorted(parties, key=lambda party: (key(party.name(language)), party.id))


def alphabet_key(language: str, alphabets: Alphabets) -> Callable[[str], Key]:
    """Return the key by which texts of ``language`` are sorted in its own order."""
    alphabet = alphabets.get(language, {})
    return lambda text: _key(text, alphabet)


def by_lot(ids: Iterable[str], seed: str) -> Sequence[str]:
    """Return ``ids`` as drawn by ``seed``: in the order of SHA-256 of seed, line feed and id.

    Whoever has the seed draws the same with any tool; a seed that nobody could choose favours
    nobody.
    """
    return sorted(ids, key=lambda one: (hashlib.sha256(f"{seed}\n{one}".encode()).digest(), one))


def _key(name: str, alphabet: Mapping[str, Any]) -> Key:
    encoding = alphabet.get("encoding")
    if encoding:
        return tuple(_place(sign, encoding) for sign in name), name
    letters, fold = alphabet.get("letters", ""), alphabet.get("fold", {})
    own = _folded(name, letters, fold)
    return tuple(letters.find(sign) if sign in letters else AFTER + ord(sign) for sign in own), name


def _folded(name: str, letters: str, fold: Mapping[str, str]) -> str:
    """Return the letters of ``name`` without what the alphabet leaves out of account."""
    found = []
    for sign in unicodedata.normalize("NFC", name).casefold():
        plain = sign if sign in letters else fold.get(sign, sign)
        if plain not in letters and len(plain) == 1:
            plain = unicodedata.normalize("NFD", plain)
        found += [each for each in plain if each in letters or unicodedata.category(each)[0] == "L"]
    return "".join(found)


def _place(sign: str, encoding: str) -> int:
    try:
        return int.from_bytes(sign.encode(encoding), "big")
    except UnicodeEncodeError:
        return AFTER + ord(sign)
