"""An author asks another person to look again; that person decides; everybody reads the counts."""

import pytest
from django.test import Client

from comity.site.dialogue.browser import COOKIE
from comity.site.dialogue.models import AppealRow, Statement
from tests.site.dialogue.world import ID, NOW, appeal, opened, rejected, submit
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
PAGE = f"/en/dialogue/conversations/{ID}/"
OFFICE = f"{PAGE}office/"
MINE = f"{PAGE}mine/"
ASK = f"{PAGE}appeal/?statement=4"
WORDS = "It is about the question."


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Pages of this room are seen at NOW."""
    for place in ("live", "running", "appealing"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: NOW)


@pytest.fixture
def another():
    """What makes another browser."""
    return Client


@pytest.fixture
def live(log, instance):
    """A conversation in which the statement of browser 1 was rejected."""
    opened(instance)
    rejected(instance, 1, "Ask the fishermen too.")
    return instance


@pytest.fixture
def author(live, client):
    """The browser that sent the statement."""
    client.cookies[COOKIE] = f"{1:032x}"
    return client


def text(client, path: str) -> str:
    return client.get(path).content.decode()


def send(client, words=WORDS, number=4):
    return client.post(f"{PAGE}do/appeal", {"statement": str(number), "appeal": words})


def judge(client, outcome, reason, number=4):
    fields = {"statement": str(number), "outcome": outcome, f"reason-{outcome}": reason}
    return client.post(f"{PAGE}do/decide-appeal", fields)


def test_the_author_finds_the_way_sends_it_and_reads_that_it_waits(author):
    assert "appeal/?statement=4" in text(author, MINE)
    asked = text(author, ASK)
    assert "Ask the fishermen too." in asked
    answer = send(author)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{MINE}#s4")
    page = text(author, MINE)
    assert "The appeal waits for another moderator." in page
    assert "appeal/?statement=4" not in page
    assert "Your appeal is here already." in text(author, ASK)


def test_nobody_else_sees_the_form_nor_can_send(live, client):
    assert "There is no statement of yours here" in text(client, ASK)
    assert send(client).status_code == 422
    client.cookies[COOKIE] = f"{2:032x}"
    assert "Ask the fishermen" not in text(client, ASK)
    assert send(client).status_code == 422
    assert not AppealRow.objects.exists()


@pytest.mark.parametrize("words", ["", "a" * 501, "pay \u202e001", "a" * 1_000_000])
def test_what_cannot_be_taken_stands_in_the_form_again(author, words):
    answer = send(author, words)
    assert answer.status_code == 422
    assert words[:30].replace("\u202e", "") in answer.content.decode()


def test_another_moderator_reads_it_and_overturns(author, live, another):
    appeal(live, 1, 4, WORDS)
    somebody("moderator", person="p-1")
    other = another()
    sign_in(other, "p-1")
    page = text(other, OFFICE)
    assert WORDS in page
    assert 'name="reason-overturned"' in page
    assert judge(other, "overturned", "understood").status_code == 303
    assert Statement.objects.get(number=4).state == "accepted"
    mine = text(author, MINE)
    assert "Another moderator overturned the rejection:" in mine
    assert "It can be understood and voted on as it stands." in mine
    public = text(another(), PAGE)
    assert "1 was rejected so far." in public
    assert "Against 1 of these rejections its author appealed" in public
    assert "overturned: 1." in public


def test_upheld_the_author_reads_the_reason(author, live, another):
    appeal(live, 1, 4, WORDS)
    somebody("moderator", person="p-1")
    other = another()
    sign_in(other, "p-1")
    assert judge(other, "upheld", "several").status_code == 303
    page = text(author, MINE)
    assert "Another moderator upheld the rejection:" in page
    assert "The rejection was upheld" not in page
    assert "This is final" in page
    assert "It says several things at once" in page


def test_a_visitor_reads_that_appeals_wait_and_none_of_their_words(live, client):
    appeal(live, 1, 4, WORDS)
    page = text(client, OFFICE)
    assert "1 appeal waits." in page
    assert WORDS not in page
    assert judge(client, "overturned", "understood").status_code == 409
    assert AppealRow.objects.get().state == "waiting"


def test_the_office_says_that_a_second_moderator_is_needed(live, client, another):
    somebody("moderator", person="p-1")
    sign_in(client, "p-1")
    answer = client.post(f"{PAGE}do/moderate", {"statement": "5", "decision": "rejected"})
    assert answer.status_code == 409

    submit(live, 2, "Ask the cooks.")
    fields = {"statement": "5", "decision": "rejected", "reason": "off_topic"}
    assert client.post(f"{PAGE}do/moderate", fields).status_code == 303
    author = another()
    author.cookies[COOKIE] = f"{2:032x}"
    assert send(author, number=5).status_code == 303
    page = text(client, OFFICE)
    assert "A second moderator is needed" in page
    assert "You rejected it: another person decides on the appeal." in page
    assert judge(client, "overturned", "understood", 5).status_code == 409
    # The control: with another one it does not say so.
    somebody("moderator", person="p-2")
    assert "A second moderator is needed" not in text(client, OFFICE)


def test_whoever_closes_is_told_what_waits(live, client):
    appeal(live, 1, 4, WORDS)
    somebody("secretary", person="p-1")
    sign_in(client, "p-1")
    page = text(client, OFFICE)
    assert "Not decided on yet: statements 0, appeals 1." in page
    assert WORDS not in page


def test_a_full_disk_asks_to_come_back(author, monkeypatch):
    class Away:
        def away(self):
            return type("ComeBack", (), {"seconds": 7})

    monkeypatch.setattr("comity.site.dialogue.pages.saying.ballot_box", Away)
    assert send(author).status_code == 503
