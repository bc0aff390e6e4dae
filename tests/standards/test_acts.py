"""Acts: corrections work from the beginning, and one day's withdrawal comes before its consent."""

from comity.standards import Act, Standing, as_corrected, by_party
from tests.standards.histories import day


def act(kind, when, **more):
    return Act("A", kind, day(when), **more)


WRONG = act("ratification", "2020-05-01", number="N1")
CORRECTION = act("correction", "2020-07-01", corrects="N1", corrected=day("2020-04-01"))


def test_a_correction_works_from_the_beginning_once_it_is_known():
    assert as_corrected([WRONG, CORRECTION], day("2020-06-30")) == [WRONG]
    right, kept = as_corrected([WRONG, CORRECTION], day("2020-07-01"))
    assert (right.day, kept) == (day("2020-04-01"), CORRECTION)


def test_a_correction_of_the_text_changes_no_act():
    text = act("correction", "2020-07-01", text="Article 3, line 2")
    assert as_corrected([WRONG, text], day("2021-01-01")) == [WRONG, text]


def test_later_acts_are_as_if_they_were_not_there():
    assert as_corrected([WRONG], day("2020-04-30")) == []


def test_acts_are_by_party_and_day_and_a_withdrawal_comes_first():
    consent = act("ratification", "2021-01-01")
    leaves = act("withdrawal", "2020-01-01", effect=day("2021-01-01"))
    other = Act("B", "signature", day("2019-01-01"))
    assert by_party([consent, leaves, other]) == {"A": [leaves, consent], "B": [other]}


def test_a_consent_stands_until_the_day_its_withdrawal_has_effect():
    leaves = act("withdrawal", "2020-01-01", effect=day("2021-01-01"))
    standing = Standing(WRONG, WRONG.day, leaves)
    assert standing.holds(day("2020-12-31"))
    assert not standing.holds(day("2021-01-01"))
    assert not standing.holds(day("2020-04-30"))
    assert Standing(WRONG, WRONG.day).until is None


def test_what_was_notified_later_is_known_from_then():
    assert act("reservation", "2020-01-01", notified=day("2020-02-01")).known == day("2020-02-01")
    assert act("reservation", "2020-01-01").known == day("2020-01-01")
