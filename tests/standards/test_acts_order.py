"""A history as a whole: each way in which it can be wrong is refused with its line."""

import pytest

from comity.fault import RefusedError
from comity.standards import ActTerms, read_acts
from tests.standards.histories import acts_bytes, day

COLUMNS = "party,act,date,effect,number,towards,about,corrects,entered,source"


def line(party, act, when, **more):
    """Return one line with the columns above."""
    rest = ("effect", "number", "towards", "about", "corrects", "entered", "source")
    return ",".join([party, act, when, *(more.get(name, "") for name in rest)])


def read(*rows, **terms):
    return read_acts(acts_bytes(rows, COLUMNS), "acts.csv", ActTerms(**terms))


def refused(*rows, **terms):
    with pytest.raises(RefusedError) as error:
        read(*rows, **terms)
    return [(one.code.removeprefix("standards."), one.place.line) for one in error.value.faults]


A = line("A", "ratification", "2020-05-01")
RESERVED = line("A", "reservation", "2020-05-01", number="R1")
OBJECTED = line("B", "objection", "2020-06-01", number="O1", about="R1")


def test_register_D6_a_backdated_deposit_is_refused():
    late = line("B", "ratification", "2020-04-30")
    assert refused(A, late) == [("act_backdated", 3)]
    assert len(read(late, A)) == 2


def test_register_D6_a_deposit_known_late_says_when_it_was_entered():
    late = line("B", "ratification", "2020-04-30", entered="2020-05-09")
    assert len(read(A, late)) == 2
    assert refused(A, late, line("C", "signature", "2020-05-08")) == [("act_backdated", 4)]


def test_register_D6_nothing_is_entered_before_its_day_or_out_of_order():
    early = line("B", "ratification", "2020-05-02", entered="2020-05-01")
    assert refused(A, early) == [("act_entered", 3)]
    before = line("B", "ratification", "2020-04-01", entered="2020-04-02")
    assert refused(A, before) == [("act_entered", 3)]


def test_register_D6_a_doubled_act_is_refused():
    again = line("A", "acceptance", "2020-06-01")
    assert refused(A, again) == [("act_twice", 3)]
    assert refused(A, A) == [("act_twice", 3)]
    signed = line("A", "signature", "2020-01-01")
    assert refused(signed, line("A", "signature", "2020-01-02")) == [("act_twice", 3)]
    declared = line("A", "declaration", "2020-05-01")
    assert refused(A, declared, declared) == [("act_twice", 4)]


def test_register_D6_who_has_withdrawn_may_consent_anew_from_that_day():
    leaves = line("A", "withdrawal", "2021-01-01", effect="2022-01-01")
    assert len(read(A, leaves, line("A", "acceptance", "2022-01-01"))) == 3
    assert refused(A, leaves, line("A", "acceptance", "2021-12-31"))[0] == ("act_twice", 4)


def test_register_D6_a_withdrawal_without_consent_is_refused():
    leaves = line("A", "withdrawal", "2020-05-01")
    assert refused(leaves) == [("act_withdrawal", 2)]
    assert refused(A, leaves) == [("act_withdrawal", 3)]
    later = line("A", "withdrawal", "2020-05-02")
    assert refused(A, later, line("A", "withdrawal", "2020-05-03")) == [("act_withdrawal", 4)]


def test_register_D6_an_effect_before_the_act_is_refused_but_of_a_succession():
    early = {"effect": "2019-01-01"}
    assert refused(line("A", "ratification", "2020-05-01", **early)) == [("act_effect", 2)]
    assert len(read(line("A", "succession", "2020-05-01", **early))) == 1


def test_register_D6_nobody_acts_before_the_instrument_is_open():
    assert refused(A, opened=day("2020-05-02")) == [("act_too_early", 2)]
    assert len(read(A, opened=day("2020-05-01"))) == 1


def test_register_D6_unknown_parties_are_refused_where_the_parties_are_known():
    assert refused(A, parties=frozenset({"B"})) == [("act_stranger", 2)]
    assert len(read(A, parties=frozenset({"A"}))) == 1
    assert refused(A, RESERVED, line("B", "declaration", "2020-06-01", towards="Z")) == [
        ("act_stranger", 4)
    ]


def test_register_D6_an_objection_is_about_a_reservation_of_another():
    assert len(read(A, RESERVED, OBJECTED)) == 3
    assert refused(A, OBJECTED) == [("act_about", 3)]
    own = line("A", "objection", "2020-06-01", about="R1")
    other = line("B", "objection", "2020-06-01", about="R1", towards="C")
    assert refused(A, RESERVED, own) == [("act_about", 4)]
    assert ("act_about", 4) in refused(A, RESERVED, other)
    assert refused(A, RESERVED, OBJECTED, OBJECTED.replace("O1", "O2")) == [("act_twice", 5)]


def test_register_D6_only_who_made_it_takes_it_back():
    back = line("A", "reservation_withdrawal", "2021-01-01", about="R1")
    assert len(read(A, RESERVED, back)) == 3
    assert refused(A, RESERVED, back.replace("A,", "B,", 1)) == [("act_about", 4)]
    over = line("B", "objection_withdrawal", "2021-01-01", about="O1")
    assert len(read(A, RESERVED, OBJECTED, over)) == 4
    assert refused(A, RESERVED, OBJECTED, over.replace("O1", "R1")) == [("act_about", 5)]


def test_register_D6_a_correction_names_an_act_that_is_there():
    assert refused(A, line("A", "correction", "2020-06-01", corrects="N9")) == [("act_about", 3)]
    assert len(read(A, line("A", "correction", "2020-06-01"))) == 2


def test_register_D6_a_number_is_given_once():
    again = line("B", "reservation", "2020-06-01", number="R1")
    assert refused(A, RESERVED, again) == [("act_number_twice", 4)]


def test_sources_may_say_the_same_in_any_order_but_each_only_once():
    first = line("A", "endorsement", "2026-02-02", source="host")
    second = line("A", "endorsement", "2026-01-01", source="press")
    assert len(read(first, second)) == 2
    assert refused(first, first) == [("act_twice", 3)]
