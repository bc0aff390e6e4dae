"""``comity trust``: nothing is believed before it was compared."""

from comity.record import format_vkey
from tests.cli.own_bundle import run
from tests.record.bundles import SIGNER, STRANGER

VKEY = format_vkey(SIGNER.key)


def test_a_key_is_shown_to_compare_and_added_on_yes(tmp_path):
    result = run(tmp_path, "trust", "add", VKEY, input="y\n")
    assert result.exit_code == 0
    digest = SIGNER.key.fingerprint
    groups = " ".join(digest[at : at + 4] for at in range(0, 64, 4))
    assert f"key id  {SIGNER.key.key_id.hex()}" in result.output
    assert f"SHA-256 {groups}" in result.output
    assert f"log {VKEY}\n" in (tmp_path / "policy.txt").read_text()


def test_no_answer_and_no_add_nothing(tmp_path):
    for answer in ("n\n", "\n", ""):
        assert run(tmp_path, "trust", "add", VKEY, input=answer).exit_code == 1
    assert not (tmp_path / "policy.txt").exists()


def test_a_key_may_be_in_a_file(tmp_path):
    file = tmp_path / "theirs.vkey"
    file.write_text(f"{VKEY}\n")
    assert run(tmp_path, "trust", "add", file, "--yes").exit_code == 0
    assert "already" in run(tmp_path, "trust", "add", file, "--yes").output


def test_a_second_key_for_a_log_is_refused_with_a_way_out(tmp_path):
    run(tmp_path, "trust", "add", VKEY, "--yes")
    result = run(tmp_path, "trust", "add", format_vkey(STRANGER.key), "--yes")
    assert result.exit_code == 2
    assert "another key" in result.output
    assert SIGNER.key.fingerprint in result.output
    assert (tmp_path / "policy.txt").read_text().count("log ") == 1


def test_what_is_no_key_is_refused(tmp_path):
    result = run(tmp_path, "trust", "add", "nonsense", "--yes")
    assert result.exit_code == 2
    assert "name+id+key" in result.output


def test_trusted_logs_are_listed(tmp_path):
    assert "no log yet" in run(tmp_path, "trust", "list").output
    run(tmp_path, "trust", "add", VKEY, "--yes")
    assert SIGNER.key.name in run(tmp_path, "trust", "list").output
