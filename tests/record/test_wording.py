"""What a verdict says on a terminal, line by line."""

import re
import shlex
from dataclasses import replace

from comity.edge.keys import signer_from_seed
from comity.fault import Fault, Place
from comity.record.bundle import write_bundle
from comity.record.note import format_vkey, parse_vkey
from comity.record.policy import Policy, Witness
from comity.record.verdict import fault_words
from comity.record.verify import verify_bundle, verify_receipt
from comity.record.wording import Manner, fingerprint_lines, verdict_lines
from tests.record.bundles import (
    BUNDLE,
    FILES,
    MEMBERS,
    POLICY,
    SIGNER,
    STRANGERS_VIEW,
    SUMS,
    TRUST,
    changed,
    other_head,
    republished,
)
from tests.record.signing import WITNESS
from tests.record.stripped import HONEST_BUNDLE
from tests.record.test_reason import loud

MANNER = Manner(lambda faults: [fault_words(faults)], "trust {vkey}")
PROOF = MEMBERS["proof/publish.tlog-proof"]
ENTRY = MEMBERS["proof/entry.json"]


def said(data, trust, **options):
    return list(verdict_lines(verify_bundle(data, trust), MANNER, **options))


def test_what_holds_is_said_with_its_numbers():
    lines = said(BUNDLE, TRUST)
    assert lines == [
        "Every number recomputes (8 figures, 100 votes), and you trust the log that signed it.",
        "“Sums” · entry 6 of log.example/sums",
    ]


def test_each_step_has_a_line_if_asked_for():
    verdict = verify_bundle(BUNDLE, TRUST)
    lines = said(BUNDLE, TRUST, all_steps=True)
    assert len(lines) == 2 + len(verdict.steps)
    assert lines[2] == f"holds  archive: {len(MEMBERS)} members"


def test_the_open_question_gives_the_key_in_a_form_to_compare():
    first, log, key_id, digest, _, command, _ = said(BUNDLE, STRANGERS_VIEW)
    assert first.endswith(f"is key {SIGNER.key.fingerprint[:4]}… really theirs?")
    assert SIGNER.key.name in log
    assert (SIGNER.key.key_id.hex() in key_id, digest.split()[1:]) == (
        True,
        fingerprint_lines(SIGNER.key)[1].split(),
    )
    assert parse_vkey(shlex.split(command)[1]) == SIGNER.key


def test_a_log_cannot_put_a_command_into_the_line_people_paste():
    named = "log.example/x';touch${IFS}x;'"
    signer = signer_from_seed(named, bytes([9]) * 32)
    *_, command, _ = said(republished(FILES, signer=signer), STRANGERS_VIEW)
    assert shlex.split(command) == ["trust", format_vkey(signer.key)]


def test_what_was_not_asked_is_said():
    lines = said(BUNDLE, replace(STRANGERS_VIEW, unsigned_ok=True))
    assert lines[0].endswith("Who signed it was not asked.")
    assert "is not in your policy" in lines[1]


def test_what_is_left_to_the_full_package_is_named_and_not_counted():
    other = replace(SUMS, name="dialogue.others", outputs=("outputs/others.csv",))
    files = {**FILES, "outputs/others.csv": b"statement,others\n1,5\n"}
    bundle = republished(files, functions=(SUMS, other))
    lines = said(bundle, replace(TRUST, whole=False))
    assert lines[0].startswith("All that can be checked here holds (8 figures, 100 votes). You")
    assert lines[1] == "Not checked: dialogue.others version 1 needs the full package."
    lines = said(bundle, replace(STRANGERS_VIEW, whole=False))
    assert lines[0].startswith("All that can be checked here holds (8 figures, 100 votes). One")
    assert lines[1] == "Not checked: dialogue.others version 1 needs the full package."
    assert not any(line.startswith("Not checked") for line in said(BUNDLE, STRANGERS_VIEW))
    lines = said(bundle, replace(STRANGERS_VIEW, whole=False, unsigned_ok=True))
    assert "Who signed it was not asked" in lines[0]


def test_several_functions_need_the_full_package():
    others = [
        replace(SUMS, name=f"dialogue.{name}", outputs=(f"outputs/{name}.csv",))
        for name in ("others", "rest")
    ]
    made = {f"outputs/{name}.csv": b"statement,n\n1,5\n" for name in ("others", "rest")}
    bundle = republished({**FILES, **made}, functions=(SUMS, *others))
    assert said(bundle, replace(TRUST, whole=False))[1] == (
        "Not checked: dialogue.others version 1, dialogue.rest version 1 need the full package."
    )


def test_the_first_wrong_thing_is_named():
    wrong = write_bundle(changed("outputs/statements.csv", b"0.54", b"0.64"))
    assert said(wrong, TRUST)[0].startswith("It does not hold: outputs/statements.csv is not")


def test_a_refusal_is_worded_by_the_program():
    assert said(b"no zip", TRUST)[1].startswith("bundle: not a plain zip file")
    manner = Manner(lambda faults: [fault.code for fault in faults], "")
    lines = verdict_lines(verify_bundle(b"no zip", TRUST), manner)
    assert list(lines) == ["Refused, nothing in it was believed:", "record.bundle_not_plain"]
    assert isinstance(verify_bundle(b"", TRUST).faults[0], Fault)
    assert verify_bundle(b"", TRUST).faults[0].place == Place("bundle")


def test_too_few_witnesses_are_another_question_than_an_unknown_key():
    witness = Witness("w1", WITNESS.key)
    policy = Policy(POLICY.logs, (witness,), quorum="w1")
    lines = said(BUNDLE, replace(TRUST, policy=policy))
    assert lines[0].endswith("but not enough have witnessed it:")
    assert "your policy asks for w1" in lines[1]


def test_a_receipt_says_which_entry_it_proves():
    lines = list(verdict_lines(verify_receipt(PROOF, TRUST, ENTRY), MANNER))
    assert lines == [
        "It is entry 6 of the 11 in log.example/sums, and you trust the log that signed it."
    ]
    lines = list(verdict_lines(verify_receipt(PROOF, STRANGERS_VIEW, ENTRY), MANNER))
    assert "--key" in lines[0]


def test_every_sentence_goes_through_the_catalogue():
    """What is not translated would stay in small letters."""
    manner = Manner(lambda faults: [], "", translate=loud, number=str)
    few = replace(TRUST, policy=Policy(POLICY.logs, (Witness("W1", WITNESS.key),), quorum="W1"))
    wrong = write_bundle(changed("outputs/statements.csv", b"0.54", b"0.64"))
    values = (
        *("log.example/sums", "Sums", "dialogue.compute_report", "inputs/votes.csv", "voter"),
        *("outputs/statements.csv", "share", "statement", "manifest.json", "dialogue.sums"),
        *("2026-07-01T09:00:00.000Z", SIGNER.key.fingerprint, SIGNER.key.key_id.hex()),
        *(fingerprint_lines(SIGNER.key)[1], SIGNER.key.fingerprint[:4]),
        SIGNER.key.fingerprint[:16],
    )
    for data, trust in (
        (BUNDLE, TRUST),
        (BUNDLE, few),
        (BUNDLE, STRANGERS_VIEW),
        (BUNDLE, replace(STRANGERS_VIEW, unsigned_ok=True)),
        (BUNDLE, replace(TRUST, registry={}, whole=False)),
        (BUNDLE, replace(TRUST, registry={})),
        (BUNDLE, replace(TRUST, older=(other_head(),))),
        (wrong, TRUST),
    ):
        said = "\n".join(verdict_lines(verify_bundle(data, trust), manner, all_steps=True))
        for value in sorted(values, key=len, reverse=True):
            said = said.replace(value, "")
        assert re.findall("[a-z]{3,}", said) == [], said


def test_a_step_and_a_number_are_written_in_the_readers_language():
    manner = Manner(lambda faults: [], "", translate=loud, number=lambda number: f"<{number}>")
    lines = list(verdict_lines(verify_bundle(BUNDLE, TRUST), manner, all_steps=True))
    assert lines[0].startswith("EVERY NUMBER RECOMPUTES (<8> FIGURES, <100> VOTES)")
    assert f"HOLDS  ARCHIVE: {len(MEMBERS)} MEMBERS" in lines


def test_who_cannot_recompute_is_still_told_that_the_signer_is_unknown():
    lines = said(HONEST_BUNDLE, TRUST)
    assert lines[0] == (
        "It can no longer be recomputed: inputs/votes.csv was erased on 2026-08-01 (request 7); "
        "what was computed from it stands as published."
    )
    assert lines[1:] == ["“Sums” · entry 6 of log.example/sums"]
    assert said(HONEST_BUNDLE, STRANGERS_VIEW)[1].startswith("Careful: log.example/sums, key")
