"""When the tests of the site happen."""

from datetime import UTC, datetime, timedelta

__all__ = ["NOW", "RECORDED", "YEAR"]

# With microseconds: the record keeps milliseconds, and rows must not know more than it.
NOW = datetime(2026, 11, 21, 9, 30, 0, 123_456, tzinfo=UTC)
RECORDED = NOW.replace(microsecond=123_000)
YEAR = timedelta(days=365)
