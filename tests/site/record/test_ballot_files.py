import pytest
from django.db import transaction

from comity.edge import verify_signature
from comity.record import (
    BallotLine,
    parse_ballot_receipt,
    parse_batch,
    parse_leaves,
    verify_ballot_receipt,
    verify_checkpoint,
)
from comity.site.record.batches import enter_batch, seal_ballots
from comity.site.record.models import Entry
from comity.site.ui.middleware import CONTENT_SECURITY_POLICY
from tests.site.conftest import NOW, SIGNER, sequence

pytestmark = pytest.mark.django_db
SUBJECT = "dialogue:conversation:c-1"


@pytest.fixture
def sealed(log, instance):
    """Seven ballots in a batch that has its place, and one that waits."""
    lines = [BallotLine(number, "p", str(number), 1) for number in range(8)]
    with transaction.atomic():
        entered = seal_ballots(subject=SUBJECT, lines=lines[:7], by=NOW)
        enter_batch(log=log, subject=SUBJECT, now=NOW)
        waiting = seal_ballots(subject=SUBJECT, lines=lines[7:], by=NOW)
    sequence(instance.log_folder)
    return [*entered, *waiting]


def test_the_leaves_of_a_batch_are_given_to_everybody(sealed, client):
    response = client.get("/log/ballots/000/1.leaves")
    batch = parse_batch(bytes(Entry.objects.get(idx=1).payload))
    assert set(parse_leaves(response.content, batch)) == set(sealed[:7])
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("path", ["000/0", "001/1", "000/01", "000/9", "0/1"])
def test_there_are_no_leaves_at_other_addresses(sealed, client, path):
    assert client.get(f"/log/ballots/{path}.leaves").status_code == 404


def test_who_has_a_note_gets_the_receipt_of_a_leaf(sealed, client):
    response = client.get(f"/record/ballots/{sealed[2].hex()}.ballot-receipt")
    receipt = parse_ballot_receipt(response.content)
    head = verify_checkpoint(receipt.proof.checkpoint, [SIGNER.key], verify_signature)
    assert receipt.leaf == sealed[2]
    assert verify_ballot_receipt(receipt, head)
    assert response.headers["Cache-Control"] == "no-store"


def test_asking_does_not_tell_whether_a_leaf_waits(sealed, client):
    waits = client.get(f"/record/ballots/{sealed[7].hex()}.ballot-receipt")
    unknown = client.get(f"/record/ballots/{'ab' * 32}.ballot-receipt")
    assert (
        (waits.status_code, waits.content) == (unknown.status_code, unknown.content) == (202, b"")
    )


@pytest.mark.parametrize("leaf", ["ab", "AB" * 32, "zz" * 32])
def test_what_is_no_leaf_is_not_looked_for(sealed, client, leaf):
    assert client.get(f"/record/ballots/{leaf}.ballot-receipt").status_code == 404
