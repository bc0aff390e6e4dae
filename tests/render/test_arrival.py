from comity.render.arrival import arrived
from comity.render.catalogue import LANGUAGES
from comity.render.voice import voice
from tests.render.sample import HOSTILE, sample
from tests.render.words import arrival

EN = voice(LANGUAGES["en"])


def test_a_drifting_audience_is_told_in_plain_words():
    said = arrived(arrival(), sample(), EN)
    assert "The audience changed over time. Who came early saw other statements" in said
    assert "p ≤ 0.001" in said
    assert "Small classes together" in said


def test_a_steady_audience_and_too_little_data_are_told_apart():
    steady = arrived(arrival("steady"), sample(), EN)
    assert "no sign that the audience changed" in steady
    unknown = arrived(arrival("not_enough_data"), sample(), EN)
    assert "not enough data" in unknown
    assert "<table" not in unknown


def test_why_it_was_not_tested_is_told():
    assert "not declared which classes" in arrived(None, sample(), EN)
    protected = sample()
    protected["conversation"]["ballots"] = "protected"
    assert "not published when anybody came" in arrived(None, protected, EN)


def test_a_hostile_class_stays_text():
    hostile = arrival()
    hostile["tables"][0]["by"] = HOSTILE
    hostile["tables"][0]["classes"][0]["name"] = HOSTILE
    assert "<script" not in arrived(hostile, sample(), EN)
