"""The drill: an instance is voted in, copied, voted in again, lost, and brought back elsewhere."""

import hashlib
import json
import shutil
import subprocess
import sys
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.edge import load_key
from comity.fault import Place, RefusedError
from comity.record import format_vkey
from comity.site.upkeep.archive import open_archive
from comity.site.upkeep.restore import Places, places_in, restore
from tests.site.upkeep.drilled import PASSPHRASE, Instance

PORT = "8399"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def drilled(tmp_path_factory):
    """Voted in, copied with its keys, voted in again: the folder of all that is left of it."""
    folder = tmp_path_factory.mktemp("drill")
    lost = Instance(folder / "lost").begin()
    assert lost.vote(1, 5) == 10
    (folder / "phrase").write_text(PASSPHRASE)
    phrase = ("--passphrase-file", folder / "phrase")
    shutil.copy(lost.checkpoint, folder / "as-copied")
    for command in ((folder / "data",), ("--keys", *phrase, folder / "keys")):
        code, said = lost.run("backup", *command)
        assert code == 0, said
    code, said = lost.run("backup", "--new-identity", folder / "id")
    recipient = next(word for word in said.split() if word.startswith("age1"))
    code, said = lost.run("backup", folder / "data.age", "--recipient", recipient)
    assert code == 0, said
    assert lost.vote(6, 3) == 16
    shutil.copy(lost.checkpoint, folder / "newest")
    return folder


@pytest.fixture
def elsewhere(tmp_path):
    return Instance(tmp_path / "elsewhere")


def keys_of(folder):
    return ("--keys", folder / "keys", "--passphrase-file", folder / "phrase")


def test_no_key_is_in_a_backup_of_data(drilled):
    lost = Instance(drilled / "lost")
    secrets = [path.read_bytes() for path in (lost.folder / "keys").rglob("*") if path.is_file()]
    secrets.append((lost.folder / "secret").read_bytes().strip())
    assert len(secrets) == 5
    with zipfile.ZipFile(drilled / "data") as archive:
        held = b"".join(archive.read(name) for name in archive.namelist())
    # What is looked for is found where it is: in the open archive of keys.
    assert all(secret not in held for secret in secrets)
    assert secrets[-1] not in (drilled / "keys").read_bytes()
    assert (drilled / "data").stat().st_mode & 0o077 == 0


def test_a_restored_copy_without_keys_cannot_sign_and_says_so(drilled, elsewhere):
    code, said = elsewhere.run("restore", drilled / "data")
    assert code == 0, said
    assert "no keys, so it cannot sign" in said
    assert "is frozen" in said
    # What cannot be opened is said, and where its key is; the rest was compared.
    assert "10 keys are wrapped by a key that is not here" in said
    assert "all else can be read" in said
    assert "rows compared are what its record says" in said
    code, said = elsewhere.run("record", "resume", "--site", "--known", drilled / "as-copied")
    assert (code, "the key of the record is not there" in said) == (2, True)
    # Not even where somebody takes the mark of the freeze away by hand: no new key is made.
    (elsewhere.data / "frozen.json").unlink()
    (elsewhere.folder / "secret").write_text("x" * 40)
    code, said = elsewhere.run("serve", "--port", PORT)
    assert (code, "the key of the record is not there" in said) == (2, True)
    assert not elsewhere.key.exists()


def test_an_encrypted_copy_is_brought_back_whole_by_its_identity_alone(drilled, elsewhere):
    whole = (drilled / "data.age").read_bytes()
    cut, changed = drilled / "cut.age", drilled / "changed.age"
    cut.write_bytes(whole[:-20_000])
    at = len(whole) // 2
    changed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    other = drilled / "other"
    elsewhere.run("backup", "--new-identity", other)
    mine = ("--identity", drilled / "id")
    for given in (
        (drilled / "data.age", "--identity", other),
        (cut, *mine),
        (changed, *mine),
        (drilled / "data", *mine),
    ):
        code, said = elsewhere.run("restore", *given)
        assert code == 2, said
        assert not elsewhere.data.exists()
    code, said = elsewhere.run("restore", drilled / "data.age", *mine, *keys_of(drilled))
    assert code == 0, said
    assert elsewhere.checkpoint.read_bytes() == (drilled / "as-copied").read_bytes()
    assert "rows compared are what its record says" in said


def test_it_is_frozen_until_told_and_goes_on_where_nobody_knows_more(drilled, elsewhere):
    code, said = elsewhere.run("restore", drilled / "data", *keys_of(drilled))
    assert code == 0, said
    before = elsewhere.checkpoint.read_bytes()
    assert before == (drilled / "as-copied").read_bytes()
    for command in (("serve", "--port", PORT), ("members", "begin", "Somebody")):
        code, said = elsewhere.run(*command)
        assert (code, "is frozen" in said) == (2, True)
    code, said = elsewhere.run("record", "resume", "--site")
    assert (code, "it was not said what others know" in said) == (2, True)
    assert elsewhere.checkpoint.read_bytes() == before
    code, said = elsewhere.run("record", "resume", "--site", "--known", drilled / "as-copied")
    assert (code, "goes on at" in said) == (0, True), said
    assert elsewhere.vote(6, 1) == 12
    assert elsewhere.differences() == []
    assert elsewhere.run("record", "resume", "--site")[0] == 2


def test_where_more_is_known_the_old_key_signs_nothing_and_a_new_record_takes_over(
    drilled, elsewhere
):
    known = ("--checkpoint", drilled / "newest")
    code, said = elsewhere.run("restore", drilled / "data", *keys_of(drilled), *known)
    assert (code, "Begun anew" in said) == (0, True), said
    old, new = load_key(Instance(drilled / "lost").key), load_key(elsewhere.key)
    assert new.key != old.key
    assert elsewhere.checkpoint.read_text().splitlines()[0] == new.key.name
    assert elsewhere.vote(9, 1) == 12
    assert elsewhere.differences() == []
    lost = Instance(drilled / "lost")
    size = int((drilled / "as-copied").read_text().splitlines()[1])
    newest = (drilled / "newest").read_text()
    leaves = [leaf for _, _, leaf, _ in elsewhere.entries()]
    assert leaves[:size] == [leaf for _, _, leaf, _ in lost.entries()][:size]
    begun = [
        (index, json.loads(content))
        for index, act, _, content in elsewhere.entries()
        if act == "record.begin"
    ]
    assert [index for index, _ in begun] == [0, size]
    told = begun[-1][1]["lost"]
    assert told["origin"] == old.key.name
    assert (told["first"], told["end"], told["checkpoint"]) == (
        size,
        int(newest.splitlines()[1]),
        newest,
    )
    code, said = elsewhere.run("doctor", "--port", PORT)
    assert code == 0, said


def test_a_head_of_another_history_leaves_it_frozen_with_the_proof(drilled, elsewhere, tmp_path):
    assert elsewhere.run("restore", drilled / "data", *keys_of(drilled))[0] == 0
    twin = Instance(tmp_path / "twin")
    assert twin.run("restore", drilled / "data", *keys_of(drilled))[0] == 0
    asked = ("record", "resume", "--site", "--known", drilled / "as-copied")
    assert twin.run(*asked)[0] == 0
    twin.vote(90, 3)  # signs with the same key what the lost one has signed otherwise
    both = ("--known", twin.checkpoint, "--known", drilled / "newest")
    code, said = elsewhere.run("record", "resume", "--site", *both)
    assert (code, "two histories" in said) == (4, True), said
    assert (elsewhere.data / "frozen.json").exists()
    (proof,) = (elsewhere.data / "forks").iterdir()
    vkey = format_vkey(load_key(elsewhere.key).key)
    assert elsewhere.run("record", "fork", proof, "--key", vkey)[0] == 4


def test_a_checkpoint_of_another_key_says_nothing(drilled, elsewhere, tmp_path):
    assert elsewhere.run("restore", drilled / "data", *keys_of(drilled))[0] == 0
    foreign = tmp_path / "foreign"
    foreign.write_bytes(
        (drilled / "newest").read_bytes().replace(b"record.example", b"record.exbmple")
    )
    code, said = elsewhere.run("record", "resume", "--site", "--known", foreign)
    assert (code, "says nothing about the record" in said) == (2, True)
    assert (elsewhere.data / "frozen.json").exists()


def changed(drilled, to: Path, change) -> Path:
    """Write a copy of the backup in which ``change`` has touched the members, digests made anew."""
    with zipfile.ZipFile(drilled / "data") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    about = json.loads(members.pop("backup.json"))
    change(members)
    about["members"] = {
        name: [len(data), hashlib.sha256(data).hexdigest()] for name, data in members.items()
    }
    with zipfile.ZipFile(to, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr("backup.json", json.dumps(about))
    return to


@pytest.mark.parametrize("harmless", [True, False])
def test_what_is_not_as_its_record_says_is_not_brought_back(drilled, elsewhere, tmp_path, harmless):
    def exchange(members):
        entries = next(name for name in members if "/entries/" in name and name.endswith("p/3"))
        if not harmless:
            members[entries] = members[entries].replace(b"record.begin", b"record.bxgin")

    code, said = elsewhere.run("restore", changed(drilled, tmp_path / "changed", exchange))
    assert code == (0 if harmless else 2), said
    assert elsewhere.folder.exists() == harmless
    assert harmless or "what it holds is not what its record says" in said
    assert not list(tmp_path.glob(".elsewhere*"))


@pytest.mark.parametrize(
    "name", ["../outside", "data/../../outside", "/data/outside", "data//x", "data/./x"]
)
def test_a_name_that_leads_elsewhere_is_refused(drilled, elsewhere, tmp_path, name):
    file = changed(drilled, tmp_path / "bad", lambda members: members.update({name: b"x"}))
    code, said = elsewhere.run("restore", file)
    assert (code, "it is no backup" in said) == (2, True), said
    assert not elsewhere.folder.exists()
    assert not (tmp_path / "outside").exists()


def said_of(file: Path, to: Path) -> str:
    """Return the code of what speaks against bringing back a backup, in this process."""
    with pytest.raises(RefusedError) as refused:
        restore(file, None, Places(to / "config", to / "data"), datetime.now(UTC))
    assert sorted(one.name for one in to.iterdir()) == []
    return refused.value.faults[0].code


def smuggling(to: Path, *names: str) -> Path:
    """Write a backup of an empty database that holds ``names`` besides."""
    members = dict.fromkeys(("data/comity.sqlite3", "config/instance.toml", *names), b"")
    digest = hashlib.sha256(b"").hexdigest()
    about = {"v": 1, "kind": "data", "members": {name: [0, digest] for name in members}}
    with zipfile.ZipFile(to, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr("backup.json", json.dumps(about))
    return to


@pytest.mark.parametrize(
    "name",
    ["config/secret", "config/plugins/p/manifest.json", "config/keys/site.key", "data/x", "other"],
)
def test_attack_a_copy_of_the_data_brings_neither_program_nor_key_nor_secret(tmp_path, name):
    (tmp_path / "to").mkdir()
    file = smuggling(tmp_path / "file", name)
    assert said_of(file, tmp_path / "to") == "site.upkeep_archive_unreadable"


def test_control_what_a_copy_has_is_taken_out_and_its_database_is_looked_at(tmp_path):
    (tmp_path / "to").mkdir()
    file = smuggling(tmp_path / "file", "config/witnesses.txt", "data/bundles/dia-1.zip")
    assert said_of(file, tmp_path / "to") == "site.upkeep_database_damaged"


def test_an_archive_that_was_cut_off_is_refused(drilled, elsewhere, tmp_path):
    whole = (drilled / "data").read_bytes()
    for size in (0, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut").write_bytes(whole[:size])
        code, said = elsewhere.run("restore", tmp_path / "cut")
        assert (code, elsewhere.folder.exists()) == (2, False), said


def test_nothing_is_brought_back_over_what_is_there(drilled, elsewhere):
    elsewhere.folder.mkdir()
    (elsewhere.folder / "mine").touch()
    code, said = elsewhere.run("restore", drilled / "data")
    assert (code, "there is something in it already" in said) == (2, True)
    assert [one.name for one in elsewhere.folder.iterdir()] == ["mine"]


def test_what_a_kill_left_aside_is_removed_by_the_next(drilled, elsewhere, tmp_path):
    aside = tmp_path / ".elsewhere.restoring"
    (aside / "site").mkdir(parents=True)
    (aside / "site" / "comity.sqlite3").write_bytes(b"half")
    code, said = elsewhere.run("restore", drilled / "data")
    assert code == 0, said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere"]


@pytest.mark.crash
def test_killed_at_any_moment_there_is_nothing_or_all_of_it_frozen(drilled, elsewhere):
    command = (sys.executable, "-m", "comity", "restore", *keys_of(drilled), drilled / "data")
    seen = set()
    for tenths in (2, 6, 10, 14, 18, 22, 26, 40):
        with subprocess.Popen(
            [str(one) for one in command],
            env=elsewhere.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            time.sleep(tenths / 10)
            process.kill()
        there = elsewhere.folder.exists()
        seen.add(there)
        if there:
            assert (elsewhere.data / "frozen.json").exists()
            assert elsewhere.key.exists()
            assert elsewhere.differences() == []
            shutil.rmtree(elsewhere.folder)
    assert False in seen
    code, said = elsewhere.run("restore", drilled / "data", *keys_of(drilled))
    assert code == 0, said


def test_a_wrong_passphrase_brings_back_nothing(drilled, elsewhere, tmp_path):
    (tmp_path / "wrong").write_text("another one of some length")
    wrong = ("--keys", drilled / "keys", "--passphrase-file", tmp_path / "wrong")
    code, said = elsewhere.run("restore", drilled / "data", *wrong)
    assert (code, "the passphrase is another one" in said) == (2, True)
    assert not elsewhere.folder.exists()


def test_a_backup_names_the_record_it_is_of(drilled):
    with open_archive(drilled / "data", Place("data")) as archive:
        assert archive.about["kind"] == "data"
        assert archive.about["origin"].startswith("record.example.org/conference/")


def test_folders_are_those_the_environment_names(tmp_path):
    places = places_in({"COMITY_CONFIG_DIR": str(tmp_path)})
    assert (places.config, places.data) == (tmp_path, tmp_path / "site")
