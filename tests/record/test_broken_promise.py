"""A log that leaves out what it took is convicted by its own signatures; an honest one never."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge import verify_signature
from comity.record.broken_promise import (
    EnteredBatch,
    EvidenceError,
    dropped_from_log,
    dropped_from_subject,
)
from comity.record.entry import encode_entry
from comity.record.intake import sign_intake, verify_intake
from comity.record.merkle import leaf_hash
from tests.record.ballot_worlds import BY, INTAKE, OTHER, closed_world, leaf, note_of

FIRST, SECOND = [leaf(n) for n in range(5)], [leaf(n) for n in range(5, 9)]
DROPPED = leaf(77)


def judged(world, note):
    later = world.proved(len(world.entries) - 1)
    return dropped_from_subject(note, world.head(), world.closed(), later)


def test_record_promise_an_act_that_was_dropped_is_shown():
    """The log signs for a vote, leaves it out and closes: everything else about it verifies."""
    note = verify_intake(
        sign_intake(note_of([FIRST[0], DROPPED]), INTAKE), INTAKE.key, verify_signature
    )
    assert judged(closed_world(FIRST, SECOND), note) == (DROPPED,)
    # Control: a log that kept its word, and whose every signature looks just the same.
    assert judged(closed_world(FIRST, [*SECOND, DROPPED]), note) == ()


def test_record_promise_a_vote_swapped_after_acknowledgement_is_shown():
    """What is entered in its stead is another leaf; the count stays right (the control)."""
    swapped = closed_world([leaf(88), *FIRST[1:]])
    honest = closed_world(FIRST)
    assert judged(swapped, note_of(FIRST[:1])) == (FIRST[0],)
    assert len(swapped.batches[2].leaves) == len(honest.batches[2].leaves)


@given(st.sets(st.integers(0, 8), min_size=1), st.sets(st.integers(20, 25)))
def test_record_promise_exactly_what_is_missing_is_named(kept, missing):
    note = note_of([leaf(n) for n in kept | missing])
    assert set(judged(closed_world(FIRST, SECOND), note)) == {leaf(n) for n in missing}


def test_record_promise_entries_of_the_subject_count_as_well():
    world = closed_world(FIRST)
    opened = leaf_hash(encode_entry(world.entries[0]))
    foreign = leaf_hash(encode_entry(world.entries[1]))
    assert judged(world, note_of([], [opened])) == ()
    assert judged(world, note_of([], [foreign])) == (foreign,)


def test_record_promise_nothing_is_shown_before_its_time():
    world = closed_world(FIRST)
    early = world.proved(world.closing)
    with pytest.raises(EvidenceError, match="time of the note"):
        dropped_from_subject(note_of([DROPPED]), world.head(), world.closed(), early)
    after = note_of([DROPPED], by=world.entries[-1].at)
    with pytest.raises(EvidenceError, match="time of the note"):
        judged(world, after)


def test_record_promise_a_note_convicts_no_other_log_and_no_other_subject():
    world = closed_world(FIRST)
    with pytest.raises(EvidenceError, match="two logs"):
        judged(world, note_of([DROPPED], origin="log.example/other"))
    with pytest.raises(EvidenceError, match="another subject"):
        judged(world, note_of([DROPPED], subject=OTHER))


def without(evidence, **changes):
    return replace(evidence, **changes)


@pytest.mark.parametrize(
    ("forge", "says"),
    [
        (lambda e: without(e, entries=e.entries[:-1]), "not the entries"),
        (lambda e: without(e, entries=e.entries[::-1]), "fit from first to last"),
        (lambda e: without(e, content=b"{}"), "commits to"),
        (lambda e: without(e, batches={}), "content of batch 2"),
        (lambda e: without(e, closing=replace(e.closing, index=0)), "not shown"),
        (
            lambda e: without(
                e, batches={2: EnteredBatch(e.batches[2].content, e.batches[2].leaves[1:])}
            ),
            "leaves of batch 2",
        ),
        (
            lambda e: without(e, batches={2: EnteredBatch(b"{}", e.batches[2].leaves)}),
            "content of batch 2",
        ),
    ],
)
def test_threat_promise_an_honest_log_is_not_convicted_by_half_the_evidence(forge, says):
    """Who hides a batch, or part of one, to make a kept act look dropped shows nothing."""
    world = closed_world(FIRST)
    later = world.proved(len(world.entries) - 1)
    with pytest.raises(ValueError, match=says):
        dropped_from_subject(note_of(FIRST[:1]), world.head(), forge(world.closed()), later)


def test_threat_promise_another_act_is_no_closing():
    world = closed_world(FIRST)
    closed = replace(world.closed(), closing=world.proved(0), content=b"{}")
    with pytest.raises(EvidenceError, match="another subject"):
        dropped_from_subject(
            note_of(FIRST[:1]), world.head(), closed, world.proved(len(world.entries) - 1)
        )


def test_record_promise_an_entry_missing_from_the_whole_log_is_shown():
    world = closed_world(FIRST)
    later = world.proved(len(world.entries) - 1)
    kept = leaf_hash(encode_entry(world.entries[1]))
    note = note_of([leaf(5)], [kept, DROPPED], subject=OTHER)
    assert dropped_from_log(note, world.head(), world.hashes(), later) == (DROPPED,)
    with pytest.raises(EvidenceError, match="not all entries"):
        dropped_from_log(note, world.head(), world.hashes()[:-1], later)
    with pytest.raises(EvidenceError, match="not all entries"):
        dropped_from_log(note, world.head(), [leaf(1), *world.hashes()[1:]], later)
    assert note.by == BY
