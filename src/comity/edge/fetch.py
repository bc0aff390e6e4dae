"""Files of a record that somebody else keeps: in a folder, or behind an address its user gave.

What answers is not trusted: a file has at most the bytes it may have, comes as it is stored, within
a time, and from the host that was asked.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from io import BufferedReader, RawIOBase
from pathlib import Path
from socket import socket
from ssl import create_default_context
from time import monotonic
from typing import Any, Final, TypeAlias
from urllib.parse import SplitResult, urljoin, urlsplit

from comity import __version__
from comity.edge.files import read_bounded
from comity.fault import N_, Fault, FaultKind, Place, phrase, refuse, worded

__all__ = ["Fetch", "NotServedError", "open_source"]

SCHEMES: Final = {"http": 80, "https": 443}
SILENCE: Final = 20.0
"""Seconds without a byte after which an answer is given up."""
PATIENCE: Final = 30.0
SLOWEST: Final = 50_000
"""Bytes a second: a larger file has more time."""

PIECE: Final = 65_536
OK: Final = 200
GONE: Final = frozenset((404, 410))
MOVED: Final = frozenset((301, 302, 303, 307, 308))
MOST_MOVES: Final = 3
LONGEST_ADDRESS: Final = 2_000

BAD_ADDRESS = FaultKind(
    "edge.bad_address",
    N_("this is no address of a record: {reason}"),
    N_("a record is a folder, or an address that begins with http:// or https://"),
    N_("Give the address under which its checkpoint stands, without the word checkpoint."),
)
NOT_FETCHED = FaultKind(
    "edge.not_fetched",
    N_("it cannot be fetched: {reason}"),
    N_("a record's files are served as they are, by the host that was asked, within a time"),
    N_("Try again later. What was fetched is kept, and the next run goes on from there."),
)

Fetch: TypeAlias = Callable[[str, int], bytes]
"""(path under the record, most bytes) -> the file; ``NotServedError`` or ``RefusedError``."""


class NotServedError(Exception):
    """There is no such file where the record is kept."""


@contextmanager
def open_source(named: str) -> Iterator[Fetch]:
    """Give the function that fetches files of the record that ``named`` is: a folder or address."""
    if "://" in named:
        with closing(_Site(_address(named))) as site:
            yield site.fetch
        return
    folder = Path(named)
    if not os.path.isdir(folder):  # noqa: PTH112 - a name too long is no folder, and no error
        raise refuse(BAD_ADDRESS.at(Place(named), reason=phrase(N_("there is no such folder"))))

    def fetch(path: str, most: int) -> bytes:
        file = folder / path
        if not file.exists():
            raise NotServedError(path)
        return read_bounded(file, most)

    yield fetch


class _Site:
    """One host, asked over one connection for as long as it keeps it."""

    def __init__(self, address: SplitResult) -> None:
        self._address = address
        self._connection: HTTPConnection | None = None
        self._host: tuple[str, str | None, int] | None = None

    def fetch(self, path: str, most: int) -> bytes:
        url = urljoin(self._address.geturl(), path)
        ends = monotonic() + PATIENCE + most / SLOWEST
        try:
            return self._fetched(url, path, most, ends)
        except (OSError, HTTPException, UnicodeError) as error:
            # A name that no host can have is found out only when it is looked up.
            self.close()
            raise refuse(_unfetched(url, worded(error) or type(error).__name__)) from error

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _fetched(self, url: str, path: str, most: int, ends: float) -> bytes:
        for _ in range(MOST_MOVES + 1):
            with self._asked(url, ends) as response:
                if response.status not in MOVED:
                    return self._body(response, url, path, most)
                location = response.getheader("Location") or ""
            self.close()
            url = self._moved(url, location)
        raise refuse(
            _unfetched(url, phrase(N_("it was moved more than {most} times"), most=MOST_MOVES))
        )

    def _asked(self, url: str, ends: float) -> HTTPResponse:
        """Ask, once more if a connection that was kept has been closed in between."""
        kept = self._connection is not None
        try:
            return self._answered(urlsplit(url), ends)
        except (OSError, HTTPException):
            self.close()
            if not kept:
                raise
        return self._answered(urlsplit(url), ends)

    def _answered(self, parts: SplitResult, ends: float) -> HTTPResponse:
        host = (parts.scheme, parts.hostname, _port(parts))
        if self._connection is None or host != self._host:
            self.close()
            self._connection, self._host = _connect(parts), host
        connection = self._connection
        connection.response_class = partial(_TimedResponse, ends=ends)  # type: ignore[assignment]  # a class or what makes one
        # Identity: a compressed answer may be as large as it likes.
        headers = {"Accept-Encoding": "identity", "User-Agent": f"comity/{__version__}"}
        connection.request("GET", parts.path, headers=headers)
        return connection.getresponse()

    def _body(self, response: HTTPResponse, url: str, path: str, most: int) -> bytes:
        if response.status != OK:
            self.close()
            if response.status in GONE:
                raise NotServedError(path)
            raise refuse(
                _unfetched(url, phrase(N_("the host answers {status}"), status=response.status))
            )
        if response.getheader("Content-Encoding", "identity") != "identity":
            raise refuse(_unfetched(url, phrase(N_("the host sends it compressed, unasked"))))
        pieces: list[bytes] = []
        room = most + 1
        while room and (piece := response.read(min(PIECE, room))):
            pieces.append(piece)
            room -= len(piece)
        if not room:
            self.close()
            raise refuse(_unfetched(url, phrase(N_("it has more than {most} bytes"), most=most)))
        if response.will_close:
            self.close()
        return b"".join(pieces)

    def _moved(self, url: str, location: str) -> str:
        """Return where a file was moved to, on the same host; http may become https there."""
        old, new = _address(url), _address(urljoin(url, location), is_file=True)
        hosts = (old.scheme, old.hostname, _port(old)), (new.scheme, new.hostname, _port(new))
        secured = ("http", old.hostname, 80), ("https", old.hostname, 443)
        if hosts[0] != hosts[1] and hosts != secured:
            raise refuse(_unfetched(url, phrase(N_("the host sends on to another one"))))
        return new.geturl()


class _TimedResponse(HTTPResponse):
    """A response whose every byte, headers too, must come before ``ends`` (monotonic seconds)."""

    def __init__(self, sock: socket, *, ends: float, **others: Any) -> None:
        super().__init__(sock, **others)
        raw: Any = self.fp
        self.fp = BufferedReader(_Timed(raw.detach(), sock, ends), PIECE)


class _Timed(RawIOBase):
    """Reads from a socket until a point in time."""

    def __init__(self, raw: RawIOBase, sock: socket, ends: float) -> None:
        self._raw = raw
        self._sock = sock
        self._ends = ends

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        left = self._ends - monotonic()
        if left <= 0:
            raise TimeoutError(phrase(N_("the host is too slow")))
        self._sock.settimeout(min(SILENCE, left))
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


def _address(text: str, *, is_file: bool = False) -> SplitResult:
    """Return the parts of an address that is plain: no password, no query, nothing to decode."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise refuse(BAD_ADDRESS.at(Place(text), reason=error)) from error
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise refuse(
            BAD_ADDRESS.at(Place(text), reason=phrase(N_("only http and https are known")))
        )
    strange = not text.isascii() or any(sign <= " " or sign == "\x7f" for sign in text)
    if strange or len(text) > LONGEST_ADDRESS or port == 0:
        raise refuse(
            BAD_ADDRESS.at(Place(text), reason=phrase(N_("it holds signs that no address has")))
        )
    if parts.username is not None or parts.query or parts.fragment:
        reason = phrase(N_("it holds a password, a question or a mark"))
        raise refuse(BAD_ADDRESS.at(Place(parts.hostname), reason=reason))
    return parts if is_file else parts._replace(path=f"{parts.path.rstrip('/')}/")


def _connect(parts: SplitResult) -> HTTPConnection:
    host, port = parts.hostname or "", _port(parts)
    if parts.scheme == "http":
        return HTTPConnection(host, port, timeout=SILENCE)
    return HTTPSConnection(host, port, timeout=SILENCE, context=create_default_context())


def _port(parts: SplitResult) -> int:
    return parts.port or SCHEMES[parts.scheme]


def _unfetched(url: str, reason: str) -> Fault:
    return NOT_FETCHED.at(Place(url), reason=reason)
