from comity.render.catalogue import LANGUAGES
from comity.render.taking_part import sample_caution, who_took_part
from comity.render.voice import voice
from tests.render.sample import sample

EN = voice(LANGUAGES["en"])


def test_questions_about_people_are_counted():
    report = sample()
    report["participation"]["statements_meta"] = 2
    assert any(
        "2 statements are about the participants" in one for one in who_took_part(report, EN)
    )


def test_the_median_is_told_where_anybody_voted():
    report = sample()
    report["participation"]["votes_per_participant"]["median"] = 12
    assert any("the median is 12" in one for one in who_took_part(report, EN))
    report["participation"]["votes_per_participant"]["median"] = None
    assert not any("median" in one for one in who_took_part(report, EN))


def test_the_caution_names_the_level():
    assert "90%" in sample_caution(sample(), EN)


def test_why_somebody_is_in_no_group_is_told_apart():
    report = sample()
    assert (report["participation"]["grouped"], report["groups"]["undetermined"]) == (829, 41)
    said = who_took_part(report, EN)
    assert "32 people voted on too few statements to be in an opinion group." in said
    assert "41 people stand exactly between two groups and are in neither." in said
    report["groups"]["undetermined"] = 0
    assert not any("between two" in one for one in who_took_part(report, EN))
