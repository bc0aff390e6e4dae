from comity.render.catalogue import LANGUAGES
from comity.render.flags import flagged
from comity.render.voice import voice
from tests.render.sample import HOSTILE, sample
from tests.render.words import flags

EN = voice(LANGUAGES["en"])


def test_each_flag_stands_with_its_decision_name_and_reason():
    said = flagged(flags(), sample(), EN)
    for part in ("0123456789ab", "no human has decided yet", "Secretary", "They share an office"):
        assert part in said
    assert "dismissed: honest people who vote alike" in said
    assert "On 1 set no human has decided yet." in said


def test_the_headlines_stand_with_and_without():
    said = flagged(flags(), sample(), EN)
    assert "Then the same statements come first." in said
    assert "As reported" in said
    fallen = flags()
    fallen["headlines"]["as_decided"] = ["3", "27"]
    assert "Then this is no longer among the first" in flagged(fallen, sample(), EN)


def test_once_a_human_has_decided_on_each_it_is_said():
    every = flags() | {"undecided": 0}
    assert "A human has decided on each of them." in flagged(every, sample(), EN)


def test_nothing_is_said_where_nobody_is_flagged_or_was_looked_for():
    assert flagged(None, sample(), EN) == ""
    assert flagged(flags() | {"flags": []}, sample(), EN) == ""


def test_a_hostile_name_stays_text():
    hostile = flags()
    hostile["flags"][0] |= {"by": HOSTILE, "reason": HOSTILE}
    assert "<script" not in flagged(hostile, sample(), EN)
