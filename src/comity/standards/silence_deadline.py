"""Deadlines of silence: entered once in a local time, frozen as one instant of UTC.

Zones are handed in as values, such as ``zoneinfo.ZoneInfo("Asia/Kathmandu")``: which version of
the zones is meant is a matter of whoever asks.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from comity.fault import N_, FaultKind, Place, refuse

__all__ = ["CLOSES", "Shown", "after_days", "after_hours", "frozen", "is_in_time", "shown"]

CLOSES: Final = ("inclusive", "exclusive")
"""Whether an act of the closing instant itself is in time."""

SKIPPED: Final = FaultKind(
    "standards.local_time_skipped",
    N_("{wall} does not exist in {zone}"),
    N_("where clocks go forward, an hour of that day is left out"),
    N_("Take a time before or after that hour."),
)
DOUBLED: Final = FaultKind(
    "standards.local_time_doubled",
    N_("{wall} comes twice in {zone}: as {first} and as {second}"),
    N_("where clocks go back, an hour of that day is told twice"),
    N_("Say which of the two is meant, or take another hour."),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An instant as a clock on a wall shows it, with the zone's own name and its distance."""

    wall: datetime
    name: str
    offset: timedelta


def frozen(
    wall: datetime, zone: tzinfo, *, fold: int | None = None, place: Place | None = None
) -> datetime:
    """Return the instant of UTC at which clocks in ``zone`` show ``wall``, a time without a zone.

    ``fold`` says which of two is meant where clocks go back: 0 the first, 1 the second. Raises
    ``RefusedError`` for a time that does not exist, and for one that comes twice without ``fold``.
    """
    where = place or Place("deadline")
    naive = wall.replace(tzinfo=None, fold=0)
    instants = [naive.replace(tzinfo=zone, fold=each).astimezone(UTC) for each in (0, 1)]
    real = [each for each in instants if _wall(each, zone) == naive]
    if not real:
        raise refuse(SKIPPED.at(where, wall=_minute(naive), zone=zone))
    if len(set(real)) == 1:
        return real[0]
    if fold is None:
        told = [each.strftime("%H:%MZ") for each in real]
        values = {"wall": _minute(naive), "zone": zone, "first": told[0], "second": told[1]}
        raise refuse(DOUBLED.at(where, **values))
    return real[fold]


def after_hours(opened: datetime, hours: int) -> datetime:
    """Return the instant ``hours`` after ``opened``, whatever clocks on walls do in between."""
    return opened.astimezone(UTC) + timedelta(hours=hours)


def after_days(opened: datetime, days: int, zone: tzinfo, *, fold: int | None = None) -> datetime:
    """Return the instant at which clocks in ``zone`` show the same time ``days`` days later.

    Over a change of clocks this is not ``24 * days`` hours: a rule has to say which it means.
    """
    return frozen(_wall(opened, zone) + timedelta(days=days), zone, fold=fold)


def is_in_time(at: datetime, deadline: datetime, closes: str) -> bool:
    """Tell whether an act received at ``at`` is in time for ``deadline``."""
    return at < deadline or (at == deadline and closes == "inclusive")


def shown(instant: datetime, zone: tzinfo) -> Shown:
    """Return what clocks in ``zone`` show at ``instant``."""
    local = instant.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    return Shown(local.replace(tzinfo=None, fold=0), local.tzname() or "", offset)


def _wall(instant: datetime, zone: tzinfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def _minute(wall: datetime) -> str:
    return wall.isoformat(sep=" ", timespec="minutes")
