"""``comity record export``: a copy that anybody can check."""

from comity.record.verifier.__main__ import main
from tests.cli.own_bundle import publish, run


def test_a_copy_is_written_and_verified_by_others(tmp_path, capsys):
    home, out = tmp_path / "home", tmp_path / "copy"
    publish(home, tmp_path / "report.zip")
    result = run(home, "record", "export", "--out", out)
    assert result.exit_code == 0, result.output
    assert "2 entries of own-record-" in result.output
    assert run(home, "verify", out).exit_code == 0
    # Others do not know the key yet, and are asked about it.
    assert run(tmp_path / "stranger", "verify", out).exit_code == 5
    assert run(tmp_path / "stranger", "verify", out, "--key", out / "key.vkey").exit_code == 0
    assert main([str(out), "--key", str(out / "key.vkey")], []) == 0
    assert "All 2 entries" in capsys.readouterr().out
    held = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert b"PRIVATE" not in held


def test_without_a_record_there_is_nothing_to_export(tmp_path):
    result = run(tmp_path / "home", "record", "export", "--out", tmp_path / "copy")
    assert (result.exit_code, "comity record init" in result.output) == (2, True)
    assert not (tmp_path / "copy").exists()
