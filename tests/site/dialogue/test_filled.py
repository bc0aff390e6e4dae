from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comity.dialogue import terms_faults
from comity.fault import RefusedError
from comity.site.dialogue.filled import FIELDS, filled_like, filled_terms, moment_in, offered_rules
from tests.site.dialogue.world import NOW

FILLED = {name: f"The {name}" for name in FIELDS} | {
    "language": "en",
    "opens": "",
    "closes": "2026-12-01T10:00",
    "ballots": "open",
    "moderation": "after",
    "live": "after",
    "languages": "",
    "tiers": "",
    "tier": "",
    "rule": "",
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


@pytest.mark.django_db
def test_tiers_languages_and_the_rule_are_chosen(log):
    chosen = {"tiers": "delegation anonymous", "tier": "delegation", "languages": "fr ar"}
    terms = filled_terms({**FILLED, **chosen, "rule": "common-ground/1"}, NOW)
    assert (terms.tiers, terms.tier) == (("anonymous", "delegation"), "delegation")
    assert terms.languages == ("ar", "fr")
    assert terms.rule[:2] == ("common-ground", "1")
    assert terms_faults(terms, NOW) == ()


@pytest.mark.django_db
@pytest.mark.parametrize("member", ["tiers", "languages", "rule"])
def test_what_is_not_offered_is_refused(log, member):
    with pytest.raises(RefusedError) as refused:
        filled_terms({**FILLED, member: "other"}, NOW)
    (fault,) = refused.value.faults
    assert fault.place.name == member


@pytest.mark.django_db
def test_a_shaping_tier_that_takes_no_part_is_a_fault_of_the_core(log):
    terms = filled_terms({**FILLED, "tiers": "anonymous", "tier": "delegation"}, NOW)
    assert [fault.code for fault in terms_faults(terms, NOW)] == ["dialogue.terms_wrong"]


@pytest.mark.django_db
def test_a_form_filled_in_like_an_earlier_conversation_gives_its_terms_but_for_the_dates(log):
    first = filled_terms({**FILLED, "tiers": "anonymous accredited", "tier": "accredited"}, NOW)
    again = filled_terms({**filled_like(first), "closes": FILLED["closes"]}, NOW)
    assert again == first
    assert list(offered_rules()) == ["common-ground/2", "common-ground/1"]


@pytest.mark.django_db
def test_a_language_that_was_named_by_its_code_stays_chosen(log):
    first = replace(filled_terms(FILLED, NOW), languages=("zh", "ar"))
    assert filled_like(first)["languages"] == "zh-Hans ar"
