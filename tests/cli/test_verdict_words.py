"""The command line words refusals by its catalogues and names its own command for trust."""

from comity.cli.verdict_words import verdict_lines
from comity.record import format_vkey, verify_bundle
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
