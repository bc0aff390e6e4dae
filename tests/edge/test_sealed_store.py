"""Sealed content is kept with its key, for its owner alone, until it is erased."""

import stat

import pytest

from comity.edge.log_directory import Act
from comity.edge.sealed_store import SealedStore, remove_for_good
from comity.fault import RefusedError
from comity.record import opens

VOTE = Act("decisions.cast_vote", "delegation:ZZA", "ballot:b-1", b'{"choice":"Y"}')


@pytest.fixture
def store(tmp_path) -> SealedStore:
    return SealedStore(tmp_path / "sealed")


def test_what_is_sealed_can_be_opened_and_stands_in_no_published_file(store):
    sealed = store.seal(VOTE, "person", release="2030-01-01")
    assert sealed.published(0) == {}
    assert (sealed.payload.alg, sealed.payload.release) == ("hmac-sha256", "2030-01-01")
    opened = store.open(sealed.payload)
    assert opened.content == VOTE.content
    assert opens(sealed.payload, opened.content, opened.key)
    assert store.holds(sealed.payload)
    assert "choice" not in repr(opened)


def test_what_is_public_but_may_be_erased_is_published_with_its_key(store):
    sealed = store.seal(VOTE, "public")
    files = sealed.published(7)
    assert set(files) == {"payload/000/7.json", "payload/000/7.key"}
    key = bytes.fromhex(files["payload/000/7.key"].decode())
    assert opens(sealed.payload, files["payload/000/7.json"], key)


def test_keys_are_drawn_anew(store):
    commits = {store.seal(VOTE, "person").payload.commit for _ in range(20)}
    assert len(commits) == 20


def test_only_the_owner_may_read(store):
    store.seal(VOTE, "person")
    (file,) = store.folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700


def test_what_was_forgotten_is_gone_and_forgetting_again_does_nothing(store):
    payload = store.seal(VOTE, "person").payload
    kept = store.seal(VOTE, "person").payload
    assert store.forget(payload)
    assert store.open(payload) is None
    assert not store.holds(payload)
    assert not store.forget(payload)
    assert store.open(kept).content == VOTE.content


def test_what_was_never_kept_is_not_there(store):
    assert store.open(VOTE.payload) is None


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"content":"","key":1}', b'{"content":"?","key":""}', b"\xff"],
)
def test_a_damaged_file_is_refused_by_name(store, data):
    payload = store.seal(VOTE, "person").payload
    (file,) = store.folder.iterdir()
    file.write_bytes(data)
    with pytest.raises(RefusedError) as refused:
        store.open(payload)
    assert refused.value.faults[0].code == "record.sealed_damaged"


def test_a_swapped_file_is_refused(store):
    one, other = (store.seal(VOTE, "person").payload for _ in range(2))
    file = store.folder / f"{one.commit}.json"
    file.write_bytes((store.folder / f"{other.commit}.json").read_bytes())
    with pytest.raises(RefusedError):
        store.open(one)


def test_a_removed_file_is_overwritten_first(tmp_path):
    """A second name of the same bytes shows what was left on the disk."""
    file, other = tmp_path / "file", tmp_path / "other"
    file.write_bytes(b"secret" * 30_000)
    other.hardlink_to(file)
    assert remove_for_good(file)
    assert not file.exists()
    assert other.read_bytes() == bytes(180_000)


def test_a_link_is_removed_and_what_it_leads_to_left_alone(tmp_path):
    (tmp_path / "precious").write_bytes(b"precious")
    (tmp_path / "link").symlink_to(tmp_path / "precious")
    assert remove_for_good(tmp_path / "link")
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert not (tmp_path / "link").is_symlink()


def test_what_cannot_be_removed_is_told(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(RefusedError) as refused:
        remove_for_good(tmp_path / "folder")
    assert refused.value.faults[0].code == "record.sealed_kept"
