"""The verifier that the site offers, run as a stranger would: alone, on what the site gave."""

import hashlib
import subprocess
import sys

import pytest

from comity.edge import verifier_bytes
from comity.record import format_vkey
from comity.site.record.verifier import verifier
from tests.site.conftest import SIGNER
from tests.site.record.cosigners import MALLORY

pytestmark = pytest.mark.django_db
KEY = format_vkey(SIGNER.key)


@pytest.fixture
def run(client, published, tmp_path):
    """Download the verifier and a file, and run the one on the other with plain Python."""

    def checked(address, name, *options, change=lambda data: data):
        (tmp_path / "v.pyz").write_bytes(client.get("/comity-verify.pyz").content)
        (tmp_path / name).write_bytes(change(client.get(address).content))
        return subprocess.run(
            [sys.executable, "-I", "v.pyz", name, *options],
            cwd=tmp_path,
            env={"PATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )

    return checked


def test_it_comes_as_a_file_with_the_digest_that_the_page_tells(client, published):
    answer = client.get("/comity-verify.pyz")
    assert answer.content == verifier_bytes()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="comity-verify.pyz"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    page = client.get("/en/record/check/").content.decode()
    assert f">{hashlib.sha256(answer.content).hexdigest()}</bdi>" in page
    assert 'href="/comity-verify.pyz"' in page
    assert KEY in page
    assert verifier().size == len(answer.content) < 1_000_000


@pytest.mark.parametrize("path", ["how-this-works/", "record/", "dialogue/reports/dia-1/", ""])
def test_whoever_reads_how_to_check_is_led_there(client, published, path):
    assert 'href="/en/record/check/"' in client.get(f"/en/{path}").content.decode()


def test_it_proves_an_entry_of_this_site(run):
    done = run("/record/entries/2/receipt.tlog-proof", "e.tlog-proof", "--key", KEY)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_key_is_the_readers_own(run):
    done = run("/record/entries/2/receipt.tlog-proof", "e.tlog-proof")
    assert done.returncode == 5
    other = format_vkey(MALLORY.key)
    with_other = run("/record/entries/2/receipt.tlog-proof", "e.tlog-proof", "--key", other)
    assert with_other.returncode != 0


def test_a_changed_receipt_is_found(run):
    def change(data):
        return data.replace(b"\nindex 2\n", b"\nindex 1\n")

    done = run("/record/entries/2/receipt.tlog-proof", "e.tlog-proof", "--key", KEY, change=change)
    assert done.returncode == 1
