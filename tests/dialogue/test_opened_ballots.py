import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.canonical import decode
from comity.dialogue.opened_ballots import (
    BALLOTS,
    CHECKED,
    OpenedBallot,
    ballot_lines,
    check_ballots,
    check_batches,
    opened_ballots,
)
from comity.dialogue.publication import VOTES
from comity.fault import RefusedError
from comity.record import BallotLine, make_batch, seal_line

SUBJECT = "dialogue:conversation:dia-7"
CAST = (("ana", "1", 1), ("ana", "2", -1), ("ben", "1", 0), ("ana", "1", -1))
COUNTED = b"row,statement,vote\n1,1,-1\n1,2,-1\n2,1,0\n"


def ballots(cast=CAST, batch=4) -> list[OpenedBallot]:
    made = []
    for seq, (who, statement, vote) in enumerate(cast, start=1):
        line, key = BallotLine(seq, who, statement, vote), bytes([seq]) * 32
        made.append(OpenedBallot(batch, seal_line(line, key), key, line))
    return made


def sealed(some=None, votes=COUNTED) -> dict[str, bytes]:
    return {BALLOTS: ballot_lines(ballots() if some is None else some), VOTES: votes}


def refused(act, *given_) -> str:
    with pytest.raises(RefusedError) as error:
        act(*given_)
    return error.value.faults[0].code


def test_the_last_vote_on_a_statement_is_the_one_that_counts():
    assert len(check_ballots(sealed())) == 4
    changed = COUNTED.replace(b"1,1,-1", b"1,1,1")
    assert refused(check_ballots, sealed(votes=changed)) == "dialogue.ballots_votes"


def test_a_bundle_without_ballots_has_none_to_check():
    assert check_ballots({VOTES: COUNTED}) == ()


def test_a_vote_that_was_turned_round_is_named():
    data = sealed()
    data[BALLOTS] = data[BALLOTS].replace(b",1,ana,1,1\n", b",1,ana,1,0\n")
    assert refused(check_ballots, data) == "dialogue.ballots_leaf"


def test_an_erased_ballot_keeps_its_leaf_and_has_no_vote():
    (first, *others) = ballots()
    gone = [OpenedBallot(first.batch, first.leaf), *others]
    assert check_ballots(sealed(gone))
    batches = {4: make_batch(SUBJECT, [one.leaf for one in ballots()])}
    check_batches(check_ballots(sealed(gone)), batches)


@pytest.mark.parametrize(
    "data", [b"", b"batch\n", b"batch,leaf,key,seq,pseudonym,statement,vote\nx,00,\n"]
)
def test_what_cannot_be_read_is_refused(data):
    assert refused(check_ballots, {BALLOTS: data, VOTES: COUNTED}).startswith("dialogue.ballots_")


def test_the_batches_are_those_of_the_record():
    some = ballots()
    whole = {4: make_batch(SUBJECT, [one.leaf for one in some])}
    check_batches(some, whole)
    assert refused(check_batches, some[1:], whole) == "dialogue.ballots_batch"
    assert refused(check_batches, some, {}) == "dialogue.ballots_batch"
    more = {**whole, 9: make_batch(SUBJECT, [bytes(32)])}
    assert refused(check_batches, some, more) == "dialogue.ballots_batch"


def test_the_published_function_counts_what_was_opened():
    (data,) = opened_ballots(sealed()).values()
    assert decode(data) == {"ballots": 4, "opened": 4, "people": 2}
    assert list(opened_ballots(sealed())) == [CHECKED]


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("123"), st.sampled_from((-1, 0, 1))),
        max_size=12,
    )
)
def test_any_votes_give_their_own_matrix_and_no_other(cast):
    last = {(who, statement): vote for who, statement, vote in cast}
    rows = "".join(f"{ord(who)},{what},{vote}\n" for (who, what), vote in last.items())
    head = "row,statement,vote\n"
    assert len(check_ballots(sealed(ballots(cast), (head + rows).encode()))) == len(cast)
    wrong = f"{head}{rows}999,1,1\n".encode()
    assert refused(check_ballots, sealed(ballots(cast), wrong)) == "dialogue.ballots_votes"
