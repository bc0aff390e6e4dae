"""A bundle without an input: exit 3 if the record says that it was erased, and never else."""

import random
from dataclasses import replace

import pytest

from comity.canonical import encode, sha256_hex
from comity.edge.keys import signer_from_seed
from comity.record.bundle import write_bundle
from comity.record.manifest import CHECKPOINT, MANIFEST
from comity.record.proof import TlogProof, encode_proof, parse_proof
from comity.record.strict import RecordFormatError
from comity.record.stripping import (
    Stripping,
    parse_stripping,
    read_stripped,
    stripping_payload,
)
from comity.record.verify import verify_bundle
from tests.record.bundles import (
    BUNDLE,
    FILES,
    GOOD,
    MEMBERS,
    REGISTRY,
    STRANGERS_VIEW,
    SUMS,
    TRUST,
    changed,
    mended,
    step,
)
from tests.record.stripped import HONEST, HONEST_BUNDLE, PUBLISHED, VOTES, Claim, stripped

FOLDER = "proof/erased/8/"


def code(members, trust=TRUST) -> int:
    return verify_bundle(write_bundle(members), trust).code


def test_record_R5_a_figure_whose_inputs_were_erased_is_no_longer_recomputable():
    verdict = verify_bundle(HONEST_BUNDLE, TRUST)
    assert verdict.code == 3
    assert verdict.why.key == "input_erased"
    assert "inputs/votes.csv was erased on 2026-08-01 (request 7)" in verdict.reason
    assert step(verdict, "erasures").holds
    assert step(verdict, "compare").holds is None
    # Controls: with its inputs it recomputes; without them and without a word it is refused.
    assert verify_bundle(BUNDLE, TRUST).code == 0
    assert code({path: MEMBERS[path] for path in MEMBERS if path != VOTES}) == 2


def test_a_stranger_is_asked_nothing_before_the_inputs():
    """3 weighs more than 5: the signer's key is a question, the missing inputs are an answer."""
    assert verify_bundle(HONEST_BUNDLE, STRANGERS_VIEW).code == 3
    assert step(verify_bundle(HONEST_BUNDLE, STRANGERS_VIEW), "signer").holds is False


CLAIMS = {
    "without an entry in the log": Claim(entered=False),
    "with an entry about another publication": Claim(subject="record:entry:5", refs=(5,)),
    "with an entry of another subject": Claim(subject="dialogue:report:r-2"),
    "with an entry that refers to nothing": Claim(refs=()),
    "with an entry of another act": Claim(act="record.erase_payload"),
    "with an entry about another manifest": Claim(manifest="0" * 64),
    "with an entry about another file of that name": Claim(digest="0" * 64),
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_threat_T3_an_inconvenient_input_left_out_is_not_taken_for_erased(claim):
    """A dishonest publisher leaves out an input and claims an erasure that is not in the record."""
    for trust in (TRUST, replace(STRANGERS_VIEW, unsigned_ok=True)):
        verdict = verify_bundle(write_bundle(stripped(claim)), trust)
        assert (verdict.code, step(verdict, "erasures").holds) == (1, False)
    # The control: the same bundle with the entry that it should be holds as erased.
    assert verify_bundle(write_bundle(stripped(replace(claim, **HONESTLY))), TRUST).code == 3


HONESTLY = {
    name: getattr(Claim(), name)
    for name in ("entered", "subject", "refs", "act", "manifest", "digest")
}


def test_control_whoever_believes_the_statement_takes_a_lie_for_an_erasure(monkeypatch):
    """With the defence off, each of these lies ends as an honest erasure does."""
    monkeypatch.setattr("comity.record.bundle_steps.wrongly_stripped", lambda *_: None)
    assert {code(stripped(claim)) for claim in CLAIMS.values()} == {3}


def test_an_entry_from_before_the_publication_erases_nothing_of_it():
    """Nobody can know what is to be erased from a result that is not there yet."""
    members = dict(HONEST)
    proof = parse_proof(members.pop(f"{FOLDER}erase.tlog-proof"))
    entry, payload = (members.pop(f"{FOLDER}{name}.json") for name in ("entry", "payload"))
    moved = encode_proof(TlogProof(5, proof.path, proof.checkpoint))
    members |= {
        "proof/erased/5/entry.json": entry,
        "proof/erased/5/payload.json": payload,
        "proof/erased/5/erase.tlog-proof": moved,
    }
    verdict = verify_bundle(write_bundle(members), TRUST)
    assert (verdict.code, verdict.why.key) == (1, "strips_other")


def test_an_erasure_names_each_input_that_is_gone():
    assert code(stripped(Claim(), absent=(VOTES, "inputs/rule.json"))) == 2
    both = Claim(inputs=(VOTES, "inputs/rule.json"))
    assert code(stripped(both, absent=(VOTES, "inputs/rule.json"))) == 3
    second = Claim(inputs=("inputs/rule.json",), basis="request 8")
    assert code(stripped(Claim(), second, absent=(VOTES, "inputs/rule.json"))) == 3


def test_what_is_said_to_be_erased_is_not_there_any_more():
    verdict = verify_bundle(write_bundle(stripped(Claim(), absent=())), TRUST)
    assert (verdict.code, VOTES in verdict.reason) == (2, True)


def test_outputs_are_never_erased():
    with pytest.raises(RecordFormatError, match="stands"):
        Claim(inputs=("outputs/sums.json",)).payload()
    silent = {path: data for path, data in HONEST.items() if path != "outputs/sums.json"}
    assert code(silent) == 2


def test_an_erasure_cannot_stand_in_for_a_wrong_figure():
    """What was published is still bound by the entry: erasing inputs changes no output."""
    wrong = changed("outputs/statements.csv", b"0.54", b"0.64", HONEST)
    remade = {**wrong, "manifest.json": mended({**wrong, VOTES: MEMBERS[VOTES]})["manifest.json"]}
    for members in (wrong, remade):
        for trust in (TRUST, STRANGERS_VIEW):
            assert code(members, trust) == 1


def test_what_does_not_need_the_erased_input_is_still_recomputed():
    def length(members):
        return {"outputs/length.csv": b"rule,bytes\nsums,%d\n" % len(members["inputs/rule.json"])}

    other = replace(
        SUMS,
        name="dialogue.length",
        inputs=("inputs/rule.json",),
        outputs=("outputs/length.csv",),
        run=length,
    )
    trust = replace(TRUST, registry={**REGISTRY, ("dialogue.length", 1): other})
    true = {**FILES, **length(FILES)}
    for files, expected in (
        (true, 3),
        ({**true, "outputs/length.csv": b"rule,bytes\nsums,1\n"}, 1),
    ):
        base = replace(GOOD, files=files, functions=(SUMS, other)).members()
        claim = Claim(manifest=sha256_hex(base[MANIFEST]))
        assert code(stripped(claim, base=base), trust) == expected


def test_the_proofs_lead_to_one_checkpoint_and_to_one_log():
    stranger = signer_from_seed("log.example/sums", bytes([9]) * 32)
    foreign = stripped(Claim(), signer=stranger)
    mixed = {path: foreign[path] if path.startswith(FOLDER) else HONEST[path] for path in HONEST}
    assert code(mixed) == 1
    assert code(foreign) == 3
    assert step(verify_bundle(write_bundle(foreign), TRUST), "signer").holds is False


@pytest.mark.parametrize("name", ["entry.json", "payload.json", "erase.tlog-proof"])
def test_a_proof_that_is_cut_unreadable_or_not_whole_is_refused(name):
    rest = {path: data for path, data in HONEST.items() if path != f"{FOLDER}{name}"}
    assert code(rest) == 2
    for content in (b"", b"\xff", b"x\n", b"[" * 3000):
        assert code({**HONEST, f"{FOLDER}{name}": content}) == 2


@pytest.mark.parametrize(
    "path",
    [
        *(f"{FOLDER}more.json", "proof/erased/x/entry.json", "proof/erased/08/entry.json"),
        "proof/erased/entry.json",
    ],
)
def test_nothing_else_hides_among_the_proofs(path):
    assert code({**HONEST, path: b"hidden"}) == 2


def test_data_that_nothing_binds_is_refused_in_its_proof():
    proof = parse_proof(HONEST[f"{FOLDER}erase.tlog-proof"])
    loose = encode_proof(TlogProof(proof.index, proof.path, proof.checkpoint, b"hidden"))
    assert code({**HONEST, f"{FOLDER}erase.tlog-proof": loose}) == 2
    other = encode_proof(TlogProof(7, proof.path, proof.checkpoint))
    assert code({**HONEST, f"{FOLDER}erase.tlog-proof": other}) == 2


def test_any_changed_byte_of_a_stripped_bundle_is_found():
    rng = random.Random(7)
    paths = [path for path in HONEST if path.startswith("proof/") or path == CHECKPOINT]
    for _ in range(300):
        path = rng.choice(paths)
        at = rng.randrange(len(HONEST[path]))
        data = HONEST[path]
        flipped = data[:at] + bytes([data[at] ^ rng.randrange(1, 256)]) + data[at + 1 :]
        assert code({**HONEST, path: flipped}) in (1, 2), (path, at)


def test_a_bundle_is_stripped_by_a_bounded_number_of_entries():
    many = {
        f"proof/erased/{number}/{part}": b"x"
        for number in range(101)
        for part in ("entry.json", "payload.json", "erase.tlog-proof")
    }
    with pytest.raises(RecordFormatError, match="at most 100"):
        read_stripped(many)


def test_what_an_entry_says_is_read_back_as_it_was_written():
    said = Stripping("a" * 64, {VOTES: "b" * 64}, "request 7")
    assert parse_stripping(stripping_payload(said)) == said
    (read,) = read_stripped(HONEST)
    assert (read.index, read.entry.refs, read.said.basis) == (8, (PUBLISHED,), "request 7")


SAID = {"v": 1, "manifest": "a" * 64, "inputs": {VOTES: "b" * 64}, "basis": "request 7"}


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"more": 1},
        {"manifest": 5},
        {"manifest": "A" * 64},
        {"inputs": {}},
        {"inputs": [VOTES]},
        {"inputs": {VOTES: 5}},
        {"inputs": {VOTES: "b"}},
        {"inputs": {"outputs/report.json": "b" * 64}},
        {"basis": 5},
        {"basis": ""},
        {"basis": "two\nlines"},
    ],
)
def test_content_of_another_form_is_refused(changes):
    with pytest.raises(RecordFormatError):
        parse_stripping(encode({**SAID, **changes}))
    assert parse_stripping(encode(SAID)).basis == "request 7"


def test_another_spelling_of_it_is_refused():
    for data in (encode(SAID) + b"\n", b"[]", b"", b"\xff"):
        with pytest.raises(RecordFormatError):
            parse_stripping(data)


def test_a_basis_in_a_bundle_cannot_steer_a_terminal():
    with pytest.raises(RecordFormatError):
        parse_stripping(encode({**SAID, "basis": "\x1b[2J"}))
