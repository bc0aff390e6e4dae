"""The schemas of entries, manifests and receipts: what our own parsers read keeps to them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.canonical import decode, encode
from comity.record import (
    PAYLOAD_CLASSES,
    Entry,
    RecordFormatError,
    RuleReference,
    describe_bundle,
    encode_ballot_receipt,
    encode_entry,
    encode_manifest,
    encode_proof,
    parse_ballot_receipt,
    parse_entry,
    parse_proof,
    public_payload,
    sealed_payload,
)
from comity.registry import REGISTRY
from comity.subject import Subject
from docs.generated import SOURCE
from tests.contracts.schema import breaches
from tests.record.ballot_worlds import leaf
from tests.record.test_ballot_receipt import receipt_of, world_with


def schema(name: str) -> Any:
    path = SOURCE / "data" / "record" / f"{name}.schema" / "1.json"
    return json.loads(path.read_text(encoding="utf-8"))


ENTRY, MANIFEST, RECEIPT = schema("entry"), schema("manifest"), schema("receipt")
TOKENS = st.text("abc-:/0é家", min_size=1, max_size=12)
PAYLOADS = st.one_of(
    st.binary(max_size=9).map(public_payload),
    st.tuples(
        st.binary(max_size=9),
        st.binary(min_size=32, max_size=32),
        st.sampled_from(PAYLOAD_CLASSES),
        st.sampled_from([None, "2027-01-31"]),
    ).map(lambda parts: sealed_payload(*parts)),
)
ENTRIES = st.builds(
    Entry,
    act=st.sampled_from(["dialogue.cast_vote", "record.begin"]),
    actor=TOKENS,
    subject=TOKENS,
    at=st.just("2026-11-26T12:00:00.000Z"),
    payload=PAYLOADS,
    mandate=st.none() | TOKENS,
    rule=st.none() | st.builds(RuleReference, TOKENS, TOKENS, st.just("0" * 64)),
    refs=st.sets(st.integers(0, 99), max_size=3).map(lambda found: tuple(sorted(found))),
)
SAMPLE = Entry(
    act="dialogue.say",
    actor="a/b",
    subject="a:b:c",
    at="2026-11-26T12:00:00.000Z",
    payload=public_payload(b"{}"),
)


@given(ENTRIES)
def test_every_entry_keeps_to_its_schema(entry: Entry) -> None:
    assert breaches(decode(encode_entry(entry)), ENTRY, ENTRY) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"act": "Dialogue"},
        {"actor": ""},
        {"actor": "two words"},
        {"at": "yesterday"},
        {"refs": [1, 1]},
        {"refs": [-1]},
        {"mandate": ""},
        {"rule": {"id": "x"}},
        {"payload": {"alg": "md5"}},
        {"more": 1},
    ],
)
def test_what_is_no_entry_breaks_the_schema_and_is_not_read(changes: dict[str, Any]) -> None:
    members: Any = decode(encode_entry(SAMPLE))
    wrong = {**members, **changes}
    assert breaches(wrong, ENTRY, ENTRY)
    with pytest.raises(RecordFormatError):
        parse_entry(encode(wrong))


def manifest() -> Any:
    function = REGISTRY["dialogue.counts", 1]
    files = dict.fromkeys((*function.inputs, *function.outputs), b"x")
    subject = Subject("dialogue", "report", "dia-1")
    made = describe_bundle(subject, "A question", [function], files, made_by=("comity", "0"))
    return decode(encode_manifest(made))


def test_a_manifest_keeps_to_its_schema() -> None:
    assert breaches(manifest(), MANIFEST, MANIFEST) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"subject": {"pillar": "dialogue"}},
        {"simulated": "no"},
        {"functions": [{"name": "os.system"}]},
        {"files": []},
        {"erased": []},
    ],
)
def test_what_is_no_manifest_breaks_the_schema(changes: dict[str, Any]) -> None:
    assert breaches({**manifest(), **changes}, MANIFEST, MANIFEST)


def receipts(count: int) -> tuple[bytes, bytes]:
    """Return the receipt of an entry and that of a ballot, of a batch of ``count``."""
    world = world_with([leaf(number) for number in range(count)])
    return encode_proof(world.proof(1)), encode_ballot_receipt(receipt_of(world, leaf(0)))


@given(st.integers(1, 40))
def test_every_receipt_keeps_to_its_schema(count: int) -> None:
    for data in receipts(count):
        assert breaches(data.decode(), RECEIPT, RECEIPT) == []


OF_ENTRY, OF_BALLOT = (data.decode() for data in receipts(7))
SPOILT = {
    "another version": ("@v1", "@v2"),
    "no index": ("index ", "place "),
    "a leading zero": ("index 1", "index 01"),
    "a sign": ("index 1", "index -1"),
    "no empty line": ("\n\n", "\n"),
    "a hash too short": ("=\n", "\n"),
    "a space too many": ("\n— ", "\n—  "),
    "no signature": ("\n— ", "\n- "),
    "another line end": ("\n", "\r\n"),
}


@pytest.mark.parametrize(("before", "after"), SPOILT.values(), ids=SPOILT)
@pytest.mark.parametrize(
    ("text", "parse"),
    [(OF_ENTRY, parse_proof), (OF_BALLOT, parse_ballot_receipt)],
    ids=["entry", "ballot"],
)
def test_what_is_no_receipt_breaks_the_schema_and_is_not_read(
    text: str, parse: Any, before: str, after: str
) -> None:
    assert before in text
    wrong = text.replace(before, after, 1)
    assert breaches(wrong, RECEIPT, RECEIPT)
    with pytest.raises(RecordFormatError):
        parse(wrong.encode())


@pytest.mark.parametrize("wrong", [OF_ENTRY[:-1], OF_ENTRY + "\n", "", 1, {"v": 1}])
def test_what_is_cut_or_no_text_breaks_the_schema_of_a_receipt(wrong: Any) -> None:
    assert breaches(wrong, RECEIPT, RECEIPT)


def test_a_ballot_s_receipt_carries_the_batch_s_entry() -> None:
    assert "\nextra " in OF_BALLOT
    without = "\n".join(line for line in OF_BALLOT.split("\n") if not line.startswith("extra "))
    assert breaches(without, RECEIPT, RECEIPT)
