import re

import pytest
from django.test import Client

from comity.people import Acting
from comity.site.dialogue.models import Conversation
from comity.site.record import meanwhile as keeping
from tests.site.dialogue.world import ID, NOW, opened, rejected, vote

pytestmark = pytest.mark.django_db
PAGE = f"/en/dialogue/conversations/{ID}/"
VOTE = f"{PAGE}do/vote"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w{64})"')
MARK = re.compile(r'name="mark" value="([^"]+)"')


@pytest.fixture
def live(log, instance, monkeypatch):
    """A conversation that is open, seen at NOW."""
    for page in ("live", "question"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{page}.now", lambda: NOW)
    return opened(instance)


def shown(client, path=PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def kept_pages() -> str:
    return "".join(one for one in keeping.LAST[0].values.values() if isinstance(one, str))


@pytest.mark.parametrize("voted", [False, True])
def test_a_page_asks_little_of_the_database(live, client, django_assert_max_num_queries, voted):
    if voted:
        client.post(VOTE, {"vote-1": "1"})
    shown(client)
    with django_assert_max_num_queries(6 + voted):
        shown(client)


def test_threat_T6_nothing_of_ones_own_is_kept_for_others(live, client):
    client.post(VOTE, {"vote-1": "1"})
    address = f"{PAGE}?voted=1"
    own = shown(client, address)
    assert "Kept: you agree with statement 1" in own
    assert "You voted on 1 of 3" in own
    others = shown(Client(), address)
    assert "Kept:" not in others
    assert "You voted on 0 of 3" in others
    assert "How this conversation works" in kept_pages()  # the control: something is kept
    for page in (own, others):
        for told in (TOKEN.search(page).group(1), MARK.search(page).group(1)):
            assert told not in kept_pages()
    assert "Kept:" not in kept_pages()
    assert TOKEN.search(own).group(1) != TOKEN.search(others).group(1)


def test_threat_T6_the_name_of_who_is_signed_in_is_on_no_page_of_another(live, client, monkeypatch):
    where = "comity.site.dialogue.pages.question.acting"
    monkeypatch.setattr(where, lambda _request: Acting("p-9", "Somebody Named", ()))
    shown(client)
    assert not any(place[0] == "page" for place in keeping.LAST[0].values)
    monkeypatch.setattr(where, lambda _request: None)
    shown(client)
    assert any(place[0] == "page" for place in keeping.LAST[0].values)  # the control


def test_what_a_stranger_makes_up_in_an_address_is_not_kept(live, client):
    for query in ("?x=1", "?voted=1&x=2", f"?voted={'1' * 7}"):
        shown(client, PAGE + query)
    assert not any(place[0] == "page" for place in keeping.LAST[0].values)


def test_a_page_tells_at_once_what_was_entered_since(live, client, instance):
    assert "rejected so far" not in shown(client)
    rejected(instance, 1, "Buy my hat.")
    assert "1 was rejected so far" in shown(client)


def test_a_page_tells_at_once_that_it_is_being_closed_and_how_many_voted(live, client, instance):
    assert "Fewer than ten people" in shown(client)
    for number in range(10):
        vote(instance, number, (1, 1))
    assert "At least 10 people have voted" in shown(client)
    Conversation.objects.update(state="closing")
    page = shown(client)
    assert "It is being closed" in page
    assert "<button name=" not in page
