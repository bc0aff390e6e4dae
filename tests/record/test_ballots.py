import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.record.ballots import (
    BallotLine,
    Batch,
    batch_payload,
    encode_leaves,
    encode_line,
    enters_ballots,
    make_batch,
    open_batch,
    parse_batch,
    parse_leaves,
    parse_line,
    seal_line,
)
from comity.record.merkle import leaf_hash, root_of
from comity.record.strict import RecordFormatError
from tests.record.ballot_worlds import SUBJECT, leaf

tokens = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=","),
    min_size=1,
    max_size=40,
)
lines = st.builds(
    BallotLine, st.integers(0, 2**63 - 1), tokens, tokens, st.sampled_from([1, 0, -1])
)
keys = st.binary(min_size=32, max_size=32)


def ballots(count):
    """Return ``count`` votes, each with its key."""
    return [
        (BallotLine(n, f"p-{n % 7}", f"{n % 5}", n % 3 - 1), sha256(b"key %d" % n).digest())
        for n in range(count)
    ]


@given(lines)
def test_record_ballots_a_line_reads_back(line):
    assert parse_line(encode_line(line)) == line


def test_record_ballots_a_vector():
    """HMAC-SHA256 under 32 bytes of 0x0b over the plain text of the line."""
    line = BallotLine(41, "p-9f3a", "12", -1)
    assert encode_line(line) == b"41,p-9f3a,12,-1"
    expected = hmac.new(b"\x0b" * 32, b"41,p-9f3a,12,-1", sha256).hexdigest()
    assert seal_line(line, b"\x0b" * 32).hex() == expected
    assert expected == VECTOR


VECTOR = "be8825dbf816bd433fb78f784086caa47007a1a6d1f35ede143bf8d70f77ed08"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"1,p,s",
        b"1,p,s,1,1",
        b"01,p,s,1",
        b"1,p,s,+1",
        b"1,p,s,2",
        b"1,,s,1",
        b"1,p q,s,1",
        b"-1,p,s,1",
        b"1,\xff,s,1",
        b"1," + b"p" * 500 + b",s,1",
    ],
)
def test_record_ballots_what_is_no_line_is_refused(data):
    with pytest.raises(RecordFormatError):
        parse_line(data)


@pytest.mark.parametrize("values", [(-1, "p", "s", 1), (1, "p,q", "s", 1), (1, "p", "s", 2)])
def test_record_ballots_a_vote_that_has_no_line_is_refused(values):
    with pytest.raises(RecordFormatError):
        BallotLine(*values)


def test_record_ballots_a_key_has_32_bytes():
    with pytest.raises(ValueError, match="32 bytes"):
        seal_line(BallotLine(1, "p", "s", 1), b"short")


@given(st.lists(st.integers(0, 10_000), unique=True, min_size=1, max_size=40), st.randoms())
def test_record_ballots_a_batch_does_not_tell_the_order(numbers, random):
    leaves = [leaf(number) for number in numbers]
    batch = make_batch(SUBJECT, leaves)
    random.shuffle(leaves)
    assert make_batch(SUBJECT, leaves) == batch
    assert batch.root == root_of([leaf_hash(one) for one in sorted(leaves)])
    assert parse_batch(batch_payload(batch)) == batch


@pytest.mark.parametrize("leaves", [[], [b"short"], [leaf(1), leaf(1)]])
def test_record_ballots_a_batch_of_nothing_or_twice_the_same_is_refused(leaves):
    with pytest.raises(RecordFormatError):
        make_batch(SUBJECT, leaves)


GOOD = batch_payload(Batch(SUBJECT, 3, leaf(1)))


@pytest.mark.parametrize(
    "content",
    [
        b"nonsense",
        b"[]",
        GOOD.replace(b'"v":1', b'"v":2'),
        GOOD.replace(b'"count":3', b'"count":0'),
        GOOD.replace(b'"count":3', b'"count":true'),
        GOOD.replace(b'"count":3', b'"count":"3"'),
        GOOD.replace(b'"root":"', b'"root":"zz'),
        GOOD.replace(b'"root":"', b'"root":"00'),
        GOOD.replace(leaf(1).hex().encode(), leaf(1).hex().upper().encode()),
        GOOD.replace(SUBJECT.encode(), b"two words"),
        GOOD.replace(b"}", b',"votes":1}'),
    ],
)
def test_record_ballots_what_is_no_batch_is_refused(content):
    assert content != GOOD
    with pytest.raises(RecordFormatError):
        parse_batch(content)


@given(st.lists(st.tuples(lines, keys), min_size=1, max_size=20, unique_by=lambda one: one[0].seq))
def test_record_ballots_an_auditor_opens_what_was_sealed(opened):
    batch = make_batch(SUBJECT, [seal_line(line, key) for line, key in opened])
    found = open_batch(batch, reversed(opened))
    assert found == tuple(sorted((line for line, _ in opened), key=lambda line: line.seq))


def test_record_ballots_a_vote_swapped_after_it_was_sealed_is_found():
    opened = ballots(12)
    batch = make_batch(SUBJECT, [seal_line(line, key) for line, key in opened])
    line, key = opened[4]
    swapped = [*opened[:4], (BallotLine(line.seq, line.pseudonym, line.statement, 1), key)]
    swapped += opened[5:]
    assert swapped != opened
    with pytest.raises(RecordFormatError, match="not those"):
        open_batch(batch, swapped)
    # Control: who counts the votes alone sees nothing.
    assert len(swapped) == batch.count


@pytest.mark.parametrize("change", [lambda all_: all_[:-1], lambda all_: [*all_, ballots(13)[-1]]])
def test_record_ballots_a_vote_too_few_or_too_many_is_found(change):
    opened = ballots(12)
    batch = make_batch(SUBJECT, [seal_line(line, key) for line, key in opened])
    with pytest.raises(RecordFormatError, match="the batch has 12 votes"):
        open_batch(batch, change(opened))


def test_record_ballots_two_votes_with_one_number_are_found():
    pair = [(BallotLine(1, "p", "s", 1), b"a" * 32), (BallotLine(1, "p", "s", 0), b"b" * 32)]
    batch = make_batch(SUBJECT, [seal_line(line, key) for line, key in pair])
    with pytest.raises(RecordFormatError, match="one number"):
        open_batch(batch, pair)


def dictionary(sealed, commit):
    """Try all that can have been voted; return what fits."""
    guesses = [
        BallotLine(seq, f"p-{who}", statement, vote)
        for seq in range(20)
        for who in range(3)
        for statement in ("1", "2")
        for vote in (1, 0, -1)
    ]
    return [guess for guess in guesses if commit(guess) == sealed]


def test_record_ballots_no_dictionary_finds_what_a_leaf_holds():
    """Who knows every line there can be learns nothing; a bare hash tells the vote at once."""
    secret = BallotLine(17, "p-2", "1", -1)
    sealed = seal_line(secret, sha256(b"random").digest())
    without_key = [
        lambda line: sha256(encode_line(line)).digest(),
        lambda line: leaf_hash(encode_line(line)),
        lambda line: seal_line(line, bytes(32)),
    ]
    assert [dictionary(sealed, commit) for commit in without_key] == [[], [], []]
    bare = sha256(encode_line(secret)).digest()
    assert dictionary(bare, without_key[0]) == [secret]


@pytest.mark.parametrize(
    ("act", "enters"),
    [("dialogue.enter_ballots", True), ("dialogue.enter_ballot", False), ("enter_ballots", False)],
)
def test_record_ballots_the_act_of_a_batch(act, enters):
    assert enters_ballots(act) is enters


def test_record_ballots_the_file_of_a_batch_reads_back_and_no_other_does():
    leaves = [leaf(number) for number in range(5)]
    batch = make_batch(SUBJECT, leaves)
    data = encode_leaves(leaves)
    assert parse_leaves(data, batch) == tuple(sorted(leaves))
    for other in (data[:-32], data[:-1], data[32:] + data[:32], data[:-32] + leaf(9)):
        with pytest.raises(RecordFormatError):
            parse_leaves(other, batch)
