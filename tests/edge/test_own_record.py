"""The own record begins by itself, with a key nobody else can read and a policy that trusts it."""

import shutil
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.canonical import decode, sha256_hex
from comity.edge.home import Home
from comity.edge.keys import verify_signature
from comity.edge.own_record import ensure_own_record, own_receipt, publish_to_log
from comity.edge.trust import read_policy, remembered_heads, roots_of
from comity.fault import RefusedError
from comity.record import MANIFEST, Trust, verify_bundle, verify_receipt, write_bundle
from tests.record.bundles import FILES, MEMBERS, REGISTRY, RULE, SUBJECT


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "config")


def trust_of(home: Home) -> Trust:
    policy = read_policy(home.policy)
    return Trust(
        policy,
        verify_signature,
        REGISTRY,
        heads_of=lambda origin: remembered_heads(home, origin),
        root_at=roots_of(home.record, [log.key for log in policy.logs]),
    )


def published(home: Home, later: timedelta = timedelta(0)) -> bytes:
    entered = publish_to_log(
        ensure_own_record(home),
        sha256_hex(MEMBERS[MANIFEST]),
        SUBJECT,
        act="dialogue.compute_report",
        rule=RULE,
        now=datetime.now(UTC) + later,
    )
    assert entered.origin.endswith(entered.fingerprint[:16])
    return write_bundle({**FILES, MANIFEST: MEMBERS[MANIFEST], **entered.members})


def code_of(function, *arguments) -> str:
    with pytest.raises(RefusedError) as refused:
        function(*arguments)
    return refused.value.faults[0].code


def test_it_begins_with_key_entry_and_policy(home):
    log = ensure_own_record(home)
    assert log.origin == f"own-record-{log.signer.key.fingerprint[:16]}"
    assert stat.S_IMODE(home.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700
    policy = read_policy(home.policy)
    assert [known.key for known in policy.logs] == [log.signer.key]
    assert policy.quorum == "none"
    assert decode(log.payload(0))["origin"] == log.origin


def test_it_begins_once_and_under_the_name_first_given(home):
    first = ensure_own_record(home, "example.org/reports")
    again = ensure_own_record(home, "another")
    assert again.origin == first.origin
    assert first.origin.startswith("example.org/reports-")
    assert again.head().size == 1


@pytest.mark.parametrize("name", ["", "has space", "plus+sign", "A", "../x", "x" * 101, "n\n"])
def test_a_name_that_no_note_could_carry_is_refused_before_anything_is_written(home, name):
    assert code_of(ensure_own_record, home, name) == "record.origin_name"
    assert not home.folder.exists()


def test_a_bundle_holds_at_home_and_is_a_question_elsewhere(home, tmp_path):
    bundle = published(home)
    assert verify_bundle(bundle, trust_of(home)).code == 0
    stranger = Home(tmp_path / "stranger")
    assert verify_bundle(bundle, trust_of(stranger)).code == 5
    ensure_own_record(stranger)
    assert verify_bundle(bundle, trust_of(stranger)).code == 5


def test_an_older_bundle_still_fits_the_record_that_has_grown(home):
    bundle = published(home)
    published(home)
    verdict = verify_bundle(bundle, trust_of(home))
    assert verdict.code == 0
    assert next(one.holds for one in verdict.steps if one.step == "remembered head")


def test_a_receipt_can_be_handed_out(home):
    published(home)
    assert verify_receipt(own_receipt(home, 1).as_file(), trust_of(home)).code == 0
    assert code_of(own_receipt, home, 2) == "record.no_such_entry"


def test_there_is_no_receipt_without_a_record(home):
    assert code_of(own_receipt, home, 0) == "record.own_none"


def test_a_lost_key_is_not_replaced_in_silence(home):
    ensure_own_record(home)
    home.key.unlink()
    assert code_of(ensure_own_record, home) == "record.own_key_lost"
    assert not home.key.exists()


def test_a_restored_older_record_is_not_continued(home, tmp_path):
    published(home)
    shutil.copytree(home.record, tmp_path / "older")
    published(home)
    shutil.rmtree(home.record)
    shutil.copytree(tmp_path / "older", home.record)
    assert code_of(ensure_own_record, home) == "record.own_behind"


def test_a_lost_record_begins_anew_under_another_key_and_says_so(home):
    published(home)
    lost = ensure_own_record(home).origin
    shutil.rmtree(home.record)
    log = ensure_own_record(home)
    assert log.origin != lost
    assert decode(log.payload(0))["lost"] == {"origin": lost, "size": 2}
    assert len(list(home.key.parent.glob("lost-*.key"))) == 1


def test_record_R4_attack_two_homes_from_one_image_are_seen_by_who_holds_both_heads(home, tmp_path):
    ensure_own_record(home)
    twin = Home(tmp_path / "twin")
    shutil.copytree(home.folder, twin.folder)
    one = published(home)
    other = published(twin, later=timedelta(seconds=1))
    assert verify_bundle(one, trust_of(home)).code == 0
    assert verify_bundle(other, trust_of(twin)).code == 0
    # Each holds alone; shown the other's, either catches the log.
    assert verify_bundle(other, trust_of(home)).code == 4
    assert verify_bundle(one, trust_of(twin)).code == 4
    forgetful = replace(trust_of(home), heads_of=lambda _: (), root_at=None)
    assert verify_bundle(other, forgetful).code == 0
