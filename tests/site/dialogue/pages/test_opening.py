import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.dialogue import decode_terms
from comity.site.dialogue.models import Conversation, Statement
from comity.site.members.models import PersonRow
from tests.site.members.factories import PASSWORD, sign_in, somebody

pytestmark = pytest.mark.django_db
PAGE = "/en/dialogue/open/"
DO = "/en/dialogue/do/open"
SOON = (datetime.now(UTC) + timedelta(days=14)).replace(hour=17, minute=0)
CLOSES = f"{SOON:%Y-%m-%dT%H:%M}"
FILLED = {
    "title": "Fish and nets",
    "question": "Should nets be marked?",
    "benefit": "Lost nets are found.",
    "risk": "Marks cost money.",
    "language": "en",
    "opens": "",
    "closes": CLOSES,
    "ballots": "open",
    "moderation": "before",
    "statements": "Every net needs a mark.\n\nMarks should be free.",
}


@pytest.fixture
def secretary(log, client):
    """The secretary is signed in."""
    somebody("secretary", person="p-1")
    sign_in(client, "p-1")


def test_a_conversation_is_checked_and_then_opened(secretary, client):
    assert b"Open a conversation" in client.get("/en/dialogue/").content
    assert client.get(PAGE).status_code == 200
    check = client.post(DO, {**FILLED, "step": "check"}).content.decode()
    assert "Should nets be marked?" in check
    assert f"{SOON.day} {SOON:%B %Y}, 17:00" in check
    assert not Conversation.objects.exists()
    answer = client.post(DO, {**FILLED, "step": "open"})
    assert answer.headers["Location"] == "/en/dialogue/conversations/dia-1/office/"
    row = Conversation.objects.get()
    assert (row.symbol, row.title) == ("A24/DIA/1", "Fish and nets")
    found = decode_terms(bytes(row.terms))
    assert (found.ballots, found.rule[:2]) == ("open", ("common-ground", "2"))
    assert list(Statement.objects.values_list("text", flat=True)) == [
        "Every net needs a mark.",
        "Marks should be free.",
    ]


def test_what_was_filled_in_stays_while_it_is_mended(secretary, client):
    wrong = {**FILLED, "risk": " ", "closes": "soon", "ballots": "secret"}
    answer = client.post(DO, {**wrong, "step": "open"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in ("“risk” is empty", "“ballots” is", "it closes at"):
        assert said in page
    assert ">Lost nets are found.</textarea>" in page
    again = client.post(DO, {**FILLED, "step": "change"}).content.decode()
    assert f'value="{CLOSES}"' in again
    assert not Conversation.objects.exists()


def test_a_first_statement_that_is_too_long_opens_nothing(secretary, client):
    answer = client.post(DO, {**FILLED, "statements": "x" * 400, "step": "open"})
    assert answer.status_code == 422
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("role", [None, "delegate", "auditor"])
def test_who_has_no_mandate_opens_nothing(log, client, role):
    if role:
        somebody(role, person="p-3", party="p-01")
        sign_in(client, "p-3")
    assert client.get(PAGE).status_code == 403
    assert client.post(DO, {**FILLED, "step": "open"}).status_code == 422
    assert not Conversation.objects.exists()
    assert b"Open a conversation" not in client.get("/en/dialogue/").content


def test_the_next_symbol_follows_the_last(secretary, client):
    for _ in range(2):
        client.post(DO, {**FILLED, "step": "open"})
    symbols = Conversation.objects.order_by("symbol").values_list("symbol", flat=True)
    assert list(symbols) == ["A24/DIA/1", "A24/DIA/2"]


def sign_in_again(page: str, client):
    """Sign in on the page that a lost session led to; return the answer."""
    kept = re.search(r'name="kept" value="([^"]*)"', page)[1]
    handle = PersonRow.objects.get(pk="p-1").handle
    fields = {"handle": handle, "password": PASSWORD, "kept": kept}
    wrong = client.post("/en/sign-in/", {**fields, "code": "x"}).content.decode()
    assert f'name="kept" value="{kept}"' in wrong
    return client.post("/en/sign-in/", {**fields, "code": client.codes.pop(0)})


@pytest.fixture
def signed_out(log, client):
    """The secretary was signed in, and is not any more; the codes left are with the browser."""
    somebody("secretary", person="p-1")
    client.codes = sign_in(client, "p-1")
    del client.cookies["session"]


def test_what_was_filled_in_outlives_the_session(signed_out, client):
    page = client.post(DO, {**FILLED, "step": "open"}).content.decode()
    assert "Nobody is signed in in this browser any more" in page
    answer = sign_in_again(page, client)
    again = answer.content.decode()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "You are signed in" in again
    assert "Every net needs a mark.<br><br>Marks should be free.</blockquote>" in again
    assert f'action="{DO}"' in again
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', again))
    assert "step" not in fields
    check = client.post(DO, fields).content.decode()
    assert "Should nets be marked?" in check
    assert not Conversation.objects.exists()
    assert client.post(DO, {**fields, "step": "open"}).status_code == 303
    assert Conversation.objects.count() == 1


def test_threat_T5_words_that_this_site_did_not_seal_are_shown_to_nobody(signed_out, client):
    page = client.post(DO, {**FILLED, "step": "open"}).content.decode()
    forged = page.replace('name="kept" value="', 'name="kept" value="x')
    assert sign_in_again(forged, client).headers["Location"] == "/en/account/"


def checked(client, **changes) -> dict[str, str]:
    """Return what the page to check sends on."""
    page = client.post(DO, {**FILLED, **changes, "step": "check"}).content.decode()
    once = re.search(r'name="once" value="([0-9a-f]{32})"', page)[1]
    return {**FILLED, **changes, "once": once, "step": "open"}


def test_a_double_click_opens_one_conversation(secretary, client):
    fields = checked(client)
    answers = {client.post(DO, fields).headers["Location"] for _ in range(3)}
    assert answers == {"/en/dialogue/conversations/dia-1/office/"}
    assert (Conversation.objects.count(), Statement.objects.count()) == (1, 2)
    # The control: what was changed and checked again is another one.
    client.post(DO, checked(client, title="Fish and boats"))
    assert Conversation.objects.count() == 2


def test_who_may_not_add_statements_learns_it_before_anything_is_opened(log, client):
    somebody("secretary", "dialogue.open_conversation", person="p-1")
    sign_in(client, "p-1")
    for step in ("check", "open"):
        answer = client.post(DO, {**FILLED, "step": step})
        assert answer.status_code == 422
        assert "Every net needs a mark." in answer.content.decode()
    assert not Conversation.objects.exists()
    # The control: with nothing to add the mandate is enough.
    assert client.post(DO, {**FILLED, "statements": "", "step": "open"}).status_code == 303


def test_a_close_that_nobody_lives_to_see_is_named_and_nothing_typed_is_lost(secretary, client):
    answer = client.post(DO, {**FILLED, "closes": "9999-12-31T23:59", "step": "open"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is open for 366 days at most" in page
    assert 'value="9999-12-31T23:59"' in page
    assert "Every net needs a mark." in page
    assert not Conversation.objects.exists()


def test_a_file_of_statements_and_tiers_are_checked_and_opened(secretary, client):
    data = b"statement,text,language\n1,Plus vite.,fr\n"
    chosen = {"tiers": ["anonymous", "delegation"], "tier": "anonymous", "languages": ["en", "fr"]}
    sent = SimpleUploadedFile("s.csv", data, "text/csv")
    page = client.post(DO, {**FILLED, **chosen, "list": sent, "step": "check"}).content.decode()
    assert re.search(r"Plus vite\. <bdi[^>]*>\[fr\]</bdi>", page)
    assert "Groups and results are those of: Anybody, unchecked" in page
    hidden = re.findall(r'<textarea name="(\w+)" hidden[^>]*>([^<]*)</textarea>', page)
    client.post(DO, {**dict(hidden), "step": "open"})
    found = decode_terms(bytes(Conversation.objects.get().terms))
    assert (found.tiers, found.languages) == (("anonymous", "delegation"), ("en", "fr"))
    seeds = Statement.objects.order_by("number").values_list("text", "language")
    assert list(seeds)[-1] == ("Plus vite.", "fr")


def test_a_file_that_is_no_list_opens_nothing_and_keeps_what_was_typed(secretary, client):
    sent = SimpleUploadedFile("s.csv", b"\x00\xff", "text/csv")
    answer = client.post(DO, {**FILLED, "list": sent, "step": "check"})
    assert answer.status_code == 422
    assert "Every net needs a mark." in answer.content.decode()


def test_one_begins_from_an_earlier_conversation(secretary, client):
    client.post(DO, {**FILLED, "step": "open"})
    page = client.get(f"{PAGE}?like=dia-1").content.decode()
    assert ">Should nets be marked?</textarea>" in page
    assert "Marks should be free." in page
    assert f'value="{CLOSES}"' not in page
    assert client.get(f"{PAGE}?like=dia-99").status_code == 200
    office = client.get("/en/dialogue/conversations/dia-1/office/").content.decode()
    assert "/en/dialogue/open/?like=dia-1" in office
