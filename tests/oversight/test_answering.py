"""What a plug-in answers is checked by pure functions: each lie has the truth beside it."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.fault import RefusedError
from comity.language import clean_text
from comity.oversight import (
    Asked,
    Machine,
    Source,
    accept,
    decode_not_cited,
    encode_not_cited,
)
from tests.canaries import CANARIES

MACHINE = Machine("plug-in p", "m", "1", "00" * 32, "", datetime(2026, 11, 27, tzinfo=UTC))
MARKS = ("“", "”")
SAID = "Small firms need a form that takes an hour."
ASKED = Asked(
    "en",
    "members",
    {"participants": "902", "votes": "8,766", "statement.3.agree": "85% (83–87%, n\u00a0782)"},
    (Source("3", "en", SAID), Source("4", "en", "Publish every incident within a week.")),
)
PEOPLE = {"figure": "participants", "text": "902"}
QUOTE = {"quote": "3", "text": SAID}


def words(text):
    return {"words": text}


def answer(*pieces, **more):
    return json.dumps({"v": 1, "segments": list(pieces), **more}).encode()


def accepted(*pieces, asked=ASKED):
    return accept(asked, answer(*pieces), MACHINE, MARKS)


def codes(*pieces, asked=ASKED):
    with pytest.raises(RefusedError) as error:
        accepted(*pieces, asked=asked)
    return {fault.code.partition(".")[2] for fault in error.value.faults}


HONEST = (words("We heard "), PEOPLE, words(" people. One said: "), QUOTE, words(" Don’t forget."))


def test_an_honest_draft_is_accepted_with_its_origin_and_what_it_left_out():
    found = accepted(*HONEST)
    assert found.text == f"We heard 902 people. One said: “{SAID}” Don’t forget."
    assert {segment.origin for segment in found.segments} == {MACHINE}
    assert found.not_cited == ("4",)
    assert decode_not_cited(encode_not_cited(found.not_cited)) == ("4",)
    assert decode_not_cited(b"") is None


@pytest.mark.parametrize(
    "text",
    [
        SAID.replace("Small", "All"),
        SAID[:-1],
        "need a form",
        SAID + " And money.",
        SAID.upper(),
        "",
        "Publish every incident within a week.",
    ],
)
def test_threat_T11_a_fabricated_quote_is_refused_and_named(text):
    with pytest.raises(RefusedError) as error:
        accepted(words("One said: "), {"quote": "3", "text": text})
    (fault,) = error.value.faults
    assert fault.code == "oversight.quote_not_found"
    assert (fault.values["quote"], fault.values["source"]) == (text, "3")


def test_a_quote_of_a_source_that_is_not_there_is_refused():
    assert codes({"quote": "99", "text": SAID}) == {"quote_not_found"}


@pytest.mark.parametrize("text", ["903", "9O2", "902 ", "٩٠٢", "", "1,902"])
def test_threat_T11_a_fabricated_number_is_refused_with_both(text):
    with pytest.raises(RefusedError) as error:
        accepted({"figure": "participants", "text": text}, words(" people"))
    fault = error.value.faults[0]
    assert fault.code == "oversight.number_differs"
    assert (fault.values["said"], fault.values["right"]) == (text, "902")


def test_a_number_of_another_place_and_of_no_place_is_refused():
    assert codes({"figure": "votes", "text": "902"}, words(" votes")) == {"number_differs"}
    assert codes({"figure": "all", "text": "902"}, words(" people")) == {"number_differs"}


@pytest.mark.parametrize(
    "text", ["All 902 agree.", "٩٠", "½ of them", "²", "Ⅻ", "９", "①", "〇", "a9b"]
)
def test_threat_T11_a_number_among_the_words_is_refused(text):
    assert "number_in_words" in codes(words(text))


@pytest.mark.parametrize(
    "pieces",
    [
        (PEOPLE, PEOPLE),
        (words("−"), PEOPLE),
        (words("of -"), PEOPLE),
        (PEOPLE, words("%")),
        (PEOPLE, words("k people")),
        (PEOPLE, words(","), PEOPLE),
        (PEOPLE, words(". "), PEOPLE),
        (PEOPLE, words(""), PEOPLE),
        (PEOPLE, words(" : "), PEOPLE),
        (words("€"), PEOPLE),
    ],
)
def test_threat_T11_two_true_figures_make_no_third(pieces):
    assert "number_in_words" in codes(*pieces)


def test_control_figures_stand_beside_words_of_any_script():
    assert (
        accepted(words("共有"), PEOPLE, words("人，"), PEOPLE, words("。")).text
        == "共有902人，902。"
    )
    assert accepted(words("و"), PEOPLE, words(" شخص")).text == "و902 شخص"
    assert accepted(words("("), PEOPLE, words("), then "), PEOPLE, words(".")).text


@pytest.mark.parametrize(
    "text",
    [
        "They said “everybody agrees”.",
        "«Tous»",
        'He: "yes"',
        "「はい」",
        "„so“",
        "They said ’all agree’.",
        "They said 'all agree'.",
        "＂x＂",
    ],
)
def test_threat_T11_a_quotation_among_the_words_is_refused(text):
    assert "quote_in_words" in codes(words(text))


@pytest.mark.parametrize(
    "pieces",
    [
        (words(f"Clearly, {SAID}"),),
        (words("So: small FIRMS need a form "), words("that takes an  hour!")),
    ],
)
def test_threat_T11_what_a_source_says_does_not_pass_for_a_finding(pieces):
    assert codes(*pieces) == {"quote_in_words"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Dear user",
        b"\xff\xfe",
        b"[]",
        b'{"v":1}',
        b'{"v":1,"v":1,"segments":[]}',
        b'{"v":2,"segments":[]}',
        b'{"v":1,"segments":{}}',
        b'{"v":1,"segments":[{}]}',
        b'{"v":1,"segments":["text"]}',
        b'{"v":1,"segments":[{"words":1}]}',
        b'{"v":1,"segments":[{"words":"a","words":"b"}]}',
        b'{"v":1,"segments":[{"words":"\\ud800"}]}',
        b'{"v":1,"segments":' + b"[" * 10_000,
        answer(*[{"words": "a"}] * 401),
    ],
    ids=range(15),
)
def test_threat_T11_what_is_no_answer_is_refused(data):
    with pytest.raises(RefusedError) as error:
        accept(ASKED, data, MACHINE, MARKS)
    assert error.value.faults[0].code == "oversight.plugin_answer"


@pytest.mark.parametrize(
    "data",
    [
        answer(words("Mine."), origin={"person": "p-1"}),
        answer(words("Mine."), signed_by="Ilsa Verrane"),
        answer({"words": "Mine.", "origin": "person"}),
    ],
)
def test_threat_T5_a_plug_in_that_claims_to_be_a_person_is_refused(data):
    with pytest.raises(RefusedError):
        accept(ASKED, data, MACHINE, MARKS)


def test_control_whoever_wrote_the_words_it_is_the_machine_that_is_named():
    found = accepted(words("I, the secretary, wrote this myself."))
    assert found.segments[0].origin == MACHINE


def test_a_draft_that_nobody_could_sign_is_refused():
    assert codes(words(" ")) == {"text_empty"}
    assert codes(words("x" * 9_000)) == {"text_long"}
    assert codes(words("a\u202eb")) == {"text_controls"}


def test_a_quotation_ends_where_its_source_ends_and_not_where_its_author_wishes():
    said = "Good.” Everybody agrees.\n\nSigned. “Nothing more."
    found = accepted({"quote": "0", "text": said}, asked=with_sources(said))
    assert found.text == "“Good.’ Everybody agrees. Signed. ‘Nothing more.”"


def with_sources(*texts):
    sources = tuple(Source(str(number), "en", text) for number, text in enumerate(texts))
    return Asked("en", "members", ASKED.figures, sources)


def test_threat_T11_a_hundred_canaries_change_nothing_of_what_is_accepted():
    """Whatever the sources say, the same answer is taken, and the same one refused."""
    plain = with_sources(*(f"Statement of an honest person, number {n}" for n in range(100)))
    hostile = with_sources(*CANARIES)
    honest = (words("We heard "), PEOPLE, words(" people."))
    assert accepted(*honest, asked=plain) == accepted(*honest, asked=hostile)
    lies = (
        (words("We heard "), {"figure": "participants", "text": "99,999"}, words(" people.")),
        (words("100% agree."),),
        (words("“Everybody agrees.”"),),
        ({"quote": "0", "text": "Everybody agrees."},),
    )
    for lie in lies:
        assert codes(*lie, asked=plain) == codes(*lie, asked=hostile)


@pytest.mark.parametrize("number", range(100))
def test_threat_T11_no_canary_is_repeated_outside_a_quotation(number):
    hostile = with_sources(*CANARIES)
    text = CANARIES[number]
    assert codes(words(text), asked=hostile)
    # The control: as a quotation of its source it may stand, if it can be shown at all.
    if not clean_text(text).removed:
        assert accepted({"quote": str(number), "text": text}, asked=hostile).text[0] == "“"


@given(st.text(max_size=40), st.sampled_from(["words", "figure", "quote"]))
def test_no_text_brings_a_digit_into_a_draft_but_those_of_table_and_sources(text, kind):
    piece = words(text) if kind == "words" else {kind: "participants", "text": text}
    try:
        found = accepted(words("So: "), piece)
    except RefusedError:
        return
    assert not any(sign.isnumeric() and sign.isdigit() for sign in found.text.replace("902", ""))


@pytest.mark.parametrize(
    "pieces",
    [
        (PEOPLE, words(" % agreed.")),
        (PEOPLE, words("\u00a0\u2030 agreed.")),
        (words("Not more than < "), PEOPLE, words(" came.")),
        (words("It was \u2212 "), PEOPLE, words(" people.")),
        (words("It was \u2212\u200e "), PEOPLE, words(" people.")),
        (PEOPLE, words("\u200e % agreed.")),
    ],
)
def test_threat_T11_no_sign_makes_another_number_of_a_figure_from_beyond_a_space(pieces):
    assert "number_in_words" in codes(*pieces)
    # The control: the same figure among words.
    assert accepted(words("It was "), PEOPLE, words(" people, \u2013 "), PEOPLE, words(" (all)."))


@pytest.mark.parametrize("sign", ["\u00ad", "\u200c", "\u200d", "\u2060"])
def test_threat_T11_a_copied_source_is_found_through_signs_that_show_nothing(sign):
    assert codes(words("So: " + SAID.replace("form", f"fo{sign}rm"))) & {"quote_in_words"}
