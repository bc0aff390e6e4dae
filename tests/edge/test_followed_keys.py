"""The keys of a log are found from the one the user gave, by proofs that its holder serves."""

import pytest

from comity.edge.fetch import NotServedError
from comity.edge.followed_keys import FollowedKeys, known_keys
from comity.edge.keys import verify_signature
from comity.record import (
    BadSignatureError,
    RecordFormatError,
    UnknownSignerError,
    begin_chain,
    payload_path,
    rotation_path,
    rotation_payload,
)
from tests.record.signing import LOG
from tests.record.test_rotation import AT, BEFORE, GOOD, NEW, THIRD, Entered, signed

AGAIN = Entered(rotation_payload(NEW, THIRD, AT), signer=NEW)
SERVED = {
    rotation_path(0): GOOD.proof,
    payload_path(BEFORE): GOOD.content,
}


def fetch_of(files):
    def fetch(path, most):
        if path not in files:
            raise NotServedError(path)
        assert len(files[path]) <= most
        return files[path]

    return fetch


def kept(folder, files):
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def test_a_known_key_needs_no_rotation():
    keys = FollowedKeys(begin_chain(LOG.key))
    assert keys.head(signed(3, LOG), fetch_of({})).key == LOG.key
    assert (keys.number, keys.files) == (0, {})


def test_an_unknown_one_is_reached_by_what_is_served():
    keys = FollowedKeys(begin_chain(LOG.key))
    assert keys.head(signed(9, NEW), fetch_of(SERVED)).key == NEW.key
    assert keys.files == SERVED
    assert len(keys.checkpoints) == 1
    # The control: served nothing, nothing is reached.
    with pytest.raises(UnknownSignerError):
        FollowedKeys(begin_chain(LOG.key)).head(signed(9, NEW), fetch_of({}))


def test_a_rotation_from_before_the_key_that_was_given_is_passed_over():
    keys = FollowedKeys(begin_chain(NEW.key))
    # It lies under the same index here, so each is served in its own turn.
    keys.take(GOOD.proof, GOOD.content)
    assert keys.chain.keys == (NEW.key,)
    keys.take(AGAIN.proof, AGAIN.content)
    assert keys.chain.keys == (NEW.key, THIRD.key)
    assert keys.number == 2


@pytest.mark.parametrize(
    ("path", "data", "error"),
    [
        (rotation_path(0), b"no proof", RecordFormatError),
        (payload_path(BEFORE), b"{}", BadSignatureError),
    ],
)
def test_a_rotation_that_does_not_hold_is_refused(tmp_path, path, data, error):
    files = {**SERVED, path: data}
    with pytest.raises(error):
        FollowedKeys(begin_chain(LOG.key)).head(signed(9, NEW), fetch_of(files))
    with pytest.raises(error):
        known_keys(LOG.key, kept(tmp_path, files))


def test_what_a_folder_keeps_is_known_at_once(tmp_path):
    keys = known_keys(LOG.key, kept(tmp_path, SERVED))
    assert keys.chain.keys == (LOG.key, NEW.key)
    assert keys.number == 1
    assert verify_signature(NEW.key.public, NEW.sign(b"x"), b"x")


def test_a_chain_without_end_is_given_up(monkeypatch):
    monkeypatch.setattr("comity.edge.followed_keys.MOST_ROTATIONS", 1)
    keys = FollowedKeys(begin_chain(LOG.key))
    with pytest.raises(UnknownSignerError):
        keys.head(signed(9, THIRD), fetch_of({**SERVED, rotation_path(1): AGAIN.proof}))
    assert keys.number == 1
