"""A phone on a bad line: 50 kbit/s, 800 ms, cut when a test says so; and what went through it."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

__all__ = ["Line", "Session", "two_g"]

BITS: int = 50_000
LATENCY: int = 800


@dataclass
class Line:
    """The line of one page; ``received`` and ``sent`` are bytes with their headers."""

    cdp: Any
    received: int = 0
    sent: int = 0
    kinds: dict[str, str] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    by_kind: dict[str, int] = field(default_factory=dict)

    def cut(self, offline: bool = True) -> None:
        """Cut the line, or mend it."""
        rate = BITS / 8
        conditions = {"latency": LATENCY, "downloadThroughput": rate, "uploadThroughput": rate}
        self.cdp.send("Network.emulateNetworkConditions", {"offline": offline, **conditions})

    def listen(self) -> None:
        """Count from now on."""
        self.cdp.send("Network.enable")
        self.cdp.on("Network.requestWillBeSent", self._asked)
        self.cdp.on("Network.requestWillBeSentExtraInfo", self._headers)
        self.cdp.on("Network.responseReceived", self._answered)
        self.cdp.on("Network.loadingFinished", self._loaded)

    def mend(self) -> None:
        """Mend the line."""
        self.cut(offline=False)

    @property
    def kilobytes(self) -> float:
        """What went through it both ways, in KB."""
        return (self.received + self.sent) / 1024

    def _asked(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event.get("type", "")
        self.sent += len(event["request"].get("postData", ""))
        self.received += event.get("redirectResponse", {}).get("encodedDataLength", 0)

    def _headers(self, event: dict[str, Any]) -> None:
        self.sent += sum(len(name) + len(value) + 4 for name, value in event["headers"].items())

    def _answered(self, event: dict[str, Any]) -> None:
        # The browser's own page that says there is no connection comes through no line.
        if event["response"].get("remoteIPAddress"):
            self.answered.add(event["requestId"])

    def _loaded(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self.answered:
            return
        size = int(event["encodedDataLength"])
        kind = self.kinds.get(event["requestId"], "")
        self.by_kind[kind] = self.by_kind.get(kind, 0) + size
        self.received += size


@dataclass(frozen=True)
class Session:
    """A page and its line."""

    page: Page
    line: Line


def two_g(page: Page) -> Session:
    """Put ``page`` on a slow line and count what goes through it from now on."""
    line = Line(page.context.new_cdp_session(page))
    line.listen()
    line.mend()
    page.set_default_timeout(60_000)
    return Session(page, line)
