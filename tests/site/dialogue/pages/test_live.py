import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from comity.site.dialogue.actions import write_votings
from comity.site.dialogue.ballot_box import ComeBack, NotKnownError, WriteThrough
from comity.site.dialogue.box import set_ballot_box
from comity.site.dialogue.models import Conversation, Statement, VoteLine
from tests.site.dialogue.world import ID, NOW, opened, submit, vote
from tests.site.tampering import tampered

pytestmark = pytest.mark.django_db
PAGE = f"/en/dialogue/conversations/{ID}/"
BALLOT = f"{PAGE}statements/"
MINE = f"{PAGE}mine/"
SUGGEST = f"{PAGE}suggest/"
VOTE = f"{PAGE}do/vote"
SEND = f"{PAGE}do/statement"


@pytest.fixture
def live(log, instance, monkeypatch):
    """A conversation that is open, seen at NOW."""
    for page in ("live", "question"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{page}.now", lambda: NOW)
    return opened(instance)


def shown(client, path=PAGE) -> str:
    return client.get(path).content.decode()


def fields(page: str) -> dict[str, str]:
    """Return the hidden fields of the page."""
    hidden = r'<input type="hidden" name="(\w+)" value="([^"]*)">'
    return dict(re.findall(hidden, page))


def test_one_tap_from_the_link_to_the_first_vote(live, client):
    page = shown(client)
    assert "Should it be so?" in page
    assert page.count("<button name=") == 3
    form = fields(page)
    answer = client.post(VOTE, {**form, "vote": "1"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{PAGE}?voted={form['statement']}#vote"
    (line,) = VoteLine.objects.all()
    assert (line.statement, line.vote) == (int(form["statement"]), 1)
    assert 0 < line.propensity <= 1_000_000
    after = shown(client, answer.headers["Location"])
    assert "You voted on 1 of 3 statements" in after
    assert f"Kept: you agree with statement {form['statement']}" in after


def test_looking_leaves_nothing_in_the_browser_but_the_token_of_the_form(live, client):
    answer = client.get(PAGE)
    assert set(answer.cookies) == {"csrftoken"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert not VoteLine.objects.exists()


def test_the_cookie_of_a_voter_is_out_of_reach_of_scripts_and_of_other_sites(live, client):
    cookie = client.post(VOTE, {**fields(shown(client)), "vote": "1"}).cookies["comity-voter"]
    assert re.fullmatch("[0-9a-f]{32}", cookie.value)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    # What is stored is the pseudonym, not what the browser keeps.
    assert not VoteLine.objects.filter(voter=cookie.value).exists()


def test_a_vote_leads_back_to_its_own_page_in_its_own_language(live, client):
    sent = {"statement": "1", "vote": "1"}
    for page in (PAGE, PAGE.replace("/en/", "/ar/"), PAGE.replace("/en/", "/zh/"), PAGE):
        for part, origin in (("", ""), ("statements/", "ballot")):
            answer = client.post(f"{page}do/vote", {**sent, "from": origin})
            assert answer.headers["Location"] == f"{page}{part}?voted=1#vote"


@pytest.mark.parametrize("name", ["dia-99", "DIA-1", "dia_1"])
def test_a_vote_in_no_conversation_finds_no_page(live, client, name):
    assert client.post(VOTE.replace(ID, name), {"statement": "1", "vote": "1"}).status_code == 404


def test_a_page_loaded_again_shows_the_same_statement(live, client):
    client.post(VOTE, {**fields(shown(client)), "vote": "1"})
    assert len({fields(shown(client))["statement"] for _ in range(5)}) == 1


def test_each_statement_comes_once_and_then_none(live, client):
    seen = []
    for _ in range(3):
        form = fields(shown(client))
        seen.append(form["statement"])
        client.post(VOTE, {**form, "vote": "0"})
    assert sorted(seen) == ["1", "2", "3"]
    assert "You have voted on every statement there is" in shown(client)


def test_several_votes_at_once_and_changed_from_the_list(live, client):
    client.post(VOTE, {"from": "ballot", "vote-1": "1", "vote-2": "-1"})
    assert VoteLine.objects.count() == 2
    answer = client.post(VOTE, {"from": "ballot", "vote-1": "0"})
    assert answer.headers["Location"] == f"{BALLOT}?voted=1#vote"
    page = shown(client, BALLOT)
    assert 'name="vote-1" value="0" checked' in page
    assert 'name="vote-2" value="-1" checked' in page
    assert 'name="vote-3" value="1" checked' not in page


def test_a_bad_vote_among_good_ones_is_named_and_the_good_ones_are_kept(live, client):
    answer = client.post(VOTE, {"vote-1": "1", "vote-2": "7", "vote-88": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "the vote on statement 2 is “7”" in page
    assert "there is no statement 88" in page
    assert list(VoteLine.objects.values_list("statement", "vote")) == [(1, 1)]
    # The browser keeps its pseudonym all the same.
    assert "comity-voter" in answer.cookies


def test_a_mark_of_another_statement_or_made_up_counts_for_nothing(live, client):
    form = fields(shown(client))
    other = str(int(form["statement"]) % 3 + 1)
    client.post(VOTE, {"statement": other, "mark": form["mark"], "vote": "1"})
    client.post(VOTE, {"statement": other, "mark": f"{other}:999999:nonsense", "vote": "1"})
    assert set(VoteLine.objects.values_list("propensity", flat=True)) == {None}


def test_two_browsers_are_two_voters_and_do_not_see_each_other(live, client):
    other = Client()
    client.post(VOTE, {"vote-1": "1"})
    other.post(VOTE, {"vote-1": "-1"})
    assert len(set(VoteLine.objects.values_list("voter", flat=True))) == 2
    assert "✓ Agree" in shown(client, MINE)
    assert "✗ Disagree" in shown(other, MINE)
    assert "You have not voted yet" in shown(Client(), MINE)


def test_a_vote_after_the_close_is_refused_in_words_and_noted(live, client, monkeypatch):
    late = NOW + timedelta(days=30)
    for page in ("live", "question"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{page}.now", lambda: late)
    answer = client.post(VOTE, {"vote-1": "1"})
    assert answer.status_code == 409
    assert "takes nothing at the moment" in answer.content.decode()
    assert not VoteLine.objects.exists()
    assert "<button name=" not in shown(client)


class Full:
    """A box that is full."""

    def away(self):
        return ComeBack(7, "full")

    def cast(self, request, votes=1):
        return ComeBack(7, "full")


class Slow:
    """A box that does not answer in time."""

    def cast(self, request, votes=1):
        raise NotKnownError


@pytest.mark.parametrize(("box", "seconds"), [(Full(), "7"), (Slow(), "30")])
def test_where_the_box_is_full_people_are_asked_to_come_back(live, client, box, seconds):
    set_ballot_box(box)
    answer = client.post(VOTE, {"vote-1": "1"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, seconds)
    assert "Please come back" in answer.content.decode()


@pytest.mark.parametrize("step", ["check", "send"])
def test_threat_T5_a_full_disk_takes_no_statement_either_and_loses_none(live, client, step):
    fields = {"statement": "Ask <them> & us.", "language": "fr", "once": "d" * 32, "step": step}
    set_ballot_box(Full())
    answer = client.post(SEND, fields)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    page = answer.content.decode()
    assert ">Ask &lt;them&gt; &amp; us.</textarea>" in page
    assert "Send it again in 7 seconds." in page
    assert Statement.objects.count() == 3
    # The control: with room the same form is taken.
    set_ballot_box(WriteThrough(write_votings))
    assert client.post(SEND, {**fields, "step": "send"}).status_code == 303
    assert Statement.objects.count() == 4


def test_a_statement_is_checked_before_it_is_sent(live, client):
    form = fields(shown(client, SUGGEST))
    sent = {"once": form["once"], "statement": " Ask <them>. ", "language": "fr"}
    check = client.post(SEND, {**sent, "step": "check"}).content.decode()
    assert "Ask &lt;them&gt;." in check
    assert 'lang="fr"' in check
    assert Statement.objects.count() == 3
    again = client.post(SEND, {**sent, "step": "change"}).content.decode()
    assert ">Ask &lt;them&gt;.</textarea>" in again
    for _ in range(2):
        answer = client.post(SEND, {**fields(check), "step": "send"})
        assert answer.headers["Location"] == MINE
    assert Statement.objects.filter(number__gt=3).count() == 1
    assert "It waits for a moderator" in shown(client, MINE)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "The statement is empty"),
        ("a" * 1_000_000, "The statement has 1000000 characters"),
        ("pay \u202e001", "invisible control characters: U+202E"),
    ],
)
def test_a_bad_statement_comes_back_with_what_is_wrong_and_what_was_typed(
    live, client, typed, said
):
    answer = client.post(SEND, {"statement": typed, "language": "en", "step": "check"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert typed.replace("\u202e", "") in page
    assert "\u202e" not in page


def test_its_author_reads_what_became_of_a_statement(live, client, instance):
    client.post(SEND, {"statement": "Ask.", "language": "en", "once": "c" * 32, "step": "send"})
    row = Statement.objects.get(number=4)
    entry = Conversation.objects.get().opened
    Statement.objects.filter(pk=row.pk).update(state="rejected", reason="unclear", decided=entry)
    assert "It cannot be understood without something that is not here." in shown(client, MINE)
    assert "cannot be understood" not in shown(Client(), MINE)


def test_the_short_code_leads_there_in_the_language_of_the_browser(live, client):
    code = Conversation.objects.get().code
    answer = client.get(f"/c/{code.lower()}", headers={"Accept-Language": "ar"})
    assert answer.headers["Location"] == f"/ar/dialogue/conversations/{ID}/"
    assert "Accept-Language" in answer.headers["Vary"]
    typed = f"{code[:3]} {code[3:]}"
    assert client.get("/en/dialogue/join/", {"code": typed}).headers["Location"] == PAGE
    assert client.get("/c/nothere").status_code == 404
    assert "No conversation has this code" in shown(client, "/en/dialogue/join/?code=xxxxxx")


def test_counts_of_people_move_in_steps_of_ten(live, client, instance):
    for number in range(9):
        vote(instance, number, (1, 1))
    assert "Fewer than ten people have voted" in shown(client)
    vote(instance, 9, (1, 1))
    vote(instance, 10, (1, 1))
    assert "At least 10 people have voted" in shown(client)


def test_without_the_key_of_its_pseudonyms_nobody_votes_as_somebody_else(live, client, instance):
    client.post(VOTE, {"vote-1": "1"})
    (instance.pseudonym_folder / f"{ID}.pseudonyms").unlink()
    answer = client.post(VOTE, {"vote-2": "1"})
    assert answer.status_code == 409
    assert "the key of its pseudonyms is not there" in answer.content.decode()
    assert "You have not voted yet." in shown(client, MINE)
    page = shown(client, PAGE)
    assert "Suspended: the key by which it knows its people again is missing." in page
    assert 'name="vote"' not in page
    assert VoteLine.objects.count() == 1


def test_a_form_from_elsewhere_is_refused(live):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(VOTE, {"vote-1": "1"}).status_code == 403
    strict.get(PAGE)
    token = strict.cookies["csrftoken"].value
    kept = strict.post(VOTE, {"vote-1": "1", "csrfmiddlewaretoken": token})
    assert kept.status_code == 303


@pytest.mark.parametrize("secure", [True, False])
def test_over_tls_what_the_browser_keeps_stays_there(live, client, secure):
    client.post(VOTE, {"vote-1": "1"}, secure=secure)
    assert bool(client.cookies["comity-voter"]["secure"]) is secure


def test_a_waiting_statement_is_not_shown(live, client, instance):
    submit(instance, 1, "Not seen yet.")
    assert "Not seen yet." not in shown(client, BALLOT)


def test_what_nobody_opened_is_not_there(log, client):
    for path in (PAGE, BALLOT, MINE, SUGGEST):
        assert client.get(path).status_code == 404
    assert client.post(VOTE, {"vote-1": "1"}).status_code == 404


def test_votes_that_waited_in_the_browser_come_in_one_go_with_their_marks(live, client):
    form = fields(shown(client))
    number = form["statement"]
    other = str(int(number) % 3 + 1)
    sent = {f"vote-{number}": "1", f"mark-{number}": form["mark"], f"vote-{other}": "-1"}
    for _ in range(2):
        # The answer was lost, so they are sent once more: it changes nothing that counts.
        client.post(VOTE, {**sent, f"mark-{other}": form["mark"]})
    rows = set(VoteLine.objects.values_list("voter", "statement", "vote"))
    assert {(int(number), 1), (int(other), -1)} == {row[1:] for row in rows}
    assert len(rows) == 2
    drawn = dict(VoteLine.objects.values_list("statement", "propensity"))
    assert drawn[int(number)] == round(float(form["mark"].split(":")[1]))
    assert drawn[int(other)] is None


def test_a_page_says_in_its_own_language_what_waits(live, client):
    page = shown(client)
    assert 'data-words="Votes not yet sent: #.' in page
    assert f'data-send="{VOTE}"' in page
    assert re.search(r'id="unsent" role="status" hidden', page)
    client.post(VOTE, {"from": "ballot", "vote-1": "1"})
    assert "Kept: these are your votes now." in shown(client, f"{BALLOT}?voted=1")
    assert "Kept:" not in shown(client, f"{BALLOT}?voted=2")


def test_a_statement_whose_form_was_open_too_long_is_shown_again_and_then_sent(live):
    strict = Client(enforce_csrf_checks=True)
    typed = {"statement": "Ask <them> & us.", "language": "fr", "once": "d" * 32, "step": "send"}
    here = {"Origin": "http://testserver"}
    answer = strict.post(SEND, {**typed, "csrfmiddlewaretoken": "x" * 64}, headers=here)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This form was open too long" in page
    assert "Ask &lt;them&gt; &amp; us.</blockquote>" in page
    again = {name: unescape(value) for name, value in fields(page).items()}
    assert (again["once"], again["language"]) == ("d" * 32, "fr")
    check = strict.post(SEND, again, headers=here)
    assert "Check your statement" in check.content.decode()
    assert Statement.objects.count() == 3
    sent = {name: unescape(value) for name, value in fields(check.content.decode()).items()}
    assert strict.post(SEND, {**sent, "step": "send"}, headers=here).status_code == 303
    assert Statement.objects.get(number=4).text == "Ask <them> & us."


def test_votes_whose_form_was_open_too_long_are_sent_again_with_one_press(live):
    strict = Client(enforce_csrf_checks=True)
    here = {"Referer": f"http://testserver{PAGE}"}
    lost = {"vote-1": "1", "vote-2": "-1", "from": "ballot"}
    page = strict.post(VOTE, lost, headers=here).content.decode()
    assert not VoteLine.objects.exists()
    hidden = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    assert strict.post(VOTE, hidden, headers=here).headers["Location"].startswith(BALLOT)
    assert VoteLine.objects.count() == 2


def test_threat_T5_a_form_from_elsewhere_puts_no_words_on_a_page_of_ours(live):
    strict = Client(enforce_csrf_checks=True)
    typed = {"statement": "Words of a stranger.", "language": "en"}
    for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        page = strict.post(SEND, typed, headers=headers).content.decode()
        assert "Words of a stranger" not in page
    # The control: from a page of ours the same form is shown again.
    own = strict.post(SEND, typed, headers={"Origin": "http://testserver"})
    assert "Words of a stranger" in own.content.decode()


def test_of_a_form_that_is_far_too_large_nothing_is_shown_again(live):
    strict = Client(enforce_csrf_checks=True)
    typed = {"statement": "a" * 1_000_000, "language": "en"}
    answer = strict.post(SEND, typed, headers={"Origin": "http://testserver"})
    assert answer.status_code == 403
    assert len(answer.content) < 20_000


def test_who_goes_back_and_writes_another_statement_loses_neither(live, client):
    form = fields(shown(client, SUGGEST))

    def check(text):
        page = client.post(SEND, {**form, "statement": text, "language": "en", "step": "check"})
        return fields(page.content.decode())

    first = check("Ask them.")
    client.post(SEND, {**first, "step": "send"})
    client.post(SEND, {**check("Ask them twice."), "step": "send"})
    client.post(SEND, {**first, "step": "send"})  # the control: the same page again is nothing new
    sent = Statement.objects.filter(number__gt=3).order_by("number")
    assert list(sent.values_list("text", flat=True)) == ["Ask them.", "Ask them twice."]


@pytest.mark.parametrize("closes", ["9999-12-31 23:59:59.999999", "2026-11-27 00:00:00"])
def test_a_vote_is_taken_whatever_close_stands_in_the_database(live, client, closes):
    with tampered(f"UPDATE dialogue_conversation SET closes_at = '{closes}'"):
        assert client.post(VOTE, {"statement": "1", "vote": "1"}).status_code == 303
        assert client.get(MINE).status_code == 200
