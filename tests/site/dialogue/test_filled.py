from datetime import UTC, datetime

import pytest

from comity.dialogue import terms_faults
from comity.site.dialogue.filled import FIELDS, filled_terms, moment_in
from tests.site.dialogue.world import NOW

FILLED = {name: f"The {name}" for name in FIELDS} | {
    "language": "en",
    "opens": "",
    "closes": "2026-12-01T10:00",
    "ballots": "open",
    "moderation": "after",
    "live": "after",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01T10:00", datetime(2026, 12, 1, 10, tzinfo=UTC)),
        ("2026-12-01 10:00", datetime(2026, 12, 1, 10, tzinfo=UTC)),
        ("2026-12-01T10:00:00Z", datetime(2026, 12, 1, 10, tzinfo=UTC)),
        ("2026-12-01T10:00:00+02:00", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", datetime(1, 1, 1, tzinfo=UTC)),
        ("", None),
        ("soon", None),
    ],
)
def test_a_time_is_read_with_its_zone_and_else_in_utc(text, expected):
    assert moment_in(text) == expected


@pytest.mark.django_db
def test_what_was_filled_in_becomes_terms_that_the_core_judges(log):
    terms = filled_terms(FILLED, NOW)
    assert (terms.opens, terms.live, terms.ballots, terms.moderation) == (
        NOW,
        False,
        "open",
        "after",
    )
    assert terms_faults(terms, NOW) == ()
    assert terms_faults(filled_terms({**FILLED, "ballots": "both"}, NOW), NOW)
