import os
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from comity.cli import main
from comity.edge.age import Passphrase, read_identities
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
    ((what, configuration, target, _, to),) = asked
    assert (what, target, configuration.demo, to) == ("data", tmp_path / "out", False, None)


def test_data_are_encrypted_for_those_named_or_by_a_passphrase(asked, tmp_path):
    made = run("backup", "--new-identity", tmp_path / "id")
    assert made.exit_code == 0, made.output
    recipient = next(word for word in made.output.split() if word.startswith("age1"))
    result = run("backup", tmp_path / "out", "--recipient", recipient, "--recipient", recipient)
    assert f"nobody opens it without an identity of {recipient}" in result.output
    phrase = run("backup", tmp_path / "out", "--passphrase-file", tmp_path / "file")
    assert "nobody opens it without the passphrase" in phrase.output
    assert [str(one) for one in asked[0][4]] == [recipient, recipient]
    assert asked[1][4] == Passphrase("of some length indeed")


def test_two_ways_to_encrypt_are_not_mixed_and_a_bad_recipient_is_refused(asked, tmp_path):
    for more in (("--keys",), ("--passphrase-file", tmp_path / "file")):
        assert run("backup", tmp_path / "out", "--recipient", "age1", *more).exit_code == 2
    result = run("backup", tmp_path / "out", "--recipient", "age1abc")
    assert (result.exit_code, "is no recipient" in result.output) == (2, True)
    assert asked == []


def test_an_encrypted_backup_is_brought_back_by_what_opens_it(asked, tmp_path):
    run("backup", "--new-identity", tmp_path / "id")
    (tmp_path / "data").write_bytes(b"age-encryption.org/v1\n")
    run("restore", tmp_path / "data", "--identity", tmp_path / "id")
    assert asked[0][5] == read_identities(tmp_path / "id")
    run("restore", tmp_path / "data", input="a phrase\n")
    assert asked[1][5] == Passphrase("a phrase")
    (tmp_path / "keys").write_text("of the keys\n")
    run("restore", tmp_path / "data", "--passphrase-file", tmp_path / "file",
        "--keys", tmp_path / "file", "--keys-passphrase-file", tmp_path / "keys")  # fmt: skip
    assert asked[2][5] == Passphrase("of some length indeed")
    assert asked[2][2].passphrase == "of the keys"
    # One that is not encrypted needs nothing, and the passphrase is that of the keys.
    run("restore", tmp_path / "file", "--keys", tmp_path / "file",
        "--passphrase-file", tmp_path / "file")  # fmt: skip
    assert (asked[3][5], asked[3][2].passphrase) == (None, "of some length indeed")


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
