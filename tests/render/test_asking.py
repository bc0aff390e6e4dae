from comity.render.asking import asked
from comity.render.catalogue import LANGUAGES
from comity.render.voice import voice
from tests.render.sample import sample
from tests.render.words import routing

EN = voice(LANGUAGES["en"])


def test_shares_that_stay_are_told_in_one_sentence():
    said = asked(routing(outside=False), sample(), EN)
    assert "The shares of 1 statement could be checked; none leaves its interval." in said
    assert "<table" not in said


def test_a_share_that_moves_stands_with_its_numbers():
    said = asked(routing(outside=True), sample(), EN)
    assert "1 share leaves its interval" in said
    assert "70%" in said
    assert "how the harm was found out" in said


def test_why_it_was_not_checked_is_told():
    assert "with what probability each was drawn" in asked(None, sample(), EN)
    protected = sample()
    protected["conversation"]["ballots"] = "protected"
    assert "so with protected ballots they are not published" in asked(None, protected, EN)
