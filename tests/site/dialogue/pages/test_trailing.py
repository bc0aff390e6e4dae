"""Everybody reads what became of each statement, and no words that are not shown."""

import pytest

from comity.site.dialogue.browser import COOKIE
from comity.site.dialogue.tasks import draft_now
from tests.site.dialogue.actions.test_appeals import judge
from tests.site.dialogue.audited import publish
from tests.site.dialogue.closed import close_now
from tests.site.dialogue.world import ID, NOW, appeal, concern, opened, rejected, vote
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
PAGE = f"/en/dialogue/conversations/{ID}/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Pages of this room are seen at NOW."""
    for place in ("live", "running", "trailing"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: NOW)


def text(client, path: str = f"{PAGE}trail/") -> str:
    return client.get(path).content.decode()


def test_a_visitor_reads_steps_and_reasons_of_a_rejected_statement(log, instance, client):
    opened(instance)
    appeal(instance, 1, rejected(instance, 1, "Ask the fishermen too."), "My own words.")
    page = text(client)
    assert "Rejected: It is about something else than the question." in page
    assert "Its author appealed to another person" in page
    assert "fishermen" not in page
    assert "My own words" not in page
    judge("overturned", "understood")
    page = text(client)
    assert "Ask the fishermen too." in page
    assert "The rejection was overturned:" in page
    assert f"{PAGE}trail/" in text(client, PAGE)
    # Its author reads the same beside it.
    client.cookies[COOKIE] = f"{1:032x}"
    own = text(client, f"{PAGE}mine/")
    assert own.count("overturned") == 1


def test_after_publication_every_statement_is_used_or_says_why_not(log, instance, client):
    opened(instance)
    vote(instance, 1, (1, 1))
    concern(instance, 1, 1)
    assert "concerns about statements" not in text(client)
    close_now(instance)
    draft_now(instance, ID, "en")
    somebody("secretary", person="p-1")
    sign_in(client, "p-1")
    draft = text(client, f"{PAGE}draft/")
    assert "Statements with which the report does not lead, and why" in draft
    publish(instance)
    page = text(client)
    said = "The record holds 1 entry of concerns about statements"
    assert said in page
    assert said in text(client, f"/en/dialogue/reports/{ID}/")
    assert page.count("sed in the report:") == page.count("<section")
