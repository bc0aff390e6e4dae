"""``comity record``: begun by hand or by itself, and proved to others."""

import stat

from tests.cli.own_bundle import publish, run


def test_init_says_what_was_made_and_where(tmp_path):
    home = tmp_path / "home"
    result = run(home, "record", "init", "--origin", "example.org/reports")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Begun: example.org/reports-")
    key = home / "keys" / "record.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert str(key) in result.output
    assert key.read_text().split("+", 4)[-1].strip() not in result.output
    assert "quorum none" in (home / "policy.txt").read_text()


def test_init_twice_changes_nothing(tmp_path):
    home = tmp_path / "home"
    run(home, "record", "init")
    before = (home / "record" / "checkpoint").read_bytes()
    result = run(home, "record", "init", "--origin", "another")
    assert result.output.startswith("Your record is own-record-")
    assert (home / "record" / "checkpoint").read_bytes() == before


def test_init_refuses_a_name_with_rule_and_remedy(tmp_path):
    result = run(tmp_path / "home", "record", "init", "--origin", "My Record")
    assert result.exit_code == 2
    assert "small letters" in result.output
    assert "Nothing was written." in result.output
    assert not (tmp_path / "home").exists()


def test_prove_writes_a_receipt(tmp_path):
    home = tmp_path / "home"
    publish(home, tmp_path / "report.zip")
    out = tmp_path / "one.tlog-proof"
    result = run(home, "record", "prove", 1, "--out", out)
    assert result.exit_code == 0
    assert out.read_bytes().startswith(b"c2sp.org/tlog-proof@v1\nextra ")
    assert run(home, "verify", out).output.startswith("It is entry 1 of the 2 in own-record-")


def test_prove_refuses_what_is_not_there(tmp_path):
    home = tmp_path / "home"
    out = tmp_path / "one.tlog-proof"
    none = run(home, "record", "prove", 0, "--out", out)
    assert (none.exit_code, "comity record init" in none.output) == (2, True)
    run(home, "record", "init")
    absent = run(home, "record", "prove", 7, "--out", out)
    assert (absent.exit_code, "the last is 0" in absent.output) == (2, True)
    assert not out.exists()
