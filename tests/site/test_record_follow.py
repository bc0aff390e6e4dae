"""The site's own log, followed with its content as any exported record is, and after erasures."""

from dataclasses import replace

import pytest

from comity.edge import (
    Following,
    NotServedError,
    file_reader,
    follow,
    payload_key_reader,
    payload_reader,
    verify_assertion,
    verify_signature,
)
from comity.record import Log as TrustedLog
from comity.record import (
    Policy,
    Trust,
    decode_entries,
    opens,
    parse_entry,
    payload_key_path,
    verify_record,
)
from tests.site.conftest import (
    SIGNER,
    SIGNER_NAME,
    bundle,
    publish_in,
    sequence,
    sign_off,
)
from tests.site.erasing import BASIS, erase
from tests.site.members.factories import enter_person
from tests.site.passkeys import enrolled, signature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]
TRUST = Trust(Policy((TrustedLog(SIGNER.key),)), verify_signature)


@pytest.fixture
def fetch(client):
    """Fetch a file of the site's log as a mirror does."""

    def fetch_file(path, most):
        answer = client.get(f"/log/{path}", headers={"accept-encoding": "identity"})
        if answer.status_code in (404, 410):
            raise NotServedError(path)
        assert answer.status_code == 200
        assert len(answer.content) <= most
        return answer.content

    return fetch_file


@pytest.fixture
def mirror(tmp_path, fetch):
    """Follow the site into a folder and verify that as anybody would."""

    def mirrored():
        followed = follow(fetch, Following(SIGNER.key, tmp_path / "mirror"))
        assert (followed.code, followed.reason) == (0, "")
        folder = tmp_path / "mirror"
        return verify_record(
            file_reader(folder), payload_reader(folder), TRUST, None, payload_key_reader(folder)
        )

    return mirrored


def test_record_R1_the_site_is_mirrored_with_its_content_and_the_mirror_verifies(
    published, mirror, tmp_path
):
    verdict = mirror()
    assert verdict.code == 0
    assert any(step.reason == "2 public, 1 sealed" for step in verdict.outcome.steps)
    # The control: without one content the same mirror does not hold.
    (tmp_path / "mirror/payload/000/2.json").unlink()
    folder = tmp_path / "mirror"
    lacking = verify_record(file_reader(folder), payload_reader(folder), TRUST)
    assert lacking.code == 1


def test_content_that_is_opened_can_be_held_against_its_entry(published, fetch):
    content = fetch("payload/000/1.json", 10_000)
    key = bytes.fromhex(fetch(payload_key_path(1), 100).decode().strip())
    entries = decode_entries(fetch("tile/entries/000.p/3", 100_000), 3)
    assert SIGNER_NAME.encode() in content
    commitment = parse_entry(entries[1]).payload
    assert opens(commitment, content, key)
    assert not opens(commitment, content, bytes(32))


@pytest.mark.parametrize("index", [1, 2])
def test_what_was_erased_is_gone_here_and_in_the_mirror_and_the_tombstone_is_found(
    client, published, mirror, instance, tmp_path, index
):
    mirror()
    erase(index)
    sequence(instance.log_folder)
    verdict = mirror()
    assert client.get(f"/log/payload/000/{index}.json").status_code == 410
    told = " ".join(step.reason for step in verdict.outcome.steps)
    assert f"the content of entry {index} was erased on 2026-11-21 under {BASIS}" in told
    assert verdict.code == (3 if index == 2 else 0)
    assert not (tmp_path / f"mirror/payload/000/{index}.json").exists()
    found = client.get("/en/record/find/", {"q": f"record:entry:{index}"}).content.decode()
    assert 'href="/en/record/entries/3/"' in found
    page = client.get(f"/en/record/entries/{index}/").content.decode()
    assert 'href="/en/record/entries/3/"' in page


def test_threat_T3_a_mirror_checks_what_was_signed_by_passkey(log, instance, mirror, tmp_path):
    one = bundle()
    word = sign_off(one.subject)
    enter_person("p-signer", "assembly", SIGNER_NAME)
    publish_in(instance, one, **signature(enrolled("p-signer"), word))
    verdict = mirror()
    (step,) = [step for step in verdict.steps if step.step == "sign-offs"]
    assert (verdict.code, step.reason[:26]) == (7, "signed off by passkey: 1; ")
    folder = tmp_path / "mirror"
    whole = replace(TRUST, verify_assertion=verify_assertion)
    read = (file_reader(folder), payload_reader(folder), whole, None, payload_key_reader(folder))
    verdict = verify_record(*read)
    (step,) = [step for step in verdict.steps if step.step == "sign-offs"]
    assert (verdict.code, step.reason[:17]) == (0, "1 by passkey hold")
    # The control: by another key the same signature is found to be wrong.
    wrong = replace(TRUST, verify_assertion=lambda *_: False)
    verdict = verify_record(*read[:2], wrong, *read[3:])
    assert (verdict.code, "does not hold under the passkey" in verdict.reason) == (1, True)
