"""Whoever has voted raises a concern, changes it, takes it back; a moderator reads and decides."""

import pytest
from django.test import Client

from comity.site.dialogue.browser import COOKIE
from comity.site.dialogue.models import ConcernRow, Statement
from tests.site.dialogue.world import ID, NOW, concern, opened, vote
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
PAGE = f"/en/dialogue/conversations/{ID}/"
OFFICE = f"{PAGE}office/"
ASK = f"{PAGE}concern/?statement=1"
WORDS = "It names my neighbour."


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Pages of this room are seen at NOW."""
    for place in ("live", "running", "concerning"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: NOW)


@pytest.fixture
def live(log, instance):
    """A conversation in which two people have voted."""
    opened(instance)
    for number in (1, 2):
        vote(instance, number, (2, 1))
    return instance


@pytest.fixture
def voting(live, client):
    """A browser that has voted."""
    client.cookies[COOKIE] = f"{1:032x}"
    return client


@pytest.fixture
def moderating(live):
    """The browser of a moderator."""
    somebody("moderator", person="p-1")
    browser = Client()
    sign_in(browser, "p-1")
    return browser


def text(client, path: str) -> str:
    return client.get(path).content.decode()


def send(client, reason="personal", words=WORDS, **more):
    fields = {"statement": "1", "reason": reason, "text": words, **more}
    return client.post(f"{PAGE}do/concern", fields)


def test_a_voter_finds_the_way_raises_one_and_takes_it_back(voting):
    assert "concern/?statement=" in text(voting, PAGE)
    assert f'action="{PAGE}concern/"' in text(voting, f"{PAGE}statements/")
    assert "Everybody should be heard." in text(voting, ASK)
    assert send(voting).status_code == 303
    page = text(voting, ASK)
    assert "Kept: you raised a concern." in page
    assert WORDS in page
    assert send(voting, step="take-back").status_code == 303
    assert "Kept: you raised a concern." not in text(voting, ASK)
    assert ConcernRow.objects.count() == 2


def test_nobody_else_sees_it(voting, live):
    send(voting)
    other = Client()
    other.cookies[COOKIE] = f"{2:032x}"
    for path in (PAGE, f"{PAGE}statements/", ASK, OFFICE, f"{PAGE}mine/"):
        assert WORDS not in text(other, path)


def test_who_has_not_voted_is_told_so_and_keeps_the_words(live, client):
    answer = send(client)
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert not ConcernRow.objects.exists()


@pytest.mark.parametrize("words", ["a" * 301, "pay \u202e001", "a" * 1_000_000])
def test_what_cannot_be_taken_stands_in_the_form_again(voting, words):
    answer = send(voting, words=words)
    assert answer.status_code == 422
    assert words[:30].replace("\u202e", "") in answer.content.decode()


def test_a_moderator_reads_it_without_a_number_and_rejects(live, moderating):
    concern(live, 1, 1, text=WORDS)
    page = text(moderating, OFFICE)
    assert WORDS in page
    assert "Fewer than ten concerns" in page
    fields = {"statement": "1", "decision": "rejected", "reason-rejected": "personal"}
    assert moderating.post(f"{PAGE}do/decide-concerns", fields).status_code == 303
    assert Statement.objects.get(number=1).state == "rejected"
    assert WORDS not in text(moderating, OFFICE)


def test_a_visitor_decides_on_none(live, client):
    concern(live, 1, 1, text=WORDS)
    fields = {"statement": "1", "decision": "rejected", "reason-rejected": "personal"}
    assert client.post(f"{PAGE}do/decide-concerns", fields).status_code == 409
    assert Statement.objects.get(number=1).state == "accepted"


def test_a_number_that_is_none_asks_to_choose(live, client):
    for path in (f"{PAGE}concern/", f"{PAGE}concern/?statement=99", f"{PAGE}concern/?statement=x"):
        assert "Choose a statement that is shown." in text(client, path)


def test_a_full_disk_asks_to_come_back(voting, monkeypatch):
    class Away:
        def away(self):
            return type("ComeBack", (), {"seconds": 7})

    monkeypatch.setattr("comity.site.dialogue.pages.saying.ballot_box", Away)
    assert send(voting).status_code == 503
