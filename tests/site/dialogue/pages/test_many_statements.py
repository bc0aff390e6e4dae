"""Pages with ten thousand statements on them, which anybody can bring about."""

import re

import pytest

from comity.record import leaf_hash
from comity.site.dialogue.models import Conversation, Statement, VoteLine
from comity.site.dialogue.pages import live, running
from comity.site.record.models import Entry, Log
from tests.site.dialogue.world import ID, NOW, opened
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
PAGE = f"/en/dialogue/conversations/{ID}/"
MANY = 10_000
LARGEST = 100_000


@pytest.fixture
def crowded(log, instance, monkeypatch):
    """A conversation in which ten thousand statements wait and are shown."""
    for place in ("live", "running"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: NOW)
    opened(instance, moderation="after")
    row, of = Conversation.objects.get(), Log.objects.get()
    entries = [
        Entry(log=of, leaf=leaf, leaf_hash=leaf_hash(leaf), payload=b"", act="a", actor="b", at=NOW)
        for leaf in (b"%d" % number for number in range(MANY))
    ]
    kept = Entry.objects.bulk_create(entries)
    Statement.objects.bulk_create(
        Statement(
            conversation=row,
            number=number,
            text=f"Statement {number} of many. " + "Words " * 45,
            language="en",
            state="waiting",
            author=f"{number:032x}",
            day=NOW.date(),
            entry=entry,
        )
        for number, entry in enumerate(kept, start=4)
    )


def numbers(page: str, pattern: str) -> list[int]:
    return [int(number) for number in re.findall(pattern, page)]


def listed(client, query="") -> list[int]:
    page = client.get(f"{PAGE}statements/{query}").content.decode()
    assert len(page) < LARGEST
    return numbers(page, r'<fieldset class="one" id="s([0-9]+)"')


def test_threat_T5_the_list_to_vote_on_is_read_a_page_at_a_time(crowded, client):
    found = [number for at in (1, 2) for number in listed(client, f"?page={at}")]
    assert found == list(range(1, 2 * live.ROWS + 1))
    assert listed(client, "?page=9999")[-1] == MANY + 3
    # What was voted on is found on its page again, whichever it is.
    assert 777 in listed(client, "?statement=777")
    answer = client.post(f"{PAGE}do/vote", {"from": "ballot", "vote-777": "1"})
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "Kept: these are your votes now." in shown
    assert 'name="vote-777" value="1" checked' in shown
    assert listed(client) == listed(client, "?statement=0")


def test_threat_T5_the_office_reads_what_waits_a_page_at_a_time(crowded, client):
    assert b"10,000 wait." in client.get(f"{PAGE}office/").content
    somebody("moderator", person="p-2")
    sign_in(client, "p-2")
    for at, first in ((1, 4), (2, 4 + running.ROWS)):
        page = client.get(f"{PAGE}office/?page={at}").content.decode()
        assert len(page) < LARGEST
        found = numbers(page, r'name="statement" value="([0-9]+)"')
        assert found == list(range(first, first + running.ROWS))


def test_one_s_own_votes_are_read_a_page_at_a_time(crowded, client):
    client.post(f"{PAGE}do/vote", {"vote-1": "1"})
    (line,) = VoteLine.objects.all()
    row = Conversation.objects.get()
    VoteLine.objects.bulk_create(
        VoteLine(conversation=row, seq=number, voter=line.voter, statement=number, vote=1)
        for number in range(2, MANY)
    )
    page = client.get(f"{PAGE}mine/").content.decode()
    assert len(page) < LARGEST
    assert "Page 1 of 200" in page
