"""What a session costs on the line: read, vote twenty times one at a time, send a statement.

Bytes both ways with their headers, as a browser without script sends and gets them: each page is
compressed, stylesheet and icon come once. The demonstration's conversation has fewer statements
than twenty: where they run out, another voter goes on, so that each page has one to vote on.
"""

import re
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from http.client import HTTPConnection
from typing import Final
from urllib.parse import urlencode

from benchmarks.bench_pages import demo
from benchmarks.machine import Row

PAGE: Final = "/en/dialogue/conversations/dia-2/"
VOTES: Final = 20
BAR: Final = 150
FIRST_BAR: Final = 14
HEADERS: Final = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate",
    "Accept-Language": "en-US,en;q=0.9",
    "Connection": "keep-alive",
    "Upgrade-Insecure-Requests": "1",
    "User-Agent": "Mozilla/5.0 (Linux; Android 7.0) AppleWebKit/537.36 Chrome/60.0 Mobile",
}
FIELD: Final = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def rows() -> Iterator[Row]:
    """Yield the weight of the first page and that of a whole session."""
    with tempfile.TemporaryDirectory() as folder, demo(folder) as port:
        browser = Browser(port)
        page = browser.read(PAGE)
        for path in re.findall(r'<link rel="\w+"[^>]* href="([^"]+)"', page):
            browser.read(path)
        first = browser.kilobytes
        _vote(browser, page)
        _suggest(browser)
    what = "session: first page with stylesheet and icon, both ways"
    yield Row(what, f"{first:.1f} KB", "", None, "≤ 14 KB", first <= FIRST_BAR)
    whole = browser.kilobytes
    what = f"session: read, {VOTES} votes, a statement, both ways, without script"
    yield Row(what, f"{whole:.0f} KB", "", None, "≤ 150 KB", whole <= BAR)


def _vote(browser: "Browser", page: str) -> None:
    shown = page
    for _ in range(VOTES):
        fields = dict(FIELD.findall(shown))
        if "statement" not in fields:
            fields = dict(FIELD.findall(browser.begin_again(PAGE)))
        shown = browser.send(f"{PAGE}do/vote", {**fields, "vote": "1"})


def _suggest(browser: "Browser") -> None:
    form = dict(FIELD.findall(browser.read(f"{PAGE}suggest/")))
    text = "Let every small developer have one person to ask."
    typed = {**form, "statement": text, "language": "en", "step": "check"}
    check = dict(FIELD.findall(browser.send(f"{PAGE}do/statement", typed)))
    sent = {name: unescape(value) for name, value in check.items()}
    browser.send(f"{PAGE}do/statement", {**sent, "step": "send"})


class Browser:
    """Reads pages and sends forms over one connection, and counts what goes over it."""

    def __init__(self, port: int) -> None:
        self._link = HTTPConnection("127.0.0.1", port)
        self._port = port
        self._cookies: dict[str, str] = {}
        self._bytes = 0

    @property
    def kilobytes(self) -> float:
        """What went over the line both ways."""
        return self._bytes / 1024

    def read(self, path: str) -> str:
        """Return a page."""
        return self._ask("GET", path, "")

    def send(self, path: str, fields: Mapping[str, str]) -> str:
        """Send a form; return the page that it leads to."""
        return self._ask("POST", path, urlencode(fields))

    def begin_again(self, path: str) -> str:
        """Become another voter, which costs nothing on the line that is measured."""
        self._cookies.pop("comity-voter", None)
        before = self._bytes
        page = self.read(path)
        self._bytes = before
        return page

    def _ask(self, method: str, path: str, body: str) -> str:
        headers = {**HEADERS, "Host": f"127.0.0.1:{self._port}"}
        if self._cookies:
            pairs = (f"{name}={value}" for name, value in self._cookies.items())
            headers["Cookie"] = "; ".join(pairs)
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Content-Length"] = str(len(body))
            headers["Origin"] = f"http://127.0.0.1:{self._port}"
        self._bytes += len(f"{method} {path} HTTP/1.1\r\n\r\n") + len(body) + _size(headers.items())
        self._link.request(method, path, body or None, headers)
        answer = self._link.getresponse()
        data = answer.read()
        self._bytes += len("HTTP/1.1 200 OK\r\n\r\n") + len(data) + _size(answer.getheaders())
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.strip().partition("=")
                self._cookies[key] = rest.partition(";")[0]
        if answer.status >= 400:
            raise RuntimeError(f"answer {answer.status} to {path}")
        location = answer.getheader("Location")
        if location:
            return self.read(location.partition("#")[0])
        packed = answer.getheader("Content-Encoding") == "gzip"
        return (zlib.decompress(data, 31) if packed else data).decode()


def _size(headers: Iterable[tuple[str, str]]) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers)
