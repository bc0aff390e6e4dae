from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.canonical import decode
from comity.dialogue import (
    LONGEST_OPEN,
    LONGEST_STATEMENT,
    REASONS,
    Terms,
    decode_terms,
    encode_terms,
    moderation_payload,
    shown_states,
    stage_of,
    statement_faults,
    statement_payload,
    terms_faults,
)

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TERMS = Terms(
    id="dia-7",
    symbol="A24/DIA/7",
    title="A question",
    question="Should it be so?",
    benefit="Some would gain.",
    risk="Some would lose.",
    language="en",
    languages=("en", "zh-Hant"),
    tier="anonymous",
    tiers=("anonymous",),
    ballots="open",
    moderation="before",
    rule=("common-ground", "1", "0" * 64),
    opens=NOW,
    closes=NOW + DAY,
)


def test_terms_come_back_from_what_is_entered():
    assert decode_terms(encode_terms(TERMS)) == TERMS


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"v":1}', encode_terms(TERMS) + b" ", encode_terms(TERMS)[:-1]]
)
def test_anything_else_holds_no_terms(data):
    with pytest.raises(ValueError, match="terms"):
        decode_terms(data)


def test_good_terms_have_no_fault():
    assert terms_faults(TERMS, NOW) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"question": " "}, "dialogue.terms_missing"),
        ({"benefit": ""}, "dialogue.terms_missing"),
        ({"risk": "x" * 2_001}, "dialogue.terms_long"),
        ({"ballots": "secret"}, "dialogue.terms_wrong"),
        ({"moderation": "never"}, "dialogue.terms_wrong"),
        ({"id": "Dia 7"}, "dialogue.terms_wrong"),
        ({"language": "english!"}, "dialogue.terms_wrong"),
        ({"languages": ("en", "")}, "dialogue.terms_wrong"),
        ({"tier": "verified"}, "dialogue.terms_wrong"),
        ({"closes": NOW}, "dialogue.terms_dates"),
        ({"opens": NOW + 2 * DAY}, "dialogue.terms_dates"),
        ({"closes": NOW + LONGEST_OPEN + DAY}, "dialogue.terms_far"),
        ({"closes": datetime.max.replace(tzinfo=UTC)}, "dialogue.terms_far"),
        ({"opens": NOW - DAY, "closes": NOW + LONGEST_OPEN + DAY}, "dialogue.terms_far"),
        (
            {"opens": NOW + 400 * DAY, "closes": NOW + 401 * DAY},
            "dialogue.terms_far",
        ),
    ],
)
def test_each_wrong_term_is_named(changes, code):
    assert [fault.code for fault in terms_faults(replace(TERMS, **changes), NOW)] == [code]


@pytest.mark.parametrize("opens", [NOW - DAY, NOW, NOW + LONGEST_OPEN])
def test_a_conversation_is_open_for_a_year_at_most(opens):
    last = max(opens, NOW) + LONGEST_OPEN
    assert terms_faults(replace(TERMS, opens=opens, closes=last), NOW) == ()
    beyond = replace(TERMS, opens=opens, closes=last + timedelta(seconds=1))
    (fault,) = terms_faults(beyond, NOW)
    assert fault.values["most"] == str(LONGEST_OPEN.days)


@pytest.mark.parametrize(
    ("state", "at", "stage"),
    [
        ("open", NOW - DAY, "planned"),
        ("open", NOW, "open"),
        ("open", NOW + DAY - timedelta(microseconds=1), "open"),
        ("open", NOW + DAY, "ended"),
        ("closing", NOW, "closing"),
        ("closed", NOW - DAY, "closed"),
    ],
)
def test_the_stage_follows_the_closing_and_then_the_dates(state, at, stage):
    assert stage_of(state, TERMS.opens, TERMS.closes, at) == stage


def test_a_statement_may_be_as_long_as_is_said_and_no_longer():
    assert statement_faults("a" * LONGEST_STATEMENT, "en") == ()
    (fault,) = statement_faults("a" * (LONGEST_STATEMENT + 1), "en")
    assert fault.code == "dialogue.statement_long"


def test_arabic_marks_stay_and_overrides_are_named():
    assert statement_faults("السعر \u200f5\u200e دولار", "ar") == ()
    (fault,) = statement_faults("pay \u202e001", "en")
    assert "U+202E" in fault.values["characters"]


def test_an_unknown_language_is_named():
    (fault,) = statement_faults("Yes.", "<b>")
    assert fault.code == "dialogue.statement_language_unknown"


def test_what_waits_is_shown_only_where_moderation_comes_after():
    assert "waiting" not in shown_states(TERMS)
    assert "waiting" in shown_states(replace(TERMS, moderation="after"))


def test_contents_of_entries_are_canonical():
    assert decode(statement_payload(3, "Yes.", "en"))["statement"] == 3
    assert decode(moderation_payload(3, "rejected", "unclear"))["reason"] == "unclear"
    assert all(said.endswith(".") for said in REASONS.values())
