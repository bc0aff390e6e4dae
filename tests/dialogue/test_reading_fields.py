import numpy as np
import pytest

from comity.dialogue.reading_fields import (
    BadVoteMapError,
    CastVotes,
    Labels,
    VoteOptions,
    moment,
    read_vote_map,
    shown,
    vote_of,
)
from comity.documents import FaultList
from comity.fault import Place, RefusedError


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("1567382954698", 1_567_382_954_698),
        ("1567382954", 1_567_382_954_000),
        (" 0 ", 0),
        ("2026-03-02T08:00:00Z", 1_772_438_400_000),
        ("2026-03-02T08:00:00.250+00:00", 1_772_438_400_250),
        ("2026-03-02T10:00:00+02:00", 1_772_438_400_000),
    ],
)
def test_times_are_milliseconds(text: str, milliseconds: int) -> None:
    assert moment(text) == milliseconds


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "-1", "1.5", "1e9", "١٢", "9" * 14 + "0", "9" * 5000, "2026-03-02T08:00:00",
     "2026-03-02", "0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59Z"],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    assert moment(text) is None


def test_ids_are_numbered_by_first_appearance() -> None:
    faults = FaultList("f.csv")
    ids = Labels("f.csv", "voter-id", faults)
    assert [ids.number(text, 2) for text in ("7", "b", " 7 ", "e\u0301", "\u00e9")] == [
        0, 1, 0, 2, 2,
    ]  # fmt: skip
    assert ids.labels == ("7", "b", "\u00e9")
    assert (ids.label(1), len(faults)) == ("b", 0)


@pytest.mark.parametrize("text", ["", "  ", "x" * 201, "a\u202eb", "a\nb", "a\u200bb"])
def test_what_is_no_id(text: str) -> None:
    faults = FaultList("f.csv")
    assert Labels("f.csv", "voter-id", faults).number(text, 9) == -1
    (fault,) = faults.faults
    assert (fault.code, fault.place) == ("dialogue.id", Place("f.csv", 9, "voter-id"))
    assert fault.values["value"].isprintable()


def test_votes_and_their_faults() -> None:
    faults = FaultList("f.csv")
    votes = VoteOptions({"2": 1, " yes ": 1, "9": None}).votes
    read = [vote_of(text, votes, Place("f.csv", 3), faults) for text in ("1", " -1 ", "2", "yes")]
    assert read == [1, -1, 1, 1]
    assert vote_of("9", votes, Place("f.csv", 4), faults) is None
    assert len(faults) == 0
    assert vote_of("3", votes, Place("f.csv", 5), faults) is None
    assert vote_of(" ", votes, Place("f.csv", 6), faults) is None
    assert [fault.code for fault in faults.faults] == ["dialogue.vote", "dialogue.vote_missing"]


def test_the_value_map_of_the_command_line() -> None:
    assert read_vote_map(["2=1", "-2=-1", "9=", "a=b=0", "5=−1"]) == {
        "2": 1, "-2": -1, "9": None, "a=b": 0, "5": -1,
    }  # fmt: skip
    with pytest.raises(RefusedError) as refused:
        read_vote_map(["2", "=1", "3=2", "4=1"])
    assert [fault.values["found"] for fault in refused.value.faults] == ["2", "=1", "3=2"]


@pytest.mark.parametrize("mapping", [{"": 0}, {" ": 0}, {"2": 2}])
def test_an_unseen_statement_cannot_be_made_a_vote(mapping: dict[str, int]) -> None:
    with pytest.raises(BadVoteMapError):
        VoteOptions(mapping)


def test_labels_of_a_log_ascend_as_numbers() -> None:
    index = np.array([0, 1])
    cast = CastVotes(("10", "9"), ("b", "a"), index, index, index, index * 0, index + 2)
    log = cast.log()
    assert (log.participants, log.statements) == (("9", "10"), ("a", "b"))
    assert (log.participant.tolist(), log.statement.tolist()) == ([1, 0], [1, 0])
    assert len(CastVotes.none().log()) == 0


def test_hostile_text_is_shown_on_one_line() -> None:
    assert shown("a\u202e\nb") == "a\\u202e\\u000ab"
