import os
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from comity.cli import main
from comity.fault import Place
from comity.site.upkeep import backup as backups
from comity.site.upkeep import restore as restores
from comity.site.upkeep.restore import LOCKED
from comity.site.upkeep.snapshot import Head


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """What the commands ask of the site, which does nothing here."""
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path / "c"))
    monkeypatch.setenv("COMITY_DEMO", "1")
    found = []
    head = Head("o", "k", 7, b"")

    def done(name, result):
        return lambda *given: found.append((name, *given)) or result

    one = SimpleNamespace(file="f", members=3, head=head)
    monkeypatch.setattr(backups, "back_up", done("data", one))
    monkeypatch.setattr(backups, "back_up_keys", done("keys", one))
    restored = SimpleNamespace(
        head=head, checked=5, keys=0, locked=[LOCKED.at(Place("f"), what="9 keys")]
    )
    monkeypatch.setattr(restores, "restore", done("restore", restored))
    monkeypatch.setattr(restores, "bring_back_keys", done("bring", 4))
    (tmp_path / "file").write_text("of some length indeed\n")
    return found


def run(*arguments, **named):
    return CliRunner().invoke(main, [str(one) for one in arguments], **named)


def test_data_are_copied_of_the_real_instance(asked, tmp_path):
    result = run("backup", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "3 files, the record at 7 entries" in result.output
    assert "The wrapping key" in result.output
    ((what, configuration, target, _),) = asked
    assert (what, target, configuration.demo) == ("data", tmp_path / "out", False)


def test_keys_are_locked_by_what_is_typed_twice_or_read(asked, tmp_path):
    result = run("backup", "--keys", tmp_path / "out", input="one passphrase\none passphrase\n")
    assert result.exit_code == 0, result.output
    assert "one passphrase" not in result.output
    run("backup", "--keys", tmp_path / "out", "--passphrase-file", tmp_path / "file")
    assert [one[3] for one in asked] == ["one passphrase", "of some length indeed"]


def test_what_was_brought_back_is_said_to_be_frozen(asked, tmp_path):
    result = run("restore", tmp_path / "file")
    assert result.exit_code == 0
    for words in ("All 5 rows compared", "7 entries", "no keys, so it cannot sign", "It is frozen"):
        assert words in result.output
    assert "cannot be opened by anybody here: 9 keys" in result.output
    assert "all else can be read" in result.output
    assert asked[0][2] is None


def test_keys_alone_are_brought_back(asked, tmp_path):
    result = run("restore", "--keys", tmp_path / "file", input="a phrase\n")
    assert "4 secret files" in result.output
    assert asked[0][1].passphrase == "a phrase"


def test_something_has_to_be_given(asked):
    assert run("restore").exit_code == 2
    assert asked == []
    assert os.environ["COMITY_DEMO"] == "1"


@pytest.mark.parametrize("name", ["COMITY_DATABASE_URL", "COMITY_DATABASE_URL_FILE"])
def test_nothing_is_brought_back_beside_a_database_that_is_elsewhere(asked, tmp_path, name):
    address = tmp_path / "address"
    address.write_text("postgresql://comity@/comity\n")
    told = str(address) if name.endswith("FILE") else "postgresql://comity@/comity"
    result = run("restore", tmp_path / "file", env={name: told})
    assert result.exit_code == 2
    assert "the database of this site is PostgreSQL" in result.output
    assert asked == []
