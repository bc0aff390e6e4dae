"""Sealed content is kept under a key outside every copy, for its owner alone, until erased."""

import json
import os
import shutil
import stat
from base64 import b64decode, b64encode
from dataclasses import replace
from pathlib import Path

import pytest

from comity.canonical import encode
from comity.edge import sealed_store
from comity.edge.log_directory import Act
from comity.edge.sealed_store import SealedStore, remove_for_good
from comity.edge.wrapping import create_wrapping
from comity.fault import RefusedError
from comity.record import opens

VOTE = Act("decisions.cast_vote", "delegation:ZZA", "ballot:b-1", b'{"choice":"Y"}')


class StoppedError(Exception):
    """The process ends here."""


@pytest.fixture
def store(tmp_path) -> SealedStore:
    return SealedStore(tmp_path / "sealed", tmp_path / "keys" / "wrapping.key")


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
    [b"", b"[]", b"{}", b'{"content":"","wrapped":1}', b'{"content":"?","wrapped":""}', b"\xff"],
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
    file = store.folder / f"{one.commit}.sealed"
    file.write_bytes((store.folder / f"{other.commit}.sealed").read_bytes())
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


def as_before(store: SealedStore, act: Act = VOTE) -> Act:
    """Keep ``act`` as version 1 did: content and key as they are, side by side."""
    sealed = replace(act, key=os.urandom(32), payload_class="person")
    store.folder.mkdir(exist_ok=True)
    key, content = (b64encode(data).decode() for data in (sealed.key, sealed.content))
    data = encode({"v": 1, "key": key, "content": content})
    (store.folder / f"{sealed.payload.commit}.json").write_bytes(data)
    return sealed


def backup_of(store: SealedStore, folder: Path) -> SealedStore:
    """Return a restored copy of the data, without the keys."""
    shutil.copytree(store.folder, folder / "sealed")
    return SealedStore(folder / "sealed", folder / "keys" / "wrapping.key")


def raw(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def traces(act: Act) -> list[bytes]:
    """Return what content and key would look like in a file."""
    return [
        form
        for data in (act.content, act.key)
        for form in (data, data.hex().encode(), b64encode(data))
    ]


def test_record_R5_drill_a_copy_of_the_data_opens_nothing_and_shows_nothing(store, tmp_path):
    sealed = store.seal(VOTE, "person")
    backup = backup_of(store, tmp_path / "backup")
    store.forget(sealed.payload)
    for folder in (store.folder, backup.folder):
        found = raw(folder)
        assert [form for form in traces(sealed) if form in found] == []
    with pytest.raises(RefusedError) as refused:
        backup.open(sealed.payload)
    assert refused.value.faults[0].code == "record.wrapping_lost"
    # Nor with another wrapping key, nor by sealing something so that one is made.
    with pytest.raises(RefusedError):
        backup.seal(VOTE, "person")
    create_wrapping(backup.wrapping)
    with pytest.raises(RefusedError) as refused:
        backup.open(sealed.payload)
    assert "another wrapping key" in refused.value.faults[0].values["reason"]


def test_record_R5_control_where_keys_are_not_wrapped_a_copy_of_the_data_opens_it(store, tmp_path):
    sealed = as_before(store)
    backup = backup_of(store, tmp_path / "backup")
    store.forget(sealed.payload)
    assert store.open(sealed.payload) is None
    assert backup.open(sealed.payload).content == VOTE.content
    assert [form for form in traces(sealed) if form in raw(backup.folder)]


def test_record_R5_a_replaced_wrapping_key_shuts_copies_even_for_who_holds_the_keys(
    store, tmp_path
):
    sealed, kept = (store.seal(VOTE, "person").payload for _ in range(2))
    backup = backup_of(store, tmp_path / "backup")
    store.forget(sealed)
    with_keys = replace(backup, wrapping=store.wrapping)
    # The control: until the wrapping key is replaced, copy and key together open what was erased.
    assert with_keys.open(sealed).content == VOTE.content
    before = store.wrapping.read_bytes()
    store.replace_wrapping()
    assert store.open(kept).content == VOTE.content
    assert before not in raw(tmp_path)
    for payload in (sealed, kept):
        with pytest.raises(RefusedError):
            with_keys.open(payload)


def test_what_an_earlier_version_kept_is_wrapped_and_nothing_of_it_left(store):
    acts = [as_before(store) for _ in range(3)]
    assert store.open(acts[0].payload).key == acts[0].key
    other = store.folder / "other"
    other.hardlink_to(store.folder / f"{acts[0].payload.commit}.json")
    assert store.wrap_all() == 3
    assert set(other.read_bytes()) == {0}
    other.unlink()
    assert store.wrap_all() == 0
    for act in acts:
        assert store.open(act.payload).content == VOTE.content
        assert store.open(act.payload).key == act.key
        assert [form for form in traces(act) if form in raw(store.folder)] == []
    assert store.forget(acts[0].payload)
    assert not store.holds(acts[0].payload)


def test_a_swapped_file_of_an_earlier_version_is_refused(store):
    one, other = (as_before(store).payload for _ in range(2))
    file = store.folder / f"{one.commit}.json"
    file.write_bytes((store.folder / f"{other.commit}.json").read_bytes())
    with pytest.raises(RefusedError) as refused:
        store.open(one)
    assert "not what the entry commits to" in refused.value.faults[0].values["reason"]
    # Wrapped as it is, it is found to be another one all the same.
    store.wrap_all()
    with pytest.raises(RefusedError):
        store.open(one)
    assert store.open(other).content == VOTE.content


def test_what_cannot_be_read_stays_when_the_others_are_wrapped(store):
    act = as_before(store)
    (store.folder / f"{'0' * 64}.json").write_bytes(b"damaged")
    assert store.wrap_all() == 1
    assert store.open(act.payload).content == VOTE.content
    assert (store.folder / f"{'0' * 64}.json").exists()


def test_a_stop_between_two_names_of_one_content_loses_nothing_and_forgets_both(store, monkeypatch):
    act = as_before(store)

    def stopping(_file):
        raise StoppedError

    monkeypatch.setattr(sealed_store, "remove_for_good", stopping)
    with pytest.raises(StoppedError):
        store.wrap_all()
    monkeypatch.undo()
    assert len(list(store.folder.iterdir())) == 2
    assert store.open(act.payload).content == VOTE.content
    assert store.forget(act.payload)
    assert list(store.folder.iterdir()) == []


@pytest.mark.parametrize("number", range(1, 6))
def test_a_stop_while_the_wrapping_key_is_replaced_loses_nothing(store, monkeypatch, number):
    """Three files are rewritten, then the old key goes: wherever it stops, everything opens."""
    payloads = [store.seal(VOTE, "person").payload for _ in range(3)]
    left = number

    def stop_at(function):
        def counted(*arguments):
            nonlocal left
            left -= 1
            if not left:
                raise StoppedError
            return function(*arguments)

        return counted

    for name in ("create_wrapping", "write_atomically", "remove_for_good"):
        monkeypatch.setattr(sealed_store, name, stop_at(getattr(sealed_store, name)))
    with pytest.raises(StoppedError):
        store.replace_wrapping()
    monkeypatch.undo()
    if number == 5:  # and if it stops right after that, before the new key takes the name
        store.wrapping.unlink()
    assert all(store.open(payload).content == VOTE.content for payload in payloads)
    sealed = store.seal(VOTE, "person").payload
    store.wrap_all()
    assert sorted(path.name for path in store.wrapping.parent.iterdir()) == [
        ".wrapping.lock",
        "wrapping.key",
    ]
    assert all(store.open(payload).content == VOTE.content for payload in [*payloads, sealed])


def test_the_wrapping_key_lies_outside_and_is_for_its_owner_alone(store):
    store.seal(VOTE, "person")
    assert store.wrapping.parent not in (store.folder, *store.folder.parents)
    assert stat.S_IMODE(store.wrapping.stat().st_mode) == 0o600


def test_changed_content_is_not_opened(store):
    payload = store.seal(VOTE, "person").payload
    (file,) = store.folder.iterdir()
    value = json.loads(file.read_bytes())
    content = bytearray(b64decode(value["content"]))
    content[-1] ^= 1
    file.write_bytes(encode({**value, "content": b64encode(bytes(content)).decode()}))
    with pytest.raises(RefusedError):
        store.open(payload)
