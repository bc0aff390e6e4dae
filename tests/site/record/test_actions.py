from contextlib import nullcontext

import pytest
from django.db import transaction

from comity.edge import entry_time
from comity.record import Entry as Statement
from comity.record import leaf_hash, parse_entry, public_payload, sealed_payload
from comity.site.record import actions
from comity.site.record.actions import Content, append_entry, begin_log
from comity.site.record.models import Entry, Mention
from tests.site.conftest import NOW, RECORDED

pytestmark = pytest.mark.django_db
DIGEST = "ab" * 32
CONTENT = f'{{"manifest":"{DIGEST}","v":1}}'.encode()


def statement(payload=None):
    return Statement(
        act="dialogue.open",
        actor="assembly/secretary",
        subject="dialogue:conversation:c-1",
        at=entry_time(NOW),
        payload=payload or public_payload(CONTENT),
    )


def test_an_entry_is_pending_until_it_is_sequenced(log):
    row = append_entry(log=log, statement=statement(), content=Content(CONTENT), title="T")
    row.refresh_from_db()
    assert row.idx is None
    assert parse_entry(bytes(row.leaf)) == statement()
    assert bytes(row.leaf_hash) == leaf_hash(bytes(row.leaf))
    assert (row.act, row.subject, row.at) == (
        "dialogue.open",
        "dialogue:conversation:c-1",
        RECORDED,
    )


def test_content_the_entry_does_not_commit_to_is_refused(log):
    with pytest.raises(ValueError, match="other content"):
        append_entry(log=log, statement=statement(), content=Content(CONTENT + b" "))


def test_digests_named_in_public_content_can_be_found(log):
    append_entry(log=log, statement=statement(), content=Content(CONTENT))
    assert Mention.objects.filter(digest=DIGEST).exists()


def test_digests_in_sealed_content_cannot(log):
    key = bytes(32)
    sealed = statement(sealed_payload(CONTENT, key, "person"))
    append_entry(log=log, statement=sealed, content=Content(CONTENT, key))
    assert not Mention.objects.filter(digest=DIGEST).exists()


def test_an_entry_is_written_in_the_transaction_of_its_act(log, monkeypatch):
    connection = transaction.get_connection()
    monkeypatch.setattr(connection, "in_atomic_block", False)
    monkeypatch.setattr(actions.transaction, "atomic", nullcontext)
    with pytest.raises(RuntimeError, match="transaction of its act"):
        append_entry(log=log, statement=statement(), content=Content(CONTENT))
    monkeypatch.undo()
    assert not Entry.objects.filter(act="dialogue.open").exists()


def test_a_demonstrations_log_is_never_opened_as_a_real_one(log):
    same = begin_log(origin=log.origin, vkey=log.vkey, simulated=True)
    assert same == log
    with pytest.raises(ValueError, match="another key or purpose"):
        begin_log(origin=log.origin, vkey=log.vkey, simulated=False)
    with pytest.raises(ValueError, match="another key or purpose"):
        begin_log(origin=log.origin, vkey="other", simulated=True)
