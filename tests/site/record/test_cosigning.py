"""Taking in what witnesses have signed, and every way in which that must not be believed."""

import shutil

import pytest

from comity.edge import read_fork, read_policy, signer_from_seed, verify_signature
from comity.fault import RefusedError
from comity.record import (
    Checkpoint,
    SignedNote,
    format_note,
    parse_note,
    parse_proof,
    proves_fork,
    sign_checkpoint,
    verify_checkpoint,
)
from comity.site.record.cosigning import Cosigned, Places, add_cosignature
from comity.site.record.models import Log, WitnessedHead
from comity.site.record.queries import head, receipt
from tests.site.conftest import SIGNER, bundle
from tests.site.record.cosigners import MALLORY, ONE, THREE, TWO, cosigned, forged, name_witnesses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]


@pytest.fixture
def places(instance):
    return Places(instance.log_folder, instance.fork_folder, instance.witness_file)


@pytest.fixture
def take_in(published, instance, places):
    """Take in a note, with two witnesses named."""
    name_witnesses(instance.witness_file, ONE, TWO, quorum="two")

    def taken(offered):
        policy = read_policy(instance.witness_file)
        return add_cosignature(log=Log.objects.get(), offered=offered, policy=policy, places=places)

    return taken


def refusal(take_in, offered):
    """The code of the refusal, and that it has changed nothing."""
    with pytest.raises(RefusedError) as error:
        take_in(offered)
    assert not WitnessedHead.objects.exists()
    return error.value.faults[0].code


def signers_of(note, *witnesses):
    keys = [SIGNER.key, *(one.key for one in witnesses)]
    seen = verify_checkpoint(note, keys, verify_signature)
    return {one.key.name for one in seen.cosignatures}


def test_a_cosignature_of_the_newest_head_is_served_at_once(client, take_in, instance):
    assert take_in(cosigned(ONE)) == Cosigned(3, ("one.example/witness",))
    for note in (
        client.get("/log/checkpoint").content,
        (instance.log_folder / "checkpoint").read_bytes(),
    ):
        assert signers_of(note, ONE, TWO) == {"one.example/witness"}
    assert take_in(cosigned(TWO)).names == ("two.example/witness",)
    both = client.get("/log/checkpoint").content
    assert signers_of(both, ONE, TWO) == {"one.example/witness", "two.example/witness"}
    assert head().witnessing.met


def test_a_cosignature_of_an_earlier_head_stands_behind_what_that_head_covers(
    take_in, publish, instance
):
    earlier = cosigned(ONE)
    publish(bundle("dia-2"), symbol="A24/DIA/2", id="s-dia-2")
    assert take_in(earlier).size == 3
    at = head()
    assert (at.size, at.witnessing.size) == (5, 3)
    assert [at.witnesses_of(index) for index in (0, 2, 3, 4, None)] == [1, 1, 0, 0, 0]
    old, new = (parse_proof(receipt(index, folder=instance.log_folder)) for index in (2, 4))
    assert signers_of(old.checkpoint, ONE) == {"one.example/witness"}
    assert signers_of(new.checkpoint, ONE) == set()


def test_of_one_witness_the_newest_line_counts_and_the_same_one_is_no_news(take_in):
    take_in(cosigned(ONE))
    assert take_in(cosigned(ONE, time=1_800_000_001)).names
    with pytest.raises(RefusedError) as error:
        take_in(cosigned(ONE))
    assert error.value.faults[0].code == "site.no_such_witness"
    assert len(parse_note(bytes(WitnessedHead.objects.get().note)).signatures) == 2


def test_record_R4_a_cosignature_of_an_unknown_key_counts_nothing(take_in):
    assert refusal(take_in, cosigned(THREE)) == "site.no_such_witness"
    # Nor does one that only bears the name of a witness.
    assert refusal(take_in, cosigned(MALLORY)) == "site.no_such_witness"
    # The control: with a known one beside it the note is taken, and the strangers stay outside.
    assert take_in(cosigned(THREE, MALLORY, ONE)).names == ("one.example/witness",)
    held = bytes(WitnessedHead.objects.get().note)
    assert signers_of(held, ONE, THREE) == {"one.example/witness"}


def test_record_R4_a_forged_line_of_a_known_witness_refuses_the_note(take_in):
    offered = forged(cosigned(ONE))
    assert refusal(take_in, offered) == "site.cosigned_unreadable"
    assert take_in(cosigned(ONE)).names  # the control


def test_record_R4_a_line_replayed_from_another_log_or_head_is_forged_here(take_in, published):
    other = signer_from_seed("other.test/record", bytes([9] * 32))
    strange = cosigned(
        ONE, note=sign_checkpoint(Checkpoint("other.test/record", 3, bytes(32)), other)
    )
    # As it is, it is no head of this log.
    assert refusal(take_in, strange) == "site.cosigned_unreadable"
    # Its line under this log's head does not hold.
    mine = parse_note(cosigned())
    line = parse_note(strange).signatures[1]
    pasted = format_note(SignedNote(mine.text, (*mine.signatures, line)))
    assert refusal(take_in, pasted) == "site.cosigned_unreadable"
    assert take_in(cosigned(ONE)).names  # the control


def test_record_R4_a_root_that_differs_and_is_not_signed_by_this_log_is_refused(take_in):
    stranger = signer_from_seed(SIGNER.key.name, bytes([9] * 32))
    made_up = sign_checkpoint(Checkpoint(SIGNER.key.name, 3, bytes(32)), stranger)
    assert refusal(take_in, cosigned(ONE, note=made_up)) == "site.cosigned_unreadable"


@pytest.mark.parametrize("size", [2, 3])
def test_record_R4_another_root_that_this_log_has_signed_is_kept_as_proof(take_in, instance, size):
    """Somebody else has the key, or the data folder was continued in two places."""
    twin = sign_checkpoint(Checkpoint(SIGNER.key.name, size, bytes([7] * 32)), SIGNER)
    told = take_in(cosigned(ONE, note=twin))
    assert told.names == ()
    assert not WitnessedHead.objects.exists()
    kept = read_fork(told.fork)
    older, newer = (
        verify_checkpoint(note, [SIGNER.key], verify_signature) for note in (kept.older, kept.newer)
    )
    assert proves_fork(older, newer, kept.other)
    assert head().witnessing is None


def test_files_that_were_tampered_with_accuse_nobody(take_in, publish, instance):
    """The control of the proof above: the log is sound, its tiles are not."""
    earlier = cosigned(ONE)
    publish(bundle("dia-2"), symbol="A24/DIA/2", id="s-dia-2")
    for tile in (instance.log_folder / "tile/0/000.p").iterdir():
        tile.write_bytes(bytes(len(tile.read_bytes())))
    assert refusal(take_in, earlier) == "site.log_files_differ"
    assert not instance.fork_folder.exists()
    shutil.rmtree(instance.log_folder / "tile")
    assert refusal(take_in, earlier) == "site.log_files_differ"


def test_a_head_larger_than_the_log_freezes_nothing_and_is_told(take_in, published):
    ahead = sign_checkpoint(Checkpoint(SIGNER.key.name, 9, bytes([7] * 32)), SIGNER)
    assert refusal(take_in, cosigned(ONE, note=ahead)) == "site.cosigned_ahead"


@pytest.mark.parametrize("offered", [b"", b"no note", b"\xff\xfe", b"a\n\n\xe2\x80\x94 a b\n"])
def test_what_is_no_note_is_refused(take_in, offered):
    assert refusal(take_in, offered) == "site.cosigned_unreadable"


def test_the_head_of_an_empty_log_says_nothing(take_in):
    empty = sign_checkpoint(
        Checkpoint(
            SIGNER.key.name,
            0,
            bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ),
        SIGNER,
    )
    assert refusal(take_in, cosigned(ONE, note=empty)) == "site.cosigned_unreadable"
