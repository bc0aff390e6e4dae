"""The head of a file in the age format: a line, stanzas, and a sum that binds them to the key."""

import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from comity.edge.age.stanzas import Stanza, decoded, derived, encoded
from comity.fault import N_, phrase

__all__ = ["LARGEST_HEADER", "VERSION", "Header", "encode_header", "parse_header"]

VERSION: Final = b"age-encryption.org/v1\n"
LARGEST_HEADER: Final = 65_536
WIDTH: Final = 64
END: Final = "--- "
START: Final = "-> "
ARGUMENTS: Final = re.compile(r"[!-~]+(?: [!-~]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Header:
    """What was read: the stanzas, the bytes under the sum, the sum, and how long it all is."""

    stanzas: tuple[Stanza, ...]
    summed: bytes
    sum: bytes
    size: int

    def binds(self, file_key: bytes) -> bool:
        """Return whether it was written by somebody who knew ``file_key``, and not changed."""
        return hmac.compare_digest(_sum(self.summed, file_key), self.sum)


def encode_header(stanzas: Sequence[Stanza], file_key: bytes) -> bytes:
    """Return the head of a file with these stanzas."""
    text = "".join(_written(one) for one in stanzas)
    summed = VERSION + text.encode("ascii") + END.rstrip().encode()
    return summed + f" {encoded(_sum(summed, file_key))}\n".encode()


def parse_header(data: bytes) -> Header:
    """Return the head with which ``data`` begins; ``ValueError`` where it is none."""
    if not data.startswith(VERSION):
        raise ValueError(phrase(N_("it does not begin with age-encryption.org/v1")))
    found: list[Stanza] = []
    place = len(VERSION)
    line, after = _line(data, place)
    while not line.startswith(END):
        arguments = line.removeprefix(START)
        if arguments == line or not ARGUMENTS.fullmatch(arguments):
            raise ValueError(phrase(N_("a stanza does not begin with an arrow")))
        body, place = _body(data, after)
        found.append(Stanza(tuple(arguments.split(" ")), body))
        line, after = _line(data, place)
    if not found:
        raise ValueError(phrase(N_("it is encrypted for nobody")))
    end = place + len(END.rstrip())
    return Header(tuple(found), data[:end], decoded(line.removeprefix(END)), after)


def _body(data: bytes, place: int) -> tuple[bytes, int]:
    lines: list[str] = []
    while not lines or len(lines[-1]) == WIDTH:
        line, place = _line(data, place)
        lines.append(line)
    if len(lines[-1]) > WIDTH:
        raise ValueError(phrase(N_("a line is too long")))
    return decoded("".join(lines)), place


def _line(data: bytes, place: int) -> tuple[str, int]:
    end = data.find(b"\n", place)
    if end < 0:
        raise ValueError(phrase(N_("its head has no end")))
    return data[place:end].decode("ascii"), end + 1


def _written(stanza: Stanza) -> str:
    body = encoded(stanza.body)
    return f"{START}{' '.join(stanza.arguments)}\n" + "".join(f"{line}\n" for line in _lines(body))


def _lines(body: str) -> Iterator[str]:
    # The last line is shorter than the others, be it empty: so its end is known.
    for place in range(0, len(body) + 1, WIDTH):
        yield body[place : place + WIDTH]


def _sum(summed: bytes, file_key: bytes) -> bytes:
    return hmac.digest(derived(file_key, b"", b"header"), summed, "sha256")
