import hmac
import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.canonical import encode
from comity.record import (
    PAYLOAD_CLASSES,
    Entry,
    Payload,
    RecordFormatError,
    RuleReference,
    decode_entries,
    encode_entries,
    encode_entry,
    leaf_hash,
    opens,
    parse_entry,
    public_payload,
    sealed_payload,
)

KEY = b"\x0b" * 32
BALLOT = b'{"ballot":"b-0001","choice":"Y","delegation":"ZZA"}'
COMMIT = "62f0331d6cd79f47b32b72efca0fc2058389ee6002b4719d7c903ba729182f8d"
HEADER = {
    "act": "decisions.cast_vote",
    "actor": "delegation:ZZA",
    "at": "2026-07-01T09:00:00.000Z",
    "mandate": "m-0007",
    "payload": {"alg": "hmac-sha256", "class": "personal", "commit": COMMIT},
    "refs": [0],
    "rule": {"id": "unga-85", "sha256": "0" * 64, "version": "2"},
    "subject": "ballot:b-0001",
    "v": 1,
}
ENTRY = Entry(
    act="decisions.cast_vote",
    actor="delegation:ZZA",
    subject="ballot:b-0001",
    at="2026-07-01T09:00:00.000Z",
    payload=sealed_payload(BALLOT, KEY, "delegation", "2027-01-01"),
    mandate="m-0007",
    rule=RuleReference("unga-85", "2", "0" * 64),
    refs=(0, 5),
)
VALID = json.loads(encode_entry(ENTRY))


def changed(**members):
    return encode({**VALID, **members})


def payload_of(**members):
    return changed(payload={**VALID["payload"], **members})


def test_record_R1_the_commitment_of_the_vectors():
    ballot = {"delegation": "ZZA", "choice": "Y", "ballot": "b-0001"}
    assert encode(ballot) == BALLOT
    assert sealed_payload(BALLOT, KEY, "person").commit == COMMIT
    bare = "33771d367de13e9426ad7d17853da808a1b7781d65fcdcf772e5d50e38506b95"
    assert public_payload(BALLOT).commit == bare


def test_record_R1_the_header_of_the_vectors():
    leaf = encode(HEADER)
    assert len(leaf) == 389
    expected = "ec087029b1bf870054b763dae7f75491053510fd15f6d4cedf235afb6b89b01a"
    assert leaf_hash(leaf).hex() == expected


def test_our_schema_names_four_classes_and_a_release_where_the_vectors_did_not():
    with pytest.raises(RecordFormatError, match="payload has exactly the keys"):
        parse_entry(encode(HEADER))


def test_the_bytes_of_an_entry():
    assert encode_entry(ENTRY) == (
        b'{"act":"decisions.cast_vote","actor":"delegation:ZZA","at":"2026-07-01T09:00:00.000Z",'
        b'"mandate":"m-0007","payload":{"alg":"hmac-sha256","class":"delegation","commit":"'
        + COMMIT.encode()
        + b'","release":"2027-01-01"},"refs":[0,5],"rule":{"id":"unga-85","sha256":"'
        + b"0" * 64
        + b'","version":"2"},"subject":"ballot:b-0001","v":1}'
    )
    assert parse_entry(encode_entry(ENTRY)) == ENTRY


def test_an_entry_without_mandate_and_rule():
    entry = Entry(
        "dialogue.publish_report",
        "organisation:secretariat",
        "dialogue:report:r-17",
        "2026-07-01T09:00:00.000Z",
        public_payload(b"{}"),
    )
    assert b'"mandate":null' in encode_entry(entry)
    assert parse_entry(encode_entry(entry)) == entry


@given(
    st.sampled_from(["dialogue.cast_vote", "record.erase", "standards.table_amendment"]),
    st.from_regex(r"[a-z]{1,9}:[A-Za-z0-9-]{1,20}", fullmatch=True),
    st.datetimes(),
    st.binary(max_size=60),
    st.sampled_from(PAYLOAD_CLASSES),
    st.sets(st.integers(0, 2**53 - 1), max_size=6),
)
def test_entries_read_back(act, token, at, content, payload_class, refs):
    stamp = at.isoformat(timespec="milliseconds") + "Z"
    for payload in (public_payload(content), sealed_payload(content, KEY, payload_class)):
        entry = Entry(act, token, token, stamp, payload, refs=tuple(sorted(refs)))
        assert parse_entry(encode_entry(entry)) == entry


def test_opening_a_payload_takes_its_content_and_key():
    sealed, public = sealed_payload(BALLOT, KEY, "person"), public_payload(BALLOT)
    assert opens(sealed, BALLOT, KEY)
    assert not opens(sealed, BALLOT)
    assert not opens(sealed, BALLOT, KEY[:31])
    assert not opens(sealed, BALLOT, b"\x0c" * 32)
    assert not opens(sealed, BALLOT + b" ", KEY)
    assert opens(public, BALLOT)
    assert not opens(public, BALLOT + b" ")
    assert not opens(public, BALLOT, KEY)
    assert not opens(Payload("sha256", public.commit, "public", size=1), BALLOT)


def test_record_R5_an_erased_choice_cannot_be_guessed():
    choices = [BALLOT.replace(b'"Y"', choice) for choice in (b'"Y"', b'"N"', b'"A"')]
    sealed = sealed_payload(BALLOT, KEY, "person")
    guessed_keys = (bytes(32), b"\xff" * 32, sha256(b"").digest())
    assert not any(opens(sealed, one, key) for one in choices for key in guessed_keys)
    assert sealed.commit not in {sha256(one).hexdigest() for one in choices}
    control = public_payload(BALLOT)  # the bare hash, which the schema refuses for such content
    assert [one for one in choices if opens(control, one)] == [BALLOT]
    with pytest.raises(RecordFormatError, match="under a key"):
        Payload("sha256", control.commit, "person", size=control.size)


def test_a_sealed_payload_tells_nothing_of_its_length():
    short, long = (sealed_payload(text, KEY, "person") for text in (b"Y", b"abstain"))
    assert (short.size, long.size) == (None, None)
    assert len(short.commit) == len(long.commit)


def test_public_content_that_names_a_person_is_sealed_and_public():
    payload = sealed_payload(b"a name", KEY, "public")
    assert payload.commit == hmac.new(KEY, b"a name", "sha256").hexdigest()
    assert opens(payload, b"a name", KEY)


@pytest.mark.parametrize("key", [b"", b"\x0b" * 31, b"\x0b" * 33])
def test_the_key_of_a_payload_has_32_bytes(key):
    with pytest.raises(ValueError, match="32 bytes"):
        sealed_payload(BALLOT, key, "person")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "1 to 65535 bytes"),
        (b"x" * 65_536, "1 to 65535 bytes"),
        (b"\xff", "canonical JSON"),
        (b"[" * 5000, "canonical JSON"),
        (b"[]", "JSON object"),
        (b"null", "JSON object"),
        (encode_entry(ENTRY) + b"\n", "another spelling"),
        (encode_entry(ENTRY).replace(b":", b": ", 1), "another spelling"),
        (encode_entry(ENTRY).replace(b"decisions", b"\\u0064ecisions"), "another spelling"),
        (encode_entry(ENTRY).replace(b'"v":1', b'"v":1.0'), "v 1"),
        (encode_entry(ENTRY).replace(b'"v":1', b'"v":1,"v":1'), "twice"),
        (encode_entry(ENTRY).replace(b"[0,5]", b"[0,NaN]"), "NaN"),
        (encode_entry(ENTRY).replace(b"[0,5]", b"[-0,5]"), "another spelling"),
        (encode_entry(ENTRY).replace(b"[0,5]", b"[0,5.0]"), "whole numbers"),
        (changed(v=2), "v 1"),
        (changed(v=True), "v 1"),
        (changed(v="1"), "v 1"),
        (changed(more=1), "exactly the keys .*: more"),
        (encode({key: VALID[key] for key in VALID if key != "refs"}), "exactly the keys .*: refs"),
        (changed(act="cast_vote"), "pillar.verb_noun"),
        (changed(act="Decisions.cast_vote"), "pillar.verb_noun"),
        (changed(act="decisions.cast__vote"), "pillar.verb_noun"),
        (changed(act="decisions.cast-vote"), "pillar.verb_noun"),
        (changed(act="decisions.cast_vote\n"), "pillar.verb_noun"),
        (changed(act="a." + "b" * 200), "pillar.verb_noun"),
        (changed(act=None), "act is a text"),
        (changed(actor=""), "actor has 1 to 200"),
        (changed(actor="x" * 201), "actor has 1 to 200"),
        (changed(actor="delegation ZZA"), "actor holds no space"),
        (changed(actor="delegation\u00a0ZZA"), "actor holds no space"),
        (changed(actor="delegation\u202eAZZ"), "invisible"),
        (changed(actor="delegation:e\u0301"), "NFC"),
        (changed(actor=7), "actor is a text"),
        (changed(subject="a\u0007"), "control"),
        (changed(mandate=""), "mandate has 1"),
        (changed(mandate=7), "mandate is a text"),
        (changed(at="2026-07-01T09:00:00Z"), "UTC time"),
        (changed(at="2026-07-01T09:00:00.000+00:00"), "UTC time"),
        (changed(at="2026-07-01 09:00:00.000Z"), "UTC time"),
        (changed(at="2026-02-29T09:00:00.000Z"), "UTC time"),
        (changed(at="2026-07-01T24:00:00.000Z"), "UTC time"),
        (changed(at="2026-07-01T09:00:60.000Z"), "UTC time"),
        (changed(at="٢٠٢٦-07-01T09:00:00.000Z"), "UTC time"),
        (changed(at="2026-07-01T09:00:00.000Z\n"), "UTC time"),
        (changed(at=1782896400), "at is a text"),
        (changed(rule={}), "rule has exactly"),
        (changed(rule="unga-85"), "rule is a JSON object"),
        (changed(rule={**VALID["rule"], "sha256": "0" * 63}), "rule.sha256 is a SHA-256"),
        (changed(rule={**VALID["rule"], "sha256": "A" * 64}), "rule.sha256 is a SHA-256"),
        (changed(rule={**VALID["rule"], "sha256": "0" * 64 + "\n"}), "rule.sha256 is a SHA-256"),
        (changed(rule={**VALID["rule"], "version": 2}), "rule.version is a text"),
        (changed(rule={**VALID["rule"], "id": ""}), "rule.id has 1"),
        (changed(refs=None), "refs is a list"),
        (changed(refs={}), "refs is a list"),
        (changed(refs=[1, 0]), "refs ascend"),
        (changed(refs=[1, 1]), "refs ascend"),
        (changed(refs=[-1]), "whole numbers from 0"),
        (changed(refs=["1"]), "refs is a list"),
        (changed(refs=[True]), "whole numbers from 0"),
        (encode_entry(ENTRY).replace(b"[0,5]", b"[9007199254740992]"), "whole numbers from 0"),
        (changed(payload=None), "payload is a JSON object"),
        (payload_of(alg="sha1"), "payload has exactly|payload.alg"),
        (payload_of(size=3), "payload has exactly .*: size"),
        (payload_of(commit=COMMIT.upper()), "payload.commit is a SHA-256"),
        (payload_of(commit=None), "payload.commit is a text"),
        (payload_of(**{"class": "personal"}), "payload.class is one of"),
        (payload_of(**{"class": 7}), "payload.class is a text"),
        (payload_of(release="2027-1-1"), "day YYYY"),
        (payload_of(release="2027-02-29"), "day YYYY"),
        (payload_of(release=2027), "payload.release is a text"),
        (changed(payload={"alg": "sha256", "class": "public", "commit": COMMIT}), ": size"),
    ],
)
def test_malformed_entries_are_refused(data, reason):
    with pytest.raises(RecordFormatError, match=reason):
        parse_entry(data)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"alg": "md5"}, "payload.alg"),
        ({"payload_class": "members"}, "under a key"),
        ({"size": None}, "payload.size"),
        ({"size": -1}, "payload.size"),
        ({"size": True}, "payload.size"),
        ({"release": "2027-01-01"}, "no release"),
        ({"alg": "hmac-sha256"}, "tells no size"),
    ],
)
def test_payloads_that_say_too_much_or_nothing_are_not_made(members, reason):
    good = {"alg": "sha256", "commit": COMMIT, "payload_class": "public", "size": 1}
    Payload(**good)
    with pytest.raises(RecordFormatError, match=reason):
        Payload(**{**good, **members})


def test_size_of_open_payload_is_a_whole_number():
    public = {"alg": "sha256", "class": "public", "commit": COMMIT}
    for size in ("1", 1.5, None, True):
        with pytest.raises(RecordFormatError, match=r"payload\.size"):
            parse_entry(changed(payload={**public, "size": size}))


def test_an_entry_too_long_for_a_tile_is_refused():
    entry = Entry(ENTRY.act, ENTRY.actor, ENTRY.subject, ENTRY.at, ENTRY.payload)
    fits = Entry(**{**fields(entry), "refs": tuple(range(10_000, 20_800))})
    assert len(encode_entry(fits)) <= 65_535
    with pytest.raises(RecordFormatError, match="at most 65535 bytes"):
        encode_entry(Entry(**{**fields(entry), "refs": tuple(range(10_000, 21_000))}))


def fields(entry):
    return {name: getattr(entry, name) for name in entry.__slots__}


def test_an_empty_entry_is_legal_in_a_tile_and_refused_by_the_schema():
    assert decode_entries(encode_entries([b""]), 1) == (b"",)
    with pytest.raises(RecordFormatError):
        parse_entry(b"")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
        lambda kids: (
            st.lists(kids, max_size=3) | st.dictionaries(st.text(max_size=5), kids, max_size=3)
        ),
    ),
    st.sampled_from(sorted(VALID)),
)
def test_any_json_is_refused_in_words_or_read_back(value, key):
    data = changed(**{key: value})
    try:
        entry = parse_entry(data)
    except RecordFormatError:
        return
    assert encode_entry(entry) == data
