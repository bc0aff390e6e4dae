"""Stripping on disk: the entry first, then the file; after a stop the same call finishes it."""

from datetime import UTC, datetime

import pytest

from comity.canonical import encode, sha256_hex
from comity.edge import stripping
from comity.edge.home import Home
from comity.edge.keys import verify_signature
from comity.edge.log_directory import Act, LogDirectory
from comity.edge.own_record import ensure_own_record, own_sealed, publish_to_log, strip_own
from comity.edge.passkeys import verify_assertion
from comity.edge.stripping import replace_for_good, strip_bundle
from comity.edge.trust import remembered_heads
from comity.fault import RefusedError
from comity.record import (
    MANIFEST,
    Policy,
    Trust,
    leaf_hash,
    proof_members,
    publish_payload,
    read_bundle,
    verify_bundle,
    write_bundle,
)
from comity.record import Log as TrustedLog
from comity.record.passkeys import (
    REGISTER,
    SIGN_OFF,
    SIGNED_MEMBER,
    Placed,
    SignedOff,
    passkey_members,
    signed_member,
)
from tests.record.bundles import FILES, MEMBERS, REGISTRY, RULE, SUBJECT
from tests.record.signed_bundles import SIGNED, Story

VOTES = "inputs/votes.csv"
RULE_FILE = "inputs/rule.json"
HOLDER = "own:holder"
ACT = "dialogue.compute_report"


class StoppedError(Exception):
    """The process ends here."""


def now() -> datetime:
    return datetime.now(UTC)


class Place:
    """One's own record with a bundle that it has published."""

    def __init__(self, folder) -> None:
        self.home = Home(folder / "home")
        self.log: LogDirectory = ensure_own_record(self.home)
        self.file = folder / "report.zip"
        self.publish()

    def publish(self) -> None:
        manifest = MEMBERS[MANIFEST]
        entered = publish_to_log(self.log, sha256_hex(manifest), SUBJECT, ACT, RULE, now())
        self.file.write_bytes(write_bundle({**FILES, MANIFEST: manifest, **entered.members}))

    def strip(self, *paths: str, basis: str = "request 7"):
        return strip_bundle(self.log, self.file.read_bytes(), paths, basis, HOLDER, now())

    def verify(self, data: bytes | None = None, **views):
        policy = Policy((TrustedLog(self.log.signer.key),))
        trust = Trust(policy, verify_signature, REGISTRY, **views)
        return verify_bundle(self.file.read_bytes() if data is None else data, trust)


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path)


def code_of(function, *arguments, **named) -> str:
    with pytest.raises(RefusedError) as refused:
        function(*arguments, **named)
    return refused.value.faults[0].code


def test_record_R5_a_stripped_bundle_ends_in_3_and_its_record_says_why(place):
    assert place.verify().code == 0
    data, entries = place.strip(VOTES)
    verdict = place.verify(data)
    assert (verdict.code, entries) == (3, (2,))
    assert "inputs/votes.csv was erased on" in verdict.reason
    assert "(request 7)" in verdict.reason
    assert VOTES not in read_bundle(data).members
    assert b"voter,statement,vote" not in data
    assert place.log.entry(2, 3).act == "record.strip_bundle"


def test_who_remembers_the_whole_bundle_sees_that_the_stripped_one_continues_it(place):
    home = place.home
    before = place.verify()
    data, _ = place.strip(VOTES)
    older = before.note
    verdict = place.verify(data, older=(older,))
    found = {step.step: step.why.key for step in verdict.steps}
    assert (verdict.code, found["remembered head"]) == (3, "continues")
    assert len(remembered_heads(home, place.log.origin)) == 3


def test_a_second_input_is_added_to_the_first(place):
    place.file.write_bytes(place.strip(VOTES)[0])
    data, entries = place.strip(RULE_FILE, basis="request 8")
    assert entries == (2, 3)
    assert (place.verify(data).code, read_bundle(data).members.get(RULE_FILE)) == (3, None)
    # The whole bundle, found in a drawer, is stripped of both without a word more.
    again, entries = place.strip(VOTES, RULE_FILE)
    assert (again, entries, place.log.head().size) == (data, (2, 3), 4)


def test_what_was_entered_before_a_stop_is_not_entered_again(place, monkeypatch):
    def stopping(*_):
        raise StoppedError

    monkeypatch.setattr(stripping, "_proofs", stopping)
    with pytest.raises(StoppedError):
        place.strip(VOTES)
    monkeypatch.undo()
    assert place.log.head().size == 3
    data, entries = place.strip(VOTES)
    assert (entries, place.log.head().size, place.verify(data).code) == ((2,), 3, 3)


def test_another_publication_of_the_same_manifest_is_another_matter(place):
    data, _ = place.strip(VOTES)
    place.publish()
    assert place.verify().code == 0
    stripped, entries = place.strip(VOTES)
    assert (entries, place.verify(stripped).code, place.verify(data).code) == ((4,), 3, 3)


def test_what_cannot_be_stripped_is_refused_and_nothing_entered(place, tmp_path):
    assert code_of(place.strip, "outputs/sums.json") == "record.strip_no_input"
    assert code_of(place.strip, "inputs/more.csv") == "record.strip_no_input"
    assert code_of(place.strip, VOTES, basis="two\nlines") == "record.strip_basis"
    whole = read_bundle(place.file.read_bytes()).members
    other = Place(tmp_path / "other")
    for members in (
        MEMBERS,
        read_bundle(other.file.read_bytes()).members,
        {path: whole[path] for path in whole if path != "checkpoint"},
        {**whole, MANIFEST: whole[MANIFEST].replace(b'"Sums"', b'"Sins"')},
        {**whole, "proof/payload.json": b"{}"},
        {**whole, "proof/publish.tlog-proof": b"x"},
    ):
        place.file.write_bytes(write_bundle(members))
        assert code_of(place.strip, VOTES) == "record.strip_foreign"
    assert place.log.head().size == 2


def test_a_bundle_brings_proofs_from_the_heads_its_maker_has_seen(place):
    place.log.append([Act(ACT, HOLDER, "dialogue:report:2", b"{}")], now())
    place.publish()
    names = [path for path in read_bundle(place.file.read_bytes()).members if "consistency" in path]
    assert names == ["consistency/1-4", "consistency/2-4", "consistency/3-4"]
    assert place.verify().code == 0


def test_what_stood_in_the_file_is_overwritten(tmp_path):
    file, other = tmp_path / "report.zip", tmp_path / "other"
    file.write_bytes(b"secret" * 1000)
    other.hardlink_to(file)
    replace_for_good(file, b"stripped")
    assert file.read_bytes() == b"stripped"
    assert other.read_bytes() == bytes(6000)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "report.zip"]


def test_what_a_stop_left_is_overwritten_by_the_next_call(tmp_path, monkeypatch):
    file, other = tmp_path / "report.zip", tmp_path / "other"
    file.write_bytes(b"secret" * 1000)
    other.hardlink_to(file)
    remove = stripping.remove_for_good
    calls = []

    def stopping(path):
        calls.append(path)
        if len(calls) == 2:
            raise StoppedError
        return remove(path)

    monkeypatch.setattr(stripping, "remove_for_good", stopping)
    with pytest.raises(StoppedError):
        replace_for_good(file, b"stripped")
    assert (file.read_bytes(), other.read_bytes()[:6]) == (b"stripped", b"secret")
    monkeypatch.undo()
    replace_for_good(file, b"stripped")
    assert other.read_bytes() == bytes(6000)


def test_a_file_system_without_second_names_loses_the_old_bytes_with_the_name(
    tmp_path, monkeypatch
):
    def refusing(*_):
        raise OSError

    monkeypatch.setattr("os.link", refusing)
    (tmp_path / "report.zip").write_bytes(b"secret")
    replace_for_good(tmp_path / "report.zip", b"stripped")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"stripped"]


class SignedPlace(Place):
    """One's own record with a bundle that a passkey signed."""

    def publish(self) -> None:
        store, story, at = own_sealed(self.home), Story(), now()
        word, (_, content, _) = f"members:passkey:{story.device.id}", story.told()[SIGNED]
        registered = encode(passkey_members(story.device.passkey()))
        acts = [
            store.seal(Act(REGISTER, HOLDER, word, registered), "person"),
            store.seal(Act(SIGN_OFF, HOLDER, str(SUBJECT), content, mandate="m-1"), "person"),
        ]
        named = leaf_hash(self.log.append(acts, at)[1].leaf).hex()
        payload = publish_payload(sha256_hex(MEMBERS[MANIFEST]), named)
        done = Act("dialogue.publish_report", HOLDER, str(SUBJECT), payload, RULE, mandate="m-1")
        self.log.append([done], at)
        *held, last = self.log.receipts([1, 2, 3])
        told = [
            Placed(one.leaf, one.index, one.proof.path, act.content, act.key)
            for one, act in zip(held, acts, strict=True)
        ]
        proofs = proof_members(last.leaf, payload, last.proof, self.log.signer.key)
        signed = signed_member(SignedOff(told[1], told[0]))
        self.file.write_bytes(
            write_bundle({**FILES, MANIFEST: MEMBERS[MANIFEST], **proofs, **signed})
        )

    def verify(self, data: bytes | None = None, **views):
        return super().verify(data, verify_assertion=verify_assertion, **views)

    def name_in(self) -> bool:
        return b"Ilsa Verrane" in read_bundle(self.file.read_bytes()).members[SIGNED_MEMBER]


@pytest.fixture
def signed(tmp_path) -> SignedPlace:
    return SignedPlace(tmp_path)


def steps(verdict) -> dict[str, str]:
    return {step.step: step.why.key for step in verdict.steps}


def test_a_bundle_that_a_passkey_signed_is_stripped_and_its_signature_still_holds(signed):
    assert signed.verify().code == 0
    strip_own(signed.home, signed.file, [VOTES], "request 7", now())
    verdict = signed.verify()
    assert (verdict.code, steps(verdict)["sign-offs"]) == (3, "signed_by_passkey")
    assert "inputs/votes.csv was erased on" in verdict.reason
    assert signed.name_in()  # nobody asked for it to go


def test_the_name_of_who_signed_goes_with_what_the_sign_off_said(signed):
    name, whole = SIGNED_MEMBER, signed.file.read_bytes()
    assert signed.name_in()
    assert strip_own(signed.home, signed.file, [VOTES, name], "request 7", now()) == (4, 5)
    verdict = signed.verify()
    assert (verdict.code, steps(verdict)["sign-offs"]) == (3, "content_erased")
    assert not signed.name_in()
    assert b'"p-1"' not in read_bundle(signed.file.read_bytes()).members[name]
    assert not list(signed.home.sealed.glob(f"{payload_of(signed.log, 2).commit}*"))
    # The whole bundle, found in a drawer, is stripped of it without a word more.
    signed.file.write_bytes(whole)
    assert strip_own(signed.home, signed.file, [name], "request 9", now()) == (4, 5)
    assert not signed.name_in()
    assert signed.log.head().size == 6


def test_of_a_bundle_that_no_passkey_signed_no_name_is_taken(place):
    asked = (place.home, place.file, [SIGNED_MEMBER], "request 7", now())
    assert code_of(strip_own, *asked) == "record.strip_no_input"


def test_threat_a_sign_off_of_another_record_is_not_taken_for_ones_own(signed, tmp_path):
    other = SignedPlace(tmp_path / "other")
    members = dict(read_bundle(signed.file.read_bytes()).members)
    members[SIGNED_MEMBER] = read_bundle(other.file.read_bytes()).members[SIGNED_MEMBER]
    signed.file.write_bytes(write_bundle(members))
    asked = (signed.home, signed.file, [VOTES], "request 7", now())
    assert code_of(strip_own, *asked) == "record.strip_foreign"
    members[SIGNED_MEMBER] = b"{}"
    signed.file.write_bytes(write_bundle(members))
    assert code_of(strip_own, *asked) == "record.strip_foreign"


def payload_of(log, index):
    return log.entry(index, log.head().size).payload
