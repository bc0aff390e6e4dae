import json

import pytest

from comity.render import LANGUAGES, VerifyNote, decision_html, decision_lines, voice
from comity.render.decision import ASIDE, BASES, COUNTED, OUTCOMES
from comity.standards import OUTCOMES as ALL_OUTCOMES
from comity.standards.rules import BASES as ALL_BASES
from tests.standards.votes import ballots, decided, members, parties, rule_file

EN = voice(LANGUAGES["en"])
CLOSE = decided(ballots(parties(Y=92, N=46, A=25)), rule_file("unga-important-question"))
ROLL = b"party,status\nA,\nB,\nC,suspended\nD,\n"


def with_roll(rule="unga-simple-majority", votes=b"party,vote\nA,Y\nB,Y\nC,Y\n", **given):
    return decided(votes, rule_file(rule), roll=ROLL, **given)


def test_every_outcome_and_base_has_its_words():
    assert tuple(OUTCOMES) == ALL_OUTCOMES
    assert set(BASES) == set(ALL_BASES)


def test_decide_D7_the_base_is_always_said():
    lines = decision_lines(CLOSE, EN)
    assert lines[0] == "Adopted."
    assert lines[1].startswith("92 for, 46 against, 25 abstaining, 0 present and not voting")
    assert lines[2] == (
        "In favour: 92, out of 138 members present and voting (for and against). "
        "Needed: at least 2/3 of these: 92; met."
    )
    assert lines[3] == "Whether enough took part cannot be known without a roll."
    assert lines[4] == "Rule unga-important-question, version 1; without a roll."


def test_what_is_outside_the_counts_is_said():
    lines = decision_lines(with_roll(), EN)
    assert "Quorum: 2 of 3 took part, 2 are needed; met." in lines
    assert "1 ballot is kept outside these counts." in lines
    assert lines[-1] == "Rule unga-simple-majority, version 1; a roll without a date."


def test_what_is_not_known_is_said():
    told = " ".join(decision_lines(with_roll("eu-council"), EN))
    assert "In favour (population): cannot be known without a roll or weights." in told
    assert "Not determined" in told
    page = decision_html(with_roll("eu-council"), VerifyNote(), EN)
    assert "not known" in page


def test_an_empty_base_is_said():
    told = decision_lines(with_roll(votes=b"party,vote\nA,A\nB,A\n"), EN)
    words = "In favour: 0, out of 0 members present and voting (for and against); so nothing is"
    assert any(line.startswith(words) for line in told)


def test_a_number_in_place_of_a_share():
    told = decision_lines(with_roll("wto-consensus"), EN)
    assert "Against: 0. Needed: at most 0; met." in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_numbers(language):
    speaker = voice(LANGUAGES[language])
    for found in (CLOSE, with_roll(), with_roll("eu-council")):
        lines = decision_lines(found, speaker)
        assert found["rule"]["id"] in lines[-1]
        assert all(line and "{" not in line for line in lines)
    assert speaker.number(138) in decision_lines(CLOSE, speaker)[2]
    page = decision_html(CLOSE, VerifyNote(), speaker)
    assert f'lang="{speaker.language.tag}"' in page


def test_the_page_shows_both_sides_and_lets_nothing_through():
    hostile = b"party,vote\n<script>alert(1)</script>,Y\nB,Y\nC,Y\n"
    found = with_roll(votes=hostile) | {"title": "<img src=x>"}
    page = decision_html(found, VerifyNote(command="comity verify decision.zip"), EN)
    assert "<script" not in page
    assert "<img" not in page
    assert "4 &gt; 2" in page or "2 &gt; 1" in page
    assert "Outside the counts" in page
    assert "default-src 'none'" in page.replace("&#x27;", "'")
    assert "Outside the counts" not in decision_html(CLOSE, VerifyNote(), EN)


def test_every_reason_has_its_words():
    votes = b"party,vote,present,reason\nA,Y,no,\nB,N,yes,\nC,Y,yes,\nE,Y,yes,\n"
    rule = json.dumps(members(in_the_room=True, reasoned=["N"])).encode()
    found = decided(votes, rule, roll=ROLL)
    reasons = {each["reason"] for each in (*found["refused"], *found["noted"])}
    assert reasons == {"not_in_the_room", "no_reason", "suspended", "not_on_roll"}
    assert reasons <= set(ASIDE)
    page = decision_html(found, VerifyNote(), EN)
    assert all(ASIDE[reason] in page for reason in reasons)
    assert set(COUNTED) >= {"Y", "N"}
