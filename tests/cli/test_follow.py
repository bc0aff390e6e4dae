"""Following, witnessing, rotating and resuming from the command line, as two people would."""

import shutil
import stat
from datetime import timedelta

import pytest

from tests.cli.own_bundle import publish, run
from tests.edge.serving import served
from tests.record.bundles import REGISTRY


@pytest.fixture(autouse=True)
def small_registry(monkeypatch):
    monkeypatch.setattr("comity.cli.verification.REGISTRY", REGISTRY)
    monkeypatch.setattr("comity.edge.files.os.fsync", lambda _descriptor: None)


@pytest.fixture
def home(tmp_path):
    """Return the home of whoever keeps the record."""
    publish(tmp_path / "home", tmp_path / "one.zip")
    return tmp_path / "home"


@pytest.fixture
def vkey(home):
    return (home / "record" / "key.vkey").read_text().strip()


def last_line(result):
    return result.output.splitlines()[-1]


def twin_of(home, name="twin"):
    shutil.copytree(home, home.parent / name)
    return home.parent / name


def test_a_record_is_mirrored_over_http_and_the_mirror_verifies(home, vkey, tmp_path):
    reader, mirror = tmp_path / "reader", tmp_path / "mirror"
    with served(home / "record") as site:
        result = run(reader, "record", "follow", site.url, "--key", vkey, "--out", mirror)
        assert result.exit_code == 0, result.output
        assert result.output == f"2 entries, 2 new. All of it is checked and in {mirror}.\n"
        again = run(reader, "record", "follow", site.url, "--key", vkey, "--out", mirror)
        assert "nothing new" in again.output
    assert run(reader, "verify", mirror, "--key", vkey).exit_code == 0


def test_record_R4_attack_split_view_is_seen_when_the_notes_meet(home, vkey, tmp_path):
    """Two verifiers are shown two heads of one size, both validly signed."""
    twin = twin_of(home)
    publish(home, tmp_path / "here.zip")
    publish(twin, tmp_path / "there.zip", later=timedelta(seconds=1))
    one, other = tmp_path / "one", tmp_path / "other"
    # The control: each alone verifies.
    for reader, shown in ((one, home), (other, twin)):
        assert run(reader, "verify", shown / "record", "--key", vkey).exit_code == 0
        mirror = tmp_path / f"mirror-{reader.name}"
        followed = run(reader, "record", "follow", shown / "record", "--key", vkey, "--out", mirror)
        assert followed.exit_code == 0
    # Their notes meet: by a checkpoint that is handed on, by a bundle, by a mirror.
    for thing in (home / "record", tmp_path / "here.zip"):
        told = run(
            tmp_path / "third", "verify", thing, "--key", vkey, "--checkpoint", twin / "record"
        )
        assert told.exit_code == 4
        assert "two different trees of 3 entries" in told.output
    assert run(one, "verify", twin / "record", "--key", vkey).exit_code == 4
    met = run(
        tmp_path / "fourth", "record", "follow", home / "record", "--key", vkey,
        "--checkpoint", tmp_path / "mirror-other", "--out", tmp_path / "fresh",
    )  # fmt: skip
    assert met.exit_code == 4
    met = run(
        other, "record", "follow", home / "record", "--key", vkey,
        "--out", tmp_path / "mirror-other",
    )  # fmt: skip
    assert met.exit_code == 4
    assert "has signed two different trees of 3 entries" in met.output
    (folder,) = (tmp_path / "mirror-other" / "forks").iterdir()
    proof = run(tmp_path / "anybody", "record", "fork", folder, "--key", vkey)
    assert proof.exit_code == 4
    assert proof.output.startswith("It is proved: own-record-")


def test_a_fork_of_another_size_is_proved_to_anybody_and_nothing_else_is(home, vkey, tmp_path):
    twin = twin_of(home)
    publish(home, tmp_path / "here.zip")
    for number in (1, 2):
        publish(twin, tmp_path / f"{number}.zip", later=timedelta(seconds=number))
    mirror = tmp_path / "mirror"
    follow = ("record", "follow", "--key", vkey, "--out", mirror)
    run(tmp_path / "reader", *follow, home / "record")
    met = run(tmp_path / "reader", *follow, twin / "record")
    assert met.exit_code == 4
    assert "has signed 3 entries that its 4 do not begin with" in met.output
    (folder,) = (mirror / "forks").iterdir()
    check = ("record", "fork", folder, "--key", vkey)
    assert run(tmp_path / "anybody", *check).exit_code == 4
    history = (folder / "other-history").read_bytes()
    (folder / "other-history").unlink()
    assert run(tmp_path / "anybody", *check).exit_code == 1
    (folder / "other-history").write_bytes(history[:-3])
    assert run(tmp_path / "anybody", *check).exit_code == 2
    (folder / "other-history").write_bytes(history)
    stranger = tmp_path / "stranger"
    run(stranger, "record", "init")
    other_key = (stranger / "record" / "key.vkey").read_text().strip()
    assert run(stranger, "record", "fork", folder, "--key", other_key).exit_code == 1


def test_a_witness_cosigns_and_its_line_comes_home(home, vkey, tmp_path):
    watcher = tmp_path / "watcher"
    made = run(watcher, "record", "init-witness", "--name", "example.org/witness")
    assert made.exit_code == 0
    key = watcher / "keys" / "witness.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text().split("+", 4)[4].strip() not in made.output
    line = last_line(made).strip()
    assert line.startswith("witness example.org/witness example.org/witness+")
    policy = home / "policy.txt"
    policy.write_text(
        f"{line}\n{policy.read_text().replace('quorum none', 'quorum example.org/witness')}"
    )
    # Exit code 5: the signer is known, and not enough have witnessed it.
    assert run(home, "verify", home / "record").exit_code == 5
    mirror = tmp_path / "mirror"
    follow = ("record", "follow", home / "record", "--key", vkey, "--out", mirror)
    cosigned = run(watcher, *follow, "--witness", key)
    assert cosigned.exit_code == 0, cosigned.output
    assert "Cosigned at 2" in cosigned.output
    taken = run(home, "record", "add-cosignature", mirror / "cosigned-checkpoint")
    assert taken.output == "Your 2 entries are witnessed by example.org/witness.\n"
    assert run(home, "verify", home / "record").exit_code == 0
    again = run(home, "record", "add-cosignature", mirror / "cosigned-checkpoint")
    assert again.exit_code == 2
    assert "none of the lines is new" in again.output


def test_a_witness_is_not_led_to_another_history(home, vkey, tmp_path):
    watcher = tmp_path / "watcher"
    run(watcher, "record", "init-witness", "--name", "w", "--out", tmp_path / "w.key")
    twin = twin_of(home)
    publish(home, tmp_path / "here.zip")
    publish(twin, tmp_path / "there.zip", later=timedelta(seconds=1))

    def follow(source, mirror):
        return run(
            watcher, "record", "follow", source / "record", "--key", vkey,
            "--out", tmp_path / mirror, "--witness", tmp_path / "w.key",
        )  # fmt: skip

    assert follow(home, "one").exit_code == 0
    refused = follow(twin, "two")
    assert refused.exit_code == 4
    assert not (tmp_path / "two" / "checkpoint").exists()


def test_another_witness_cosigning_the_twin_is_told_to_its_keeper(home, vkey, tmp_path):
    watcher = tmp_path / "watcher"
    made = run(watcher, "record", "init-witness", "--name", "w", "--out", tmp_path / "w.key")
    (home / "policy.txt").write_text(
        f"{last_line(made).strip()}\n{(home / 'policy.txt').read_text()}"
    )
    twin = twin_of(home)
    publish(home, tmp_path / "here.zip")
    publish(twin, tmp_path / "there.zip", later=timedelta(seconds=1))
    run(
        watcher, "record", "follow", twin / "record", "--key", vkey,
        "--out", tmp_path / "mirror", "--witness", tmp_path / "w.key",
    )  # fmt: skip
    told = run(home, "record", "add-cosignature", tmp_path / "mirror" / "cosigned-checkpoint")
    assert told.exit_code == 4
    assert "It contradicts your record" in told.output
    (folder,) = (home / "forks").iterdir()
    assert run(home, "record", "fork", folder, "--key", vkey).exit_code == 4


def test_what_is_served_wrongly_or_by_another_is_told(home, vkey, tmp_path):
    stranger = tmp_path / "stranger"
    run(stranger, "record", "init")
    other = (stranger / "record" / "key.vkey").read_text().strip()
    follow = ("record", "follow", home / "record", "--out", tmp_path / "mirror")
    unknown = run(stranger, *follow, "--key", other)
    assert unknown.exit_code == 5
    assert unknown.output.startswith("Not followed: the checkpoint is not signed by the key")
    tile = home / "record" / "tile" / "0" / "000.p" / "2"
    tile.write_bytes(tile.read_bytes()[:-1] + b"x")
    wrong = run(stranger, *follow, "--key", vkey)
    assert wrong.exit_code == 1
    assert wrong.output.startswith("It does not hold: tile/0/000.p/2 is not the tile of this tree.")
    nowhere = run(stranger, "record", "follow", "nowhere", "--key", vkey, "--out", tmp_path / "m")
    assert nowhere.exit_code == 2


def test_without_content_only_the_tree_is_kept(home, vkey, tmp_path):
    mirror = tmp_path / "mirror"
    follow = ("record", "follow", home / "record", "--key", vkey, "--out", mirror)
    assert run(tmp_path / "reader", *follow, "--no-content").exit_code == 0
    assert not (mirror / "payload").exists()
    assert run(tmp_path / "reader", *follow).exit_code == 0
    assert (mirror / "payload").exists()


def test_a_replaced_key_is_followed_and_trusted(home, vkey, tmp_path):
    reader, mirror = tmp_path / "reader", tmp_path / "mirror"
    run(reader, "trust", "add", vkey, "--yes")
    rotated = run(home, "record", "rotate")
    assert rotated.exit_code == 0
    new = (home / "record" / "key.vkey").read_text().strip()
    assert rotated.output.startswith(f"Replaced in entry 2: {new}")
    bundle = publish(home, tmp_path / "after.zip")
    assert run(home, "verify", bundle).exit_code == 0
    assert run(home, "verify", tmp_path / "one.zip").exit_code == 0
    assert run(reader, "verify", bundle).exit_code == 5
    followed = run(reader, "record", "follow", home / "record", "--key", vkey, "--out", mirror)
    assert followed.exit_code == 0
    assert followed.output.startswith(
        f"Note: its key was replaced, signed by both; from now on {new}."
    )
    trusted = run(reader, "record", "trust-rotation", mirror)
    assert trusted.output.startswith("You trust it from now on: own-record-")
    assert run(reader, "verify", bundle).exit_code == 0
    assert "no new key" in run(reader, "record", "trust-rotation", mirror).output


def test_a_restored_record_is_frozen_until_told(home, vkey, tmp_path):
    older = twin_of(home, "older")
    publish(home, tmp_path / "lost.zip")
    known = tmp_path / "known"
    shutil.copy(home / "record" / "checkpoint", known)
    shutil.rmtree(home / "record")
    shutil.copytree(older / "record", home / "record")
    result = run(home, "record", "resume", "--known", known)
    assert result.exit_code == 0
    assert "had 2 entries here, and 3 are known" in result.output
    assert "entries 2 to 2" in result.output
    assert run(home, "verify", publish(home, tmp_path / "again.zip")).exit_code == 0
    # The whole home from an older copy: only those who hold more can tell.
    told = run(older, "record", "resume", "--known", known)
    assert told.exit_code == 0
    assert "Begun anew" in told.output
    assert run(home, "record", "resume").output.startswith("Your record holds all that is known")


def test_a_record_that_forked_is_told_so(home, tmp_path):
    twin = twin_of(home)
    publish(home, tmp_path / "here.zip")
    publish(twin, tmp_path / "there.zip", later=timedelta(seconds=1))
    told = run(home, "record", "resume", "--known", twin / "record")
    assert told.exit_code == 4
    assert "two histories" in told.output
    assert len(list((home / "forks").iterdir())) == 1
