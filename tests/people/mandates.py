"""Mandates and people for tests, with times that say what they are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from comity.people import Acting, Mandate, Role

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


def mandate(*acts: str, role: str | Role = "secretary", **changes) -> Mandate:
    """Return a mandate of the person p-1 for ``acts``, from a year ago until in a year."""
    named = Role("assembly", role) if isinstance(role, str) else role
    whole = Mandate(
        id="m-1",
        holder="p-1",
        role=named,
        scope=frozenset(acts),
        start=NOW - YEAR,
        end=NOW + YEAR,
    )
    return replace(whole, **{"scope": frozenset(acts), **changes})


def person(*mandates: Mandate, pseudonym: str = "p-1") -> Acting:
    """Return a person who acts under ``mandates``."""
    return Acting(pseudonym, "Ilsa Verrane", mandates)
