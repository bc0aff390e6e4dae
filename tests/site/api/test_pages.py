import re
from datetime import timedelta

import pytest

from comity.site.api.models import Token
from comity.site.api.tokens import holder_of
from comity.site.members.models import MandateRow
from tests.site.conftest import NOW
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
PAGE = "/en/account/tokens/"


@pytest.fixture
def at_noon(monkeypatch):
    """See everything at the time of the test world."""
    for name in ("api.pages", "members.account_pages", "members.answers"):
        monkeypatch.setattr(f"comity.site.{name}.now", lambda: NOW)


@pytest.fixture
def inside(log, client, at_noon):
    """A moderator who has just signed in."""
    somebody("moderator")
    sign_in(client, "p-1")
    return client


def form(**changed):
    mandate = MandateRow.objects.get(holder="p-1").id
    fields = {"do": "make", "mandate": mandate, "name": "Mine", "scope": ["read"]}
    return {**fields, **changed}


def test_a_visitor_is_led_to_sign_in(log, client):
    assert client.get(PAGE).headers["Location"].startswith("/en/sign-in/")
    assert client.post(PAGE, {"do": "make"}).headers["Location"].startswith("/en/sign-in/")


def test_a_token_is_shown_once(inside):
    page = inside.post(PAGE, form()).content.decode()
    (token,) = re.findall(r"[0-9a-f]{16}\.[0-9a-f]{64}", page)
    assert holder_of(token, NOW).acting.person == "p-1"
    again = inside.get(PAGE)
    assert token not in again.content.decode()
    assert "Mine" in again.content.decode()
    assert again.headers["Cache-Control"] == "no-store"


def test_a_token_is_ended(inside):
    inside.post(PAGE, form())
    row = Token.objects.get()
    assert inside.post(PAGE, {"do": "end", "token": row.id}).status_code == 303
    assert not Token.objects.exists()


def test_password_and_code_are_asked_for_again_before_a_token_is_made(inside, monkeypatch):
    later = NOW + timedelta(minutes=16)
    monkeypatch.setattr("comity.site.api.pages.now", lambda: later)
    assert b"Confirm that it is you" in inside.get(PAGE).content
    answer = inside.post(PAGE, form())
    assert answer.headers["Location"].startswith("/en/confirm/")
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    "changed", [{"scope": []}, {"mandate": "m-none"}, {"scope": ["dialogue.publish_report"]}]
)
def test_a_token_for_nothing_is_refused_with_a_remedy(inside, changed):
    answer = inside.post(PAGE, form(**changed))
    assert answer.status_code == 422
    assert b"Choose the mandate and what the token is for." in answer.content
    assert not Token.objects.exists()


def test_the_page_offers_only_what_the_mandate_covers(inside):
    page = inside.get(PAGE).content.decode()
    assert re.findall(r'name="scope" value="([\w.]+)"', page) == [
        "read",
        "dialogue.open_conversation",
        "dialogue.seed_statements",
        "dialogue.enter_translation",
        "dialogue.moderate_statement",
        "dialogue.decide_appeal",
        "dialogue.decide_concerns",
    ]


def test_the_account_leads_here(inside):
    assert f'href="{PAGE}"' in inside.get("/en/account/").content.decode()


def test_the_account_says_that_tokens_outlive_sessions_and_ends_them_all(inside):
    inside.post(PAGE, form())
    inside.post("/en/account/", {"do": "end-others"})
    assert Token.objects.exists()
    page = inside.get("/en/account/").content.decode()
    assert "Tokens for programs go on when sessions end." in page
    assert re.search(rf'action="{PAGE}".*?value="end-all"', page, re.DOTALL)
    assert inside.get(PAGE, {"do": "end-all"}).status_code == 200
    assert Token.objects.exists()
    assert inside.post(PAGE, {"do": "end-all"}).status_code == 303
    assert not Token.objects.exists()
