"""How much a program may ask in a minute, counted in memory alone, and how large what it sends."""

from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest

from comity.site.loopback import is_loopback
from comity.site.members.rates import counted_as
from comity.site.members.shared_rates import SharedRate

__all__ = ["LARGEST", "MINUTE", "PER_CALLER", "PER_TOKEN", "caller_of", "within_limits"]

MINUTE: Final = 60
LARGEST: Final = 256_000
"""Bytes of a body: two hundred votes or a hundred statements, and room to spare."""
PER_CALLER: Final = SharedRate("caller", 600, timedelta(seconds=MINUTE))
PER_TOKEN: Final = SharedRate("token", 600, timedelta(seconds=MINUTE))


def caller_of(request: HttpRequest) -> str:
    """Return where ``request`` comes from: behind a web server on this computer, what that says."""
    near = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return counted_as(told if told and is_loopback(near) else near)


def within_limits(request: HttpRequest, now: datetime) -> bool:
    """Count a request; return whether its caller may be answered.

    Whoever has a token in force is counted by that once their address is over its limit: others
    behind the same address keep nobody from an official act.
    """
    return PER_CALLER.allows(caller_of(request), now) or _within_own(request, now)


def _within_own(request: HttpRequest, now: datetime) -> bool:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        return False
    from comity.site.api.tokens import holder_of  # noqa: PLC0415 - pages load nothing of this

    found = holder_of(token, now)
    return found is not None and PER_TOKEN.allows(found.token, now)
