from types import SimpleNamespace

import pytest
from django.db import connection

from comity.canonical import sha256_hex
from comity.edge import verify_signature
from comity.record import MANIFEST, leaf_hash, parse_proof, verify_checkpoint, verify_inclusion
from comity.site.record import queries
from comity.site.record.erasing import erase_content
from comity.site.record.models import Entry, Log
from comity.site.record.queries import (
    EntryLine,
    audit_sample,
    entries_page,
    entry_at,
    find,
    head,
    in_bursts,
    latest_acts,
    newest,
    receipt,
    sealed_counts,
)
from tests.site.conftest import NOW, SIGNER, bundle, sequence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]
PUBLISH = 2


def indices(sought):
    return [line.index for line in find(sought).found]


def test_before_anything_is_signed_there_is_no_head(log):
    assert head() is None
    assert find("anything").head is None


def test_the_head_is_that_of_the_signed_note(published):
    at = head()
    seen = verify_checkpoint(at.note, [SIGNER.key], verify_signature)
    assert (at.size, at.root, at.origin) == (seen.size, seen.root.hex(), seen.origin)
    assert at.at == NOW


def test_a_receipt_proves_its_entry_to_whoever_trusts_the_key(published, instance):
    for index in range(3):
        proof = parse_proof(receipt(index, folder=instance.log_folder))
        seen = verify_checkpoint(proof.checkpoint, [SIGNER.key], verify_signature)
        leaf = leaf_hash(entry_at(index).leaf)
        assert verify_inclusion(leaf, proof.index, proof.path, seen)
        assert not verify_inclusion(leaf_hash(b"other"), proof.index, proof.path, seen)


@pytest.mark.parametrize("index", [-1, 3, 2**60])
def test_there_is_no_receipt_for_what_is_not_there(published, instance, index):
    assert receipt(index, folder=instance.log_folder) is None


@pytest.mark.parametrize(
    "sought",
    [
        "2",
        "A24/DIA/1",
        "dialogue.publish_report",
        " dialogue.publish_report ",
        sha256_hex(bundle().members[MANIFEST]),
        sha256_hex(bundle().members[MANIFEST]).upper(),
    ],
)
def test_was_there_such_a_decision_yes_entry_n(published, sought):
    assert indices(sought) == [PUBLISH]


def test_what_it_is_about_finds_all_that_was_done_with_it(published):
    assert indices("dialogue:report:dia-1") == [2, 1]
    assert indices("register of AI incidents") == [2, 1]


def test_an_entry_is_found_by_the_hash_of_its_bytes(published):
    leaf = entry_at(PUBLISH).leaf_hash
    assert indices(leaf) == [PUBLISH]


@pytest.mark.parametrize(
    "sought", ["A24/DIA/2", "00" * 32, "99", "%", "_", "'; DROP TABLE x", "\0", "\0A24/DIA/2"]
)
def test_was_there_such_a_decision_no_up_to_a_checkpoint(published, sought):
    answer = find(sought)
    assert answer.found == []
    assert answer.head.size == 3


def test_nothing_asked_is_nothing_found(published):
    assert find("  ").found == []


def test_pending_entries_are_not_shown(published):
    first = Entry.objects.get(idx=PUBLISH)
    first.pk, first.idx = None, None
    first.save(force_insert=True)
    assert indices("A24/DIA/1") == [PUBLISH]
    assert len(entries_page(1)[0]) == 3


def test_entries_come_newest_first_in_pages(published, monkeypatch):
    monkeypatch.setattr("comity.site.record.queries.PAGE", 2)
    lines, pages = entries_page(1)
    assert ([line.index for line in lines], pages) == ([2, 1], 2)
    assert [line.index for line in entries_page(9)[0]] == [0]


def test_what_the_record_does_for_itself_is_no_news(published):
    assert [line.act for line in latest_acts(9)] == [
        "dialogue.publish_report",
        "oversight.sign_off",
    ]


def test_what_is_sealed_is_counted_by_class_and_release(published):
    assert sealed_counts() == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record_entry SET opened = FALSE WHERE idx = 1")
    assert sealed_counts() == [("person", "", 1)]
    # What was erased is not sealed: it is gone.
    Entry.objects.filter(idx=1).update(payload=None, payload_key=None)
    assert sealed_counts() == []


def test_content_is_shown_while_it_is_public_or_opened(published):
    assert entry_at(1).payload_shown
    assert entry_at(1).sealed
    assert entry_at(2).payload_shown
    assert not entry_at(2).sealed
    Entry.objects.filter(idx=1).update(payload=None, payload_key=None)
    assert entry_at(1).erased
    assert not entry_at(1).payload_shown


def test_a_sample_depends_on_its_seed_and_the_size_alone(published):
    assert [line.index for line in audit_sample("7")] == [line.index for line in audit_sample("7")]
    assert {line.index for line in audit_sample("7")} <= {0, 1, 2}


def test_a_sample_draws_no_entry_twice_and_ten_at_most(log, monkeypatch):
    template = Entry.objects.get()
    for place in range(40):
        template.pk, template.idx = None, place
        template.save(force_insert=True)
    monkeypatch.setattr("comity.site.record.queries.head", lambda: SimpleNamespace(size=40))
    drawn = [line.index for line in audit_sample("7")]
    assert len(drawn) == len(set(drawn)) == 10
    assert drawn != [line.index for line in audit_sample("8")]


def test_a_sample_of_a_smaller_size_stays_within_it(published):
    assert [line.index for line in audit_sample("7", 1)] == [0]
    assert audit_sample("7", 3) == audit_sample("7", 99) == audit_sample("7")


def test_more_answers_than_are_shown_are_told(published, monkeypatch):
    assert not find("dialogue:report:dia-1").more
    monkeypatch.setattr("comity.site.record.queries.MOST_ANSWERS", 1)
    answer = find("dialogue:report:dia-1")
    assert ([line.index for line in answer.found], answer.more) == ([2], True)


def test_an_absence_is_never_claimed_up_to_a_later_head_than_was_searched(published, monkeypatch):
    """The head is read first: an entry that gets its place meanwhile is one too many, not few."""
    order = []
    monkeypatch.setattr("comity.site.record.queries.head", lambda: order.append("head"))
    placed = queries._placed  # noqa: SLF001 - the order of two reads is what is tested
    monkeypatch.setattr(
        "comity.site.record.queries._placed", lambda: order.append("rows") or placed()
    )
    find("A24/DIA/9")
    assert order == ["head", "rows"]


def test_nothing_is_drawn_from_nothing(log):
    assert audit_sample("7") == []


def test_what_is_kept_under_the_newest_entry_ends_with_it_and_with_its_place(published, instance):
    first = newest()
    assert newest() == first
    erase_content(
        log=Log.objects.get(), index=PUBLISH, basis="request 7", actor="operator", now=NOW
    )
    written = newest()
    sequence(instance.log_folder)
    assert len({first, written, newest()}) == 3


def test_a_run_of_alike_acts_is_one_line_that_leads_to_the_latest():
    lines = [
        EntryLine(index, act, "secretary", subject, NOW, "", "")
        for index, act, subject in (
            (9, "a.b", "x:y:1"),
            (8, "a.b", "x:y:1"),
            (7, "a.b", "x:y:2"),
            (6, "a.c", "x:y:2"),
            (5, "a.b", "x:y:1"),
        )
    ]
    found = [(one.index, one.times) for one in in_bursts(lines)]
    assert found == [(9, 2), (7, 1), (6, 1), (5, 1)]
