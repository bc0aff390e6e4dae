"""The program in the one-file verifier: what it is asked, what it says, how it ends."""

import io
import json
import os
from contextlib import redirect_stderr, redirect_stdout

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.dialogue.counts import COUNTS, PUBLISHED
from comity.edge.keys import signer_from_seed
from comity.record.bundle import write_bundle
from comity.record.checkpoint import Checkpoint, sign_checkpoint
from comity.record.entry import Entry, encode_entry, sealed_payload
from comity.record.layout import payload_key_path, payload_path
from comity.record.note import format_vkey
from comity.record.tiles import grow
from comity.record.verifier.__main__ import main
from tests.record.bundles import AT, SIGNER, changed
from tests.record.signing import WITNESS
from tests.record.stripped import HONEST_BUNDLE, Claim, stripped
from tests.record.test_continuity import OTHER, note_of, with_proofs
from tests.record.verifier.counted import (
    BUNDLE,
    CONTENTS,
    MEMBERS,
    RECEIPT,
    RECORD,
    VKEY,
    older,
    write_record,
)

LAST_RESORT = "cannot be read ("
POLICY = f"log {VKEY}\nquorum none\n".encode()


def ended(*arguments: object) -> tuple[int, str]:
    """Return the exit code and all that was printed."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = main([str(each) for each in arguments], [PUBLISHED])
    return code, said.getvalue()


@pytest.fixture
def run(tmp_path):
    """Return a function that verifies bytes, or a folder's files, and gives code and output."""

    def verify(thing, *options: str):
        target = tmp_path / ("file" if isinstance(thing, bytes) else "record")
        if isinstance(thing, bytes):
            target.write_bytes(thing)
        else:
            write_record(target, thing)
        return ended(target, *options)

    return verify


def test_a_stranger_with_the_key_gets_all_that_can_be_checked_here(run):
    code, shown = run(BUNDLE, "--key", VKEY, "--steps")
    assert code == 7
    assert "dialogue.shares version 1 needs the full package" in shown
    assert "(6 figures, 60 votes)" in shown


def test_a_stranger_without_a_key_is_asked_one_question(run):
    code, shown = run(BUNDLE)
    assert code == 5
    assert f"--key {VKEY}" in shown
    assert run(BUNDLE, "--unsigned-ok")[0] == 7


def test_what_needs_no_function_holds_wholly(run):
    assert run(RECEIPT, "--key", VKEY)[0] == 0
    assert run(RECORD, "--key", VKEY)[0] == 0


@pytest.mark.parametrize("path", sorted(MEMBERS))
def test_one_changed_byte_of_any_member_is_found(run, path):
    data = MEMBERS[path]
    wrong = {**MEMBERS, path: data[:-2] + bytes([data[-2] ^ 1]) + data[-1:]}
    assert run(write_bundle(wrong), "--key", VKEY)[0] in (1, 2)


def test_a_changed_count_is_named(run):
    wrong = write_bundle(changed(COUNTS, b"\n1,10,", b"\n1,11,", MEMBERS))
    code, shown = run(wrong, "--key", VKEY)
    assert code == 1
    assert "outputs/counts.csv, statement 1: published 11, the votes give 10 (agree)" in shown


def test_a_changed_vote_is_named_by_what_it_gives(run):
    code, shown = run(write_bundle(changed("inputs/votes.csv", b"\n1,1,0", b"\n1,1,1", MEMBERS)))
    assert (code, "With it, outputs/counts.csv" in shown) == (1, True)


def test_a_changed_entry_of_a_record_is_named(run):
    path = "tile/entries/000"
    wrong = {**RECORD, path: RECORD[path].replace(b"report:r-9", b"report:r-8", 1)}
    code, shown = run(wrong, "--key", VKEY)
    assert (code, "entry 9 is not the one that was signed for" in shown) == (1, True)
    assert run({**RECORD, "payload/000/8.json": b"{}"}, "--key", VKEY)[0] == 1


def test_the_key_is_taken_from_a_file_too(run, tmp_path):
    (tmp_path / "key").write_text(f"{VKEY}\n")
    assert run(RECEIPT, "--key", str(tmp_path / "key"))[0] == 0
    (tmp_path / "policy").write_bytes(POLICY)
    assert run(RECEIPT, "--policy", str(tmp_path / "policy"))[0] == 0
    other = format_vkey(signer_from_seed(SIGNER.key.name, bytes(32)).key)
    assert run(RECORD, "--key", other)[0] == 5


def test_a_policy_may_ask_for_a_witness(run, tmp_path):
    lines = f"log {VKEY}\nwitness w {format_vkey(WITNESS.key)}\nquorum w\n"
    (tmp_path / "policy").write_text(lines)
    assert run(RECEIPT, "--policy", str(tmp_path / "policy"))[0] == 5


def test_an_older_checkpoint_is_compared_with_a_record(run, tmp_path):
    asked = ("--key", VKEY, "--checkpoint", str(tmp_path / "old"))
    (tmp_path / "old").write_bytes(older(100))
    assert run(RECORD, *asked)[0] == 0
    (tmp_path / "old").write_bytes(older(100, bytes(32)))
    assert run(RECORD, *asked)[0] == 4
    (tmp_path / "old").write_bytes(RECEIPT)
    assert run(RECORD, *asked)[0] == 0
    write_record(tmp_path / "copy")
    assert run(RECORD, "--key", VKEY, "--checkpoint", str(tmp_path / "copy"))[0] == 0


def test_a_receipt_without_its_entry_needs_the_entry(run, tmp_path):
    head, _, tail = RECEIPT.partition(b"extra ")
    bare = head + tail.partition(b"\n")[2]
    assert run(bare, "--key", VKEY)[0] == 2
    entry = MEMBERS["proof/entry.json"]
    (tmp_path / "entry").write_bytes(entry)
    assert run(bare, "--key", VKEY, "--entry", str(tmp_path / "entry"))[0] == 1
    proof = MEMBERS["proof/publish.tlog-proof"]
    assert run(proof, "--key", VKEY, "--entry", str(tmp_path / "entry"))[0] == 0


def test_machines_get_json(run):
    code, shown = run(BUNDLE, "--key", VKEY, "--json")
    said = json.loads(shown)
    assert (code, said["code"], said["figures"]) == (7, 7, 6)
    unrun = [one["step"] for one in said["steps"] if one["holds"] is None]
    assert unrun == ["versions", "remembered head", "recompute", "compare"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--key", "nowhere"), "nowhere: No such file"),
        (("--key", "a+b+c"), "no verifier key"),
        (("--policy", "nowhere"), "No such file"),
        (("--checkpoint", "nowhere"), "No such file"),
        (("--entry", "nowhere"), "No such file"),
    ],
)
def test_what_cannot_be_used_is_named(run, options, words):
    code, shown = run(RECEIPT, *options)
    assert (code, words in shown) == (2, True)


def test_only_ordinary_files_of_bearable_size_are_read(run, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "not an ordinary file" in ended(tmp_path / "pipe")[1]
    assert run(RECEIPT, "--policy", str(tmp_path / "pipe"))[0] == 2
    (tmp_path / "policy").write_bytes(b"#" * 1_200_001)
    assert "more than" in run(RECEIPT, "--policy", str(tmp_path / "policy"))[1]
    (tmp_path / "policy").write_bytes(b"log x\n")
    assert "line 1" in run(RECEIPT, "--policy", str(tmp_path / "policy"))[1]
    assert ended(tmp_path / "nothing")[0] == 2


def test_a_record_may_claim_no_key_or_nonsense(run):
    assert run({**RECORD, "key.vkey": b"\xff\n"}, "--key", VKEY)[0] == 0
    assert run({**RECORD, "key.vkey": b"\xff\n"})[0] == 5
    other = format_vkey(signer_from_seed(SIGNER.key.name, bytes(32)).key)
    assert run({**RECORD, "key.vkey": other.encode()}, "--key", VKEY)[0] == 1


def test_usage_is_told(capsys):
    for arguments in ([], ["x", "--key", "k", "--policy", "p"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments, [])
        assert ended.value.code == 2
    with pytest.raises(SystemExit) as ended:
        main(["--help"], [])
    assert ended.value.code == 0
    assert "7 all that can be checked" in capsys.readouterr().out


def test_even_a_defect_of_its_own_ends_without_a_traceback(run, monkeypatch):
    def broken(*_):
        raise RecursionError

    monkeypatch.setattr("comity.record.verifier.__main__.verify_receipt", broken)
    assert run(RECEIPT) == (2, "Refused: it cannot be read (RecursionError)\n")


PIECES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"", b"\n", b"\n\n", b"PK\x05\x06", b"[" * 9_000, b"\x00" * 64, b"9" * 5_000]),
)


def damaged(data: bytes, cuts: list[tuple[float, float, bytes]]) -> bytes:
    """Return ``data`` with pieces replaced; positions are shares of its length."""
    for start, length, piece in cuts:
        at = int(start * len(data))
        data = data[:at] + piece + data[at + int(length * 200) :]
    return data


CUTS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), PIECES), min_size=1, max_size=4)
MEMBER_CUTS = st.dictionaries(st.sampled_from(sorted(MEMBERS)), CUTS, min_size=1, max_size=3)
FILE_CUTS = st.dictionaries(st.sampled_from(sorted(RECORD)), CUTS, min_size=1, max_size=3)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return write_record(tmp_path_factory.mktemp("fuzz") / "record")


def code_of(target) -> int:
    """Return the exit code on hostile input, which is reached without the last resort."""
    code, said = ended(target, "--key", VKEY, "--steps")
    assert LAST_RESORT not in said
    return code


@settings(max_examples=150)
@given(st.sampled_from([BUNDLE, RECEIPT]), CUTS)
def test_no_damaged_file_ends_in_a_traceback(place, data, cuts):
    target = place.parent / "file"
    target.write_bytes(damaged(data, cuts))
    expected = {BUNDLE: 7, RECEIPT: 0}[data]
    assert code_of(target) in ((expected,) if damaged(data, cuts) == data else (1, 2, 5, 6))


@settings(max_examples=150)
@given(MEMBER_CUTS)
def test_no_bundle_with_damaged_members_ends_in_a_traceback(place, cuts):
    target = place.parent / "file"
    members = {path: damaged(data, cuts.get(path, [])) for path, data in MEMBERS.items()}
    target.write_bytes(write_bundle(members))
    assert code_of(target) in ((7,) if members == MEMBERS else (1, 2, 6))


@settings(max_examples=60)
@given(FILE_CUTS)
def test_no_damaged_record_ends_in_a_traceback(place, cuts):
    files = {path: damaged(RECORD[path], each) for path, each in cuts.items()}
    write_record(place, files)
    code = code_of(place)
    write_record(place, {path: RECORD[path] for path in cuts})
    harmless = files.keys() <= {"key.vkey"} or all(
        RECORD[path] == data for path, data in files.items()
    )
    assert code in ((0, 1) if harmless else (1, 2, 5))


def test_record_R6_it_tells_an_erasure_from_a_missing_input_and_one_past_from_another(
    run, tmp_path
):
    """The one file judges stripped bundles and older heads as the whole package does."""
    key = format_vkey(SIGNER.key)
    assert run(HONEST_BUNDLE, "--key", key)[0] == 3
    assert run(write_bundle(stripped(Claim(entered=False))), "--key", key)[0] == 1
    assert run(write_bundle(stripped()), "--key", key)[0] == 2
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    mine.write_bytes(note_of(5))
    theirs.write_bytes(note_of(5, OTHER))
    bundle = write_bundle(with_proofs(5))
    code, shown = run(bundle, "--key", key, "--checkpoint", str(mine), "--steps")
    assert (code, "it continues the head of 5 entries" in shown) == (7, True)
    code, shown = run(bundle, "--key", key, "--checkpoint", str(theirs))
    assert (code, "another tree of 5 entries" in shown) == (4, True)


def test_what_is_missing_from_a_folder_is_named_and_not_a_crash(run):
    for path in ("checkpoint", "key.vkey", "tile/entries/000", "payload/000/8.json"):
        files = {name: data for name, data in RECORD.items() if name != path}
        code, shown = run(files, "--key", VKEY)
        assert code in (0, 1, 2), path
        assert LAST_RESORT not in shown
    without_key = {name: data for name, data in RECORD.items() if name != "key.vkey"}
    assert run(without_key)[0] == 5


@pytest.mark.parametrize("content", [b"Dear all,", b"c2sp.org/tlog-proof@v1\nindex 1\n", b""])
def test_an_older_checkpoint_that_is_none_is_refused_with_its_name(run, tmp_path, content):
    old = tmp_path / "old"
    old.write_bytes(content)
    code, shown = run(RECORD, "--key", VKEY, "--checkpoint", str(old))
    assert code == 2
    assert LAST_RESORT not in shown


@pytest.mark.parametrize("key", [b"00" * 32 + b"\n", b"no hex", b"\xff"])
def test_a_key_beside_content_is_read_and_anything_else_opens_nothing(run, key):
    sealed = sealed_payload(CONTENTS[0], bytes(32), "public")
    entry = Entry("dialogue.compute_report", "own", "dialogue:report:r-0", AT, sealed)
    growth = grow(0, [encode_entry(entry)], {}.__getitem__)
    note = sign_checkpoint(Checkpoint(SIGNER.key.name, 1, growth.root), SIGNER)
    files = {**growth.files, "checkpoint": note, "key.vkey": f"{VKEY}\n".encode()}
    files |= {payload_path(0): CONTENTS[0], payload_key_path(0): key}
    code, shown = run(files, "--key", VKEY)
    assert (code == 0) == key.startswith(b"00")
    assert LAST_RESORT not in shown
