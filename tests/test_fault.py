"""A refusal says what, where, by which rule and how to mend it, and never quotes at length."""

import pytest

from comity.fault import (
    KINDS,
    Fault,
    FaultKind,
    Phrase,
    Place,
    RefusedError,
    phrase,
    refuse,
    worded,
)


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> FaultKind:
    """Return a kind that the list of all kinds forgets afterwards."""
    name = "test.vote"
    monkeypatch.setitem(KINDS, name, None)  # so that the old state, none, comes back
    del KINDS[name]
    return FaultKind(name, "vote is “{value}”", "a vote is 1, 0 or −1", "Map {value}.")


def test_a_kind_enters_the_list_of_all(kind: FaultKind) -> None:
    assert KINDS["test.vote"] is kind


def test_two_kinds_may_not_share_a_code(kind: FaultKind) -> None:
    with pytest.raises(ValueError, match=r"test\.vote is declared twice"):
        FaultKind(kind.code, "a", "b", "c")
    assert KINDS["test.vote"] is kind


def test_a_fault_keeps_templates_and_values_apart(kind: FaultKind) -> None:
    place = Place("votes.csv", line=4112, column="vote")
    fault = kind.at(place, value=2)
    assert fault == Fault(kind.code, place, kind.found, kind.rule, kind.remedy, {"value": "2"})
    assert fault.found.format(**fault.values) == "vote is “2”"


def test_values_of_a_fault_cannot_be_changed(kind: FaultKind) -> None:
    fault = kind.at(Place("votes.csv"), value=2)
    with pytest.raises(TypeError):
        fault.values["value"] = "3"


def test_a_hostile_value_is_cut_to_a_line(kind: FaultKind) -> None:
    for length in (119, 120):
        assert kind.at(Place("f"), value="x" * length).values["value"] == "x" * length
    assert kind.at(Place("f"), value="x" * 10**6).values["value"] == "x" * 119 + "…"


def test_an_error_carries_all_faults_in_order(kind: FaultKind) -> None:
    faults = [kind.at(Place("f", line=line), value=line) for line in (3, 1, 2)]
    with pytest.raises(RefusedError) as refused:
        raise refuse(*faults)
    assert refused.value.faults == tuple(faults)
    assert str(refused.value).count("test.vote at ") == 3


def test_an_error_says_that_nothing_was_written_unless_something_was(kind: FaultKind) -> None:
    fault = kind.at(Place("f"), value=2)
    assert not refuse(fault).wrote
    assert RefusedError([fault], wrote=True).wrote


def test_words_within_a_fault_keep_their_template_and_bounded_values(kind: FaultKind) -> None:
    words = phrase("more than {most} of {what}", most=3, what="x" * 10**6)
    assert words == "more than 3 of " + "x" * 119 + "…"
    kept = kind.at(Place("f"), value=words).values["value"]
    assert isinstance(kept, Phrase)
    assert (kept.template, kept.values["most"]) == ("more than {most} of {what}", "3")


def test_an_error_raised_with_words_gives_a_fault_its_words(kind: FaultKind) -> None:
    raised = ValueError(phrase("it has {count} lines", count=3))
    kept = kind.at(Place("f"), value=raised).values["value"]
    assert isinstance(kept, Phrase)
    assert kept.template == "it has {count} lines"
    within = phrase("line {line}: {error}", line=7, error=raised)
    assert within == "line 7: it has 3 lines"
    assert isinstance(within.values["error"], Phrase)


def test_an_error_raised_otherwise_is_quoted(kind: FaultKind) -> None:
    for raised in (ValueError("no colon"), ValueError(), KeyError("name"), ValueError(3)):
        assert worded(raised) == str(raised)
        assert not isinstance(kind.at(Place("f"), value=raised).values["value"], Phrase)
