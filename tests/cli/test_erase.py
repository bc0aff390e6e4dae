"""``comity record erase``: said, done, and told by the verifier."""

from tests.cli.own_bundle import publish, run


def test_erased_content_is_gone_and_the_record_says_so(tmp_path):
    home = tmp_path / "home"
    bundle = publish(home, tmp_path / "report.zip")
    result = run(home, "record", "erase", 1, "--basis", "request 7")
    assert result.exit_code == 0, result.output
    assert "Entry 2 says so" in result.output
    assert not (home / "record" / "payload" / "000" / "1.json").exists()
    verdict = run(home, "verify", home / "record")
    assert verdict.exit_code == 3
    assert verdict.output.startswith("All 3 entries of own-record-")
    assert "the content of entry 1 was erased on" in verdict.output
    assert "under request 7." in verdict.output
    # What was handed out before still proves itself.
    assert run(home, "verify", bundle).exit_code in (0, 6)


def test_a_receipt_of_an_erased_entry_can_still_be_had(tmp_path):
    home = tmp_path / "home"
    publish(home, tmp_path / "report.zip")
    run(home, "record", "erase", 1, "--basis", "request 7")
    out = tmp_path / "one.tlog-proof"
    assert run(home, "record", "prove", 1, "--out", out).exit_code == 0
    assert run(home, "verify", out).exit_code == 0


def test_what_cannot_be_erased_is_refused(tmp_path):
    home = tmp_path / "home"
    none = run(home, "record", "erase", 0, "--basis", "x")
    assert (none.exit_code, "comity record init" in none.output) == (2, True)
    publish(home, tmp_path / "report.zip")
    for index, basis, words in (
        (0, "request 7", "never erased"),
        (9, "request 7", "the last is 1"),
        (1, " ", "request 2026-4"),
    ):
        result = run(home, "record", "erase", index, "--basis", basis)
        assert (result.exit_code, words in result.output) == (2, True), result.output
    assert run(home, "record", "erase", 1).exit_code == 2
    assert run(home, "verify", home / "record").exit_code == 0
