"""A manifest says what its schema allows, in one spelling, and lists every file."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.canonical import encode, sha256_hex
from comity.fault import RefusedError
from comity.record.manifest import (
    MANIFEST,
    PROOF_MEMBERS,
    Manifest,
    describe_bundle,
    encode_manifest,
    member_faults,
    parse_manifest,
)
from comity.record.recompute import PublishedFunction
from comity.subject import Subject

FILES = {
    "README.txt": b"How to verify",
    "inputs/votes.csv": b"p,v\n1,1\n",
    "outputs/sums.csv": b"s,sum\na,1\n",
}
SUMS = PublishedFunction(
    "dialogue.sums", 1, ("inputs/votes.csv",), ("outputs/sums.csv",), 0.0, lambda members: members
)
MANIFEST_BYTES = encode_manifest(
    describe_bundle(
        Subject("dialogue", "report", "r-1"), "Sums", [SUMS], FILES, made_by=("comity", "0.1.0")
    )
)
VALUE = json.loads(MANIFEST_BYTES)
ALL = {MANIFEST, *PROOF_MEMBERS, *FILES}


def whats(data: bytes) -> str:
    with pytest.raises(RefusedError) as refused:
        parse_manifest(data)
    return "; ".join(fault.values["what"] for fault in refused.value.faults)


def changed(**changes: object) -> bytes:
    return encode({key: value for key, value in {**VALUE, **changes}.items() if value is not None})


def test_a_manifest_reads_back_as_it_was_written():
    manifest = parse_manifest(MANIFEST_BYTES)
    assert manifest.subject == Subject("dialogue", "report", "r-1")
    assert manifest.files == {path: sha256_hex(data) for path, data in FILES.items()}
    assert encode_manifest(manifest) == MANIFEST_BYTES


def test_every_file_and_no_proof_is_listed():
    manifest = parse_manifest(MANIFEST_BYTES)
    assert member_faults(manifest, ALL) == []
    codes = {path: [fault.code for fault in member_faults(manifest, ALL - {path})] for path in ALL}
    assert all(code == ["record.member_missing"] for code in codes.values())
    (fault,) = member_faults(manifest, {*ALL, "proof/extra.txt"})
    assert (fault.code, fault.values["path"]) == ("record.member_unlisted", "proof/extra.txt")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tolerance": 1}, "tolerance is not a member"),
        ({"title": None}, "title is missing"),
        ({"v": 2}, "v does not have"),
        ({"v": True}, "v does not have"),
        ({"title": 5}, "title does not"),
        ({"title": "x" * 501}, "title does not"),
        ({"simulated": "no"}, "simulated does not"),
        ({"subject": {"pillar": "dialogue", "kind": "report"}}, "subject does not"),
        ({"subject": {"pillar": "os", "kind": "report", "id": "1"}}, "pillar is os"),
        ({"functions": [{"name": "dialogue.sums"}]}, "functions does not"),
        ({"functions": "dialogue.sums"}, "functions does not"),
        ({"functions": [{**VALUE["functions"][0], "version": 0}]}, "functions does not"),
        ({"functions": [{**VALUE["functions"][0], "version": True}]}, "functions does not"),
        ({"functions": [{**VALUE["functions"][0], "tolerance": 1}]}, "functions does not"),
        ({"functions": [{**VALUE["functions"][0], "name": "os.system"}]}, "os.system is not"),
        ({"functions": [{**VALUE["functions"][0], "name": "sums"}]}, "sums is not the name"),
        ({"functions": [{**VALUE["functions"][0], "name": "dialogue.a.b"}]}, "is not the name"),
        ({"functions": []}, "outputs/sums.csv is made by no function"),
        ({"functions": VALUE["functions"] * 2}, "outputs/sums.csv is named twice"),
        ({"files": {**VALUE["files"], "outputs/more.csv": "0" * 64}}, "made by no function"),
        ({"files": {**VALUE["files"], "inputs/more.csv": "0" * 64}}, "read by no function"),
        ({"files": {**VALUE["files"], "setup.py": "0" * 64}}, "stands neither"),
        ({"files": {**VALUE["files"], "proof/entry.json": "0" * 64}}, "stands neither"),
        ({"files": {**VALUE["files"], "README.txt": "0" * 63}}, "is not a SHA-256"),
        ({"files": {**VALUE["files"], "README.txt": 5}}, "files does not"),
        ({"files": {}}, "which is not listed"),
        ({"made_by": {"name": "comity", "version": 1}}, "made_by does not"),
        ({"erased": []}, "erased is not a member"),
    ],
)
def test_everything_else_is_refused_by_name(changes: dict[str, object], words: str):
    assert words in whats(changed(**changes))


def test_all_faults_come_at_once():
    said = whats(changed(v=2, title=5, tolerance=1))
    assert said.count(";") == 2


@pytest.mark.parametrize(
    "data",
    [
        MANIFEST_BYTES + b"\n",
        b" " + MANIFEST_BYTES,
        json.dumps(VALUE).encode(),
        MANIFEST_BYTES.replace(b'{"files"', b'{"v":1,"files"'),
        b"[]",
        b"",
        b"\xff",
        b"[" * 5000,
    ],
)
def test_another_spelling_is_refused(data: bytes):
    assert whats(data)


def test_an_erased_input_is_missed_unless_it_is_named_and_may_not_be_there_then():
    gone = "inputs/votes.csv"
    manifest = parse_manifest(MANIFEST_BYTES)
    assert [fault.code for fault in member_faults(manifest, ALL - {gone})] == [
        "record.member_missing"
    ]
    assert member_faults(manifest, ALL - {gone}, [gone]) == []
    assert [fault.code for fault in member_faults(manifest, ALL, [gone])] == [
        "record.member_unlisted"
    ]
    proof = "proof/erased/8/entry.json"
    assert member_faults(manifest, ALL | {proof}, (), [proof]) == []
    assert [fault.place.name for fault in member_faults(manifest, ALL | {proof})] == [proof]


def test_what_could_not_be_read_back_is_not_written():
    with pytest.raises(RefusedError):
        encode_manifest(
            Manifest(Subject("os", "report", "1"), "", simulated=False, functions=(), files={},
                     made_by=("comity", "0"))
        )  # fmt: skip


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(VALUE)), inner, max_size=5)
    ),
)


@given(ANY_JSON)
def test_no_json_crashes_the_reader(value: object):
    changes = value if isinstance(value, dict) else {"functions": value}
    with pytest.raises(RefusedError):
        parse_manifest(encode({**VALUE, "v": 1, "extra": 1, **changes}))
