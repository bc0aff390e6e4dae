"""The command line words refusals by its catalogues and names its own command for trust."""

from dataclasses import replace

from comity.cli.verdict_words import language_of, verdict_lines
from comity.record import format_vkey, verify_bundle
from comity.render import LANGUAGES
from tests.record.bundles import BUNDLE, SIGNER, STRANGERS_VIEW, TRUST


def test_a_refusal_is_worded_with_rule_and_remedy():
    lines = list(verdict_lines(verify_bundle(b"", TRUST, "letter.txt")))
    assert lines[0] == "Refused, nothing in it was believed:"
    assert lines[1].startswith("letter.txt: not a plain zip file: it is too short; a bundle is")


def test_a_strangers_key_comes_with_the_command_that_trusts_it():
    lines = list(verdict_lines(verify_bundle(BUNDLE, STRANGERS_VIEW)))
    assert any("comity trust add" in line and format_vkey(SIGNER.key) in line for line in lines)


def test_steps_follow_the_verdict():
    verdict = verify_bundle(BUNDLE, TRUST)
    lines = list(verdict_lines(verdict, all_steps=True))
    assert len(lines) == 2 + len(verdict.steps)


def test_the_language_is_the_one_asked_for_else_that_of_the_environment(monkeypatch):
    monkeypatch.delenv("COMITY_LANG", raising=False)
    assert (language_of().code, language_of("ar").code) == ("en", "ar")
    monkeypatch.setenv("COMITY_LANG", "fr")
    assert (language_of().code, language_of("ar").code) == ("fr", "ar")
    monkeypatch.setenv("COMITY_LANG", "xx")
    assert language_of().code == "en"


def test_numbers_are_written_as_the_language_writes_them():
    verdict = replace(verify_bundle(BUNDLE, TRUST), figures=12_345)
    assert "12,345" in next(verdict_lines(verdict))
    assert "12.345" in next(verdict_lines(verdict, LANGUAGES["es"]))
