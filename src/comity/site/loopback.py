"""Whether this is a demonstration that only this computer can reach: else there are no personas.

Each condition is asked again at each request, of the configuration, the database and the request
itself. A flag that was set by mistake is not enough.
"""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from comity.fault import N_, Fault, FaultKind, Place
from comity.site.configuration import Configuration
from comity.site.record.models import Log

__all__ = ["is_loopback", "personas_allowed", "real_instance_faults"]

HERE: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORWARDED: Final = (
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "Via",
)
APP: Final = "comity.site.demo"

FLAG: Final = FaultKind(
    "site.demo_flag",
    N_("it says that this is a demonstration"),
    N_("a real instance is never started as a demonstration, in which anybody acts as anybody"),
    N_("Take COMITY_DEMO out of the environment, or run: comity demo"),
)
APP_FORCED: Final = FaultKind(
    "site.demo_app",
    N_("the personas of the demonstration are switched on"),
    N_("nobody can act as somebody else in a real instance"),
    N_("Take {name} out of the settings and of the table of addresses."),
)


def personas_allowed(request: HttpRequest) -> bool:
    """Return whether a visitor may act as an invented person."""
    configuration: Configuration = settings.COMITY
    if not (configuration.demo and configuration.instance.simulated):
        return False
    return _from_here(request) and _only_simulated()


def is_loopback(address: str) -> bool:
    """Return whether ``address`` is one of this computer that no other can come from."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def real_instance_faults(configuration: Configuration) -> Sequence[Fault]:
    """Return what of the demonstration is switched on where a real instance is to be started."""
    faults = []
    if configuration.demo:
        faults.append(FLAG.at(Place("COMITY_DEMO")))
    if APP in settings.INSTALLED_APPS or _has_address():
        faults.append(APP_FORCED.at(Place("settings"), name=APP))
    return faults


def _has_address() -> bool:
    try:
        reverse("personas")
    except NoReverseMatch:
        return False
    return True


def _from_here(request: HttpRequest) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    host = request.get_host().rpartition(":")
    name = host[0] if host[2].isdigit() and host[0] else request.get_host()
    return name in HERE and is_loopback(request.META.get("REMOTE_ADDR", ""))


def _only_simulated() -> bool:
    logs = set(Log.objects.values_list("simulated", flat=True))
    return logs == {True}
