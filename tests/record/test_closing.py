"""A closing is computed again from the log; one that lies, or a late entry, is named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge.keys import signer_from_seed, verify_signature
from comity.record.audit import verify_record
from comity.record.checkpoint import Checkpoint, sign_checkpoint
from comity.record.closing import (
    Closed,
    Completeness,
    check_closings,
    close_subject,
    closing_payload,
    parse_closing,
)
from comity.record.entry import Entry, encode_entry, public_payload, sealed_payload
from comity.record.merkle import EMPTY_ROOT, leaf_hash, root_of
from comity.record.policy import Log, Policy
from comity.record.strict import RecordFormatError
from comity.record.tiles import grow
from comity.record.verdict import Trust

LOG = signer_from_seed("log.example/closing", bytes([6]) * 32)
TRUST = Trust(Policy((Log(LOG.key),)), verify_signature)
AT = "2026-07-01T09:00:00.000Z"
SUBJECT = "dialogue:conversation:c-1"
OTHER = "dialogue:conversation:c-2"
CLOSE = "dialogue.close_conversation"
ADMIT = "dialogue.admit_late"


class Record:
    """A log in memory to which acts are added, signed honestly whatever they say."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.contents: dict[int, bytes] = {}

    def act(self, act: str, subject: str = SUBJECT, content: bytes = b"{}", refs=()) -> int:
        payload = public_payload(content)
        self.entries.append(Entry(act, "secretary", subject, AT, payload, refs=refs))
        self.contents[len(self.entries) - 1] = content
        return len(self.entries) - 1

    def closed(self, subject: str = SUBJECT) -> Closed:
        return close_subject(
            subject,
            [
                (at, self.hashes()[at])
                for at, one in enumerate(self.entries)
                if one.subject == subject
            ],
        )

    def close(self, subject: str = SUBJECT, **lies: object) -> int:
        return self.act(CLOSE, subject, closing_payload(replace(self.closed(subject), **lies)))

    def hashes(self) -> list[bytes]:
        return [leaf_hash(encode_entry(entry)) for entry in self.entries]

    def check(self):
        return check_closings(self.entries, self.hashes(), self.contents.get)

    def verify(self):
        growth = grow(0, [encode_entry(entry) for entry in self.entries], {}.__getitem__)
        note = sign_checkpoint(Checkpoint(LOG.key.name, growth.size, growth.root), LOG)
        files = {**growth.files, "checkpoint": note}
        return verify_record(files.__getitem__, self.contents.get, TRUST, LOG.key)


@pytest.fixture
def record() -> Record:
    made = Record()
    for number in range(4):
        made.act("dialogue.submit_statement", OTHER if number == 2 else SUBJECT)
    return made


def wrong_steps(verdict) -> list[str]:
    return [step.step for step in verdict.steps if step.holds is False]


def test_a_closing_says_first_last_count_and_root_of_the_subject_alone(record):
    hashes = record.hashes()
    expected = Closed(SUBJECT, 0, 3, 3, root_of([hashes[0], hashes[1], hashes[3]]))
    assert record.closed() == expected
    record.close()
    verdict = record.verify()
    assert verdict.code == 0
    assert next(step for step in verdict.steps if step.step == "completeness").reason == "1 closed"


def test_a_record_without_closings_is_complete(record):
    assert record.check().closings == 0
    assert record.verify().code == 0


LIES = [
    ({"count": 2}, "count 2; the log has 3"),
    ({"first": 1}, "first 1; the log has 0"),
    ({"last": 2}, "last 2; the log has 3"),
    ({"last": 9}, "last 9; the log has 3"),
    ({"root": leaf_hash(b"other")}, "root "),
    ({"subject": OTHER}, f"subject {OTHER}; the log has {SUBJECT}"),
    ({"first": None, "last": None, "count": 0, "root": EMPTY_ROOT}, "count 0; the log has 3"),
]


@pytest.mark.parametrize(("lie", "words"), LIES)
def test_record_R4_attack_lying_closing_is_named_although_every_signature_holds(record, lie, words):
    control = record.verify()
    assert control.code == 0
    said = closing_payload(replace(record.closed(), **lie))
    index = record.act(CLOSE, content=said)
    verdict = record.verify()
    assert verdict.code == 1
    assert wrong_steps(verdict) == ["completeness"]
    assert verdict.reason.startswith(f"entry {index}: it closes {SUBJECT} with {words}")


@pytest.mark.parametrize("lie", [lie for lie, _ in LIES])
def test_record_R4_control_a_lying_closing_passes_where_nobody_computes_it_again(
    record, lie, monkeypatch
):
    record.act(CLOSE, content=closing_payload(replace(record.closed(), **lie)))
    monkeypatch.setattr("comity.record.audit.check_closings", lambda *_: Completeness(1, (), ()))
    assert record.verify().code == 0


def test_record_R4_attack_dropped_act_is_missed_by_its_closing(record):
    """The attack: a closing over all but one inconvenient entry."""
    hashes = record.hashes()
    honest = close_subject(SUBJECT, [(at, hashes[at]) for at in (0, 1, 3)])
    short = close_subject(SUBJECT, [(at, hashes[at]) for at in (0, 3)])
    record.act(CLOSE, content=closing_payload(short))
    assert "count 2; the log has 3" in record.verify().reason
    control = Record()
    control.entries, control.contents = record.entries[:-1], dict(record.contents)
    control.act(CLOSE, content=closing_payload(honest))
    assert control.verify().code == 0


def test_what_comes_after_a_closing_needs_an_act_that_admits_it(record):
    closed = record.close()
    late = record.act("dialogue.submit_statement")
    verdict = record.verify()
    assert (verdict.code, wrong_steps(verdict)) == (1, ["completeness"])
    assert verdict.reason == (
        f"entry {late}: it came to {SUBJECT} after entry {closed} closed it, and no act admits it"
    )
    record.act(ADMIT, refs=(late,))
    assert record.verify().code == 0


def test_an_admission_covers_what_it_names_of_its_own_subject_and_nothing_later(record):
    record.close()
    first = record.act("dialogue.submit_statement")
    record.act(ADMIT, OTHER, refs=(first,))
    assert record.verify().code == 1
    record.act(ADMIT, refs=(first, first + 3))
    assert record.verify().code == 0
    second = record.act("dialogue.submit_statement")
    assert second == first + 3
    assert record.verify().reason.startswith(f"entry {second}: it came to")


def test_another_subject_goes_on(record):
    record.close()
    record.act("dialogue.submit_statement", OTHER)
    assert record.verify().code == 0


def test_a_second_closing_counts_all_that_stands_before_it(record):
    record.close()
    late = record.act("dialogue.submit_statement")
    record.act(ADMIT, refs=(late,))
    again = record.close()
    assert parse_closing(record.contents[again]).count == 6
    assert record.check().closings == 2
    assert record.verify().code == 0


def test_a_second_closing_does_not_admit_what_came_late(record):
    record.close()
    late = record.act("dialogue.submit_statement")
    record.close()
    assert record.verify().reason.startswith(f"entry {late}: it came to")


def test_a_subject_of_which_nothing_was_entered_is_closed_as_empty(record):
    empty = "dialogue:conversation:c-9"
    assert record.closed(empty) == Closed(empty, None, None, 0, EMPTY_ROOT)
    record.close(empty)
    assert record.verify().code == 0


def test_a_closing_in_secret_says_nothing_and_is_named(record):
    content = closing_payload(record.closed())
    sealed = sealed_payload(content, bytes(32), "members")
    record.entries.append(Entry(CLOSE, "secretary", SUBJECT, AT, sealed))
    verdict = record.verify()
    assert (verdict.code, "does not say in public" in verdict.reason) == (1, True)


def test_a_closing_in_another_form_is_named(record):
    record.act(CLOSE, content=b'{"v":1}')
    assert "in another form" in record.verify().reason


def test_a_closing_whose_content_was_erased_can_no_longer_be_checked(record):
    index = record.close()
    record.act("record.erase_payload", "record:entry:4", refs=(index,))
    assert record.verify().code == 0
    del record.contents[index]
    verdict = record.verify()
    assert verdict.code == 3
    assert record.check().erased == (index,)


def test_the_first_of_several_faults_is_named(record):
    index = record.close(count=1, first=0, last=0)
    record.act("dialogue.submit_statement")
    found = record.check()
    assert [at for at, _ in found.faults] == [index, index + 1]
    assert record.verify().reason.startswith(f"entry {index}: ")


GOOD = closing_payload(Closed(SUBJECT, 0, 3, 3, leaf_hash(b"root")))


def test_a_closing_reads_back():
    assert closing_payload(parse_closing(GOOD)) == GOOD
    empty = closing_payload(Closed(SUBJECT, None, None, 0, EMPTY_ROOT))
    assert parse_closing(empty).count == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"v":1', b'"v":true'),
        (b'"count":3', b'"count":0'),
        (b'"count":3', b'"count":null'),
        (b'"count":3', b'"count":5'),
        (b'"count":3', b'"count":"3"'),
        (b'"count":3', b'"count":3.0'),
        (b'"first":0', b'"first":null'),
        (b'"first":0', b'"first":-1'),
        (b'"first":0', b'"first":4'),
        (b'"first":0', b'"first":false'),
        (b'"root":"', b'"root":"A'),
        (b'"subject":"', b'"subject":1,"x":"'),
        (b'"subject":"', b'"Subject":"'),
        (b"{", b"{ "),
        (b"{", b"["),
    ],
)
def test_what_is_no_closing_is_refused(old, new):
    assert old in GOOD
    with pytest.raises(RecordFormatError):
        parse_closing(GOOD.replace(old, new, 1))


def test_subject_and_root_are_texts():
    for old in (f'"{SUBJECT}"', f'"{leaf_hash(b"root").hex()}"'):
        with pytest.raises(RecordFormatError, match="texts"):
            parse_closing(GOOD.replace(old.encode(), b"1"))


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40))
def test_the_root_is_that_of_the_subjects_leaves_in_order(leaves):
    closed = close_subject(SUBJECT, enumerate(leaves, start=5))
    assert closed.root == root_of(leaves)
    assert (closed.count, closed.first) == (len(leaves), 5 if leaves else None)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_words(data):
    with pytest.raises(RecordFormatError):
        parse_closing(data)
