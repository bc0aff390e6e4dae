import hashlib
import hmac
import io
import re
import zipfile

import pytest

from comity.cli.verification import Asked, run
from comity.record import BallotLine, parse_ballot_receipt
from comity.record.ballots import encode_line, seal_line
from comity.record.strict import write_base64
from comity.site.dialogue.actions import write_votings
from comity.site.dialogue.ballot_box import ComeBack, WriteThrough
from comity.site.dialogue.box import set_ballot_box
from comity.site.dialogue.models import VoteLine
from comity.site.record.batches import enter_batch
from comity.site.record.models import Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, NOW, opened, submit, vote

pytestmark = pytest.mark.django_db
PAGE = f"/en/dialogue/conversations/{ID}/"
MINE = f"{PAGE}mine/"
DO = f"{PAGE}do/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    for place in ("live", "leaving"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: NOW)


@pytest.fixture
def live(log, instance):
    """A protected conversation in which others voted, and this browser twice."""
    return opened(instance, ballots="protected")


def unpacked(answer) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def enter(instance):
    enter_batch(log=Log.objects.get(), subject=f"dialogue:conversation:{ID}", now=NOW)
    sequence(instance.log_folder)


def test_before_the_batch_a_promise_and_afterwards_receipts(
    live, client, instance, tmp_path, monkeypatch
):
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path / "home"))
    client.post(f"{DO}vote", {"vote-1": "1", "vote-2": "-1"})
    assert "Download my receipts" in client.get(MINE).content.decode()
    (promise,) = unpacked(client.post(f"{DO}receipts")).items()
    assert promise[0] == "waiting.intake"
    assert promise[1].startswith(b"comity/intake/v1\n")
    for number in range(5):
        vote(instance, number, (1, 1))
    enter(instance)
    answer = client.post(f"{DO}receipts")
    assert answer.headers["Cache-Control"] == "no-store"
    files = unpacked(answer)
    assert sorted(files) == ["ballot-001.ballot-receipt", "ballot-002.ballot-receipt"]
    vkey = Log.objects.get().vkey
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        verdict = run(Asked(tmp_path / name, key=vkey, unsigned_ok=True))
        assert verdict.code == 0, verdict
    broken = parse_ballot_receipt(files["ballot-001.ballot-receipt"]).leaf
    data = files["ballot-002.ballot-receipt"]
    leaf = parse_ballot_receipt(data).leaf
    (tmp_path / "forged").write_bytes(
        data.replace(write_base64(leaf).encode(), write_base64(broken).encode())
    )
    assert run(Asked(tmp_path / "forged", key=vkey, unsigned_ok=True)).code == 1


def test_threat_T6_a_receipt_does_not_show_what_was_voted(live, client, instance):
    client.post(f"{DO}vote", {"vote-1": "1", "vote-2": "-1", "vote-3": "0"})
    enter(instance)
    found = [parse_ballot_receipt(data) for data in unpacked(client.post(f"{DO}receipts")).values()]
    who = VoteLine.objects.first().voter
    # Whoever asks for it knows number, pseudonym and statement, and tries each vote there is.
    lines = [
        BallotLine(seq, who, str(statement), vote_)
        for seq in (1, 2, 3)
        for statement in (1, 2, 3)
        for vote_ in (1, 0, -1)
    ]
    assert not told(found, lines)
    assert len({len(receipt.leaf) for receipt in found}) == 1
    # Control: a leaf that is the bare hash of its line tells the vote at once.
    cast = VoteLine.objects.get(seq=1)
    line = BallotLine(1, who, str(cast.statement), cast.vote)
    bare = hashlib.sha256(encode_line(line)).digest()
    assert told([type("Bare", (), {"leaf": bare})], lines) == [line]


def told(receipts, lines):
    """Return the lines that somebody finds behind receipts by trying them."""
    keys = (bytes(32), b"\x01" * 32)
    found = []
    for line in lines:
        tries = {hashlib.sha256(encode_line(line)).digest()}
        tries |= {seal_line(line, key) for key in keys}
        tries.add(hmac.digest(line.pseudonym.encode(), encode_line(line), "sha256"))
        found += [line for receipt in receipts if receipt.leaf in tries]
    return found


def test_a_stranger_gets_no_receipts(live, client):
    assert client.post(f"{DO}receipts").status_code == 404
    assert client.get(f"{DO}receipts").status_code == 405


def test_what_taking_out_means_is_read_before_it_is_done(live, client, instance):
    client.post(f"{DO}vote", {"vote-1": "1", "vote-2": "-1"})
    page = client.post(f"{DO}take-out").content.decode()
    assert "2 votes are erased" in re.sub(r"\s+", " ", page)
    assert "cannot be taken back" in page
    assert VoteLine.objects.count() == 2
    answer = client.post(f"{DO}take-out", {"step": "do"})
    assert "Your votes and statements are taken out" in answer.content.decode()
    assert VoteLine.objects.count() == 0
    assert "You have not voted yet." in client.get(MINE).content.decode()
    assert client.post(f"{DO}take-out", {"step": "do"}).status_code == 409


def test_nobody_takes_out_what_another_browser_sent(live, client, instance):
    vote(instance, 1, (1, 1))
    submit(instance, 1, "Another’s.")
    assert client.post(f"{DO}take-out", {"step": "do"}).status_code == 409
    assert VoteLine.objects.count() == 1


def test_threat_T5_a_full_disk_takes_nothing_out_now_and_all_of_it_later(live, client):
    class NoRoom:
        def away(self):
            return ComeBack(120, "no_room")

    client.post(f"{DO}vote", {"vote-1": "1"})
    set_ballot_box(NoRoom())
    answer = client.post(f"{DO}take-out", {"step": "do"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
    assert VoteLine.objects.count() == 1
    # Reading what it means costs nothing.
    assert client.post(f"{DO}take-out", {}).status_code == 200
    set_ballot_box(WriteThrough(write_votings))
    assert client.post(f"{DO}take-out", {"step": "do"}).status_code == 200
    assert not VoteLine.objects.exists()
