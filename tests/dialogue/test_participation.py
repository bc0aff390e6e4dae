import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.canonical import encode
from comity.dialogue import (
    Alarm,
    ParticipationRule,
    Turnout,
    coarse,
    participation_alarms,
    read_participation_rule,
    stepped_turnout,
)
from comity.edge import shipped

RULE = ParticipationRule("participation", 1, 10, 0.8, ("002", "142"))
COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 60))


def turnout(counts, expected=("en", "ar"), part="language"):
    return Turnout(part, counts, expected)


@given(COUNTS)
def test_threat_T6_what_is_hidden_is_nobody_or_ten_people_together(counts):
    told = stepped_turnout(turnout(counts, tuple("abc")), 10)
    hidden = sum(counts.get(value, 0) for value, count in told.items() if count is None)
    shown = [value for value, count in told.items() if count]
    assert hidden == 0 or hidden >= 10 or not shown
    for value, count in told.items():
        if count is not None:
            assert count % 10 == 0
            assert 0 <= counts.get(value, 0) - count < 10
            assert count or not counts.get(value, 0)


def test_threat_T6_hiding_small_counts_alone_would_tell_of_them():
    counts = {"en": 40, "ar": 3, "fr": 20}
    told = stepped_turnout(turnout(counts, ("en", "ar", "fr")), 10)
    assert told == {"en": 40, "ar": None, "fr": None}
    naive = {value: count for value, count in counts.items() if count >= 10}
    assert sum(counts.values()) - sum(naive.values()) == 3


def test_invited_values_come_first_and_in_their_own_order():
    assert turnout({"zh": 1, "ar": 2, "": 3}).values == ("en", "ar", "", "zh")


@pytest.mark.parametrize(
    ("count", "shown"),
    [(None, None), (0, 0), (10, 10), (40, 20), (50, 50), (190, 100), (990, 500), (7_000, 5_000)],
)
def test_the_public_is_told_of_bands(count, shown):
    assert coarse(count) == shown


def test_who_is_missing_and_who_outweighs_is_an_alarm():
    found = participation_alarms(
        [
            turnout({"anonymous": 90}, ("anonymous",), "tier"),
            turnout({"en": 90}),
            turnout({"": 90}, RULE.regions, "region"),
        ],
        RULE,
    )
    assert [alarm.id for alarm in found] == [
        "language.none.ar",
        "language.share.en",
        "region.unknown",
    ]


def test_of_regions_that_are_known_each_that_is_missing_is_named():
    found = participation_alarms([turnout({"": 70, "142": 20}, RULE.regions, "region")], RULE)
    assert found == (Alarm("region", "none", "002"), Alarm("region", "share", "142"))


def test_a_share_of_few_people_is_no_alarm():
    assert participation_alarms([turnout({"en": 8, "ar": 1})], RULE) == ()
    assert participation_alarms([turnout({"en": 8, "ar": 2})], RULE) == ()
    assert participation_alarms([turnout({"en": 9, "ar": 1})], RULE) != ()


def test_the_shipped_rule_has_the_regions_of_m49():
    found = read_participation_rule(shipped("dialogue", "participation", 1))
    assert (found.id, found.version, found.step) == ("participation", 1, 10)
    assert found.regions == tuple(sorted(found.regions))


@pytest.mark.parametrize("change", [{"schema": "x"}, {"step": 9}, {"largest_share": None}])
def test_another_file_is_no_rule(change):
    whole = {"schema": "comity.dialogue.participation/1", "id": "x", "version": 1, "step": 10}
    whole |= {"largest_share": 0.8, "regions": []}
    assert read_participation_rule(encode(whole)).regions == ()
    with pytest.raises(ValueError, match="no rule of participation"):
        read_participation_rule(encode(whole | change))


def test_bytes_that_say_nothing_are_no_rule():
    with pytest.raises(ValueError, match="no rule of participation"):
        read_participation_rule(b"")
