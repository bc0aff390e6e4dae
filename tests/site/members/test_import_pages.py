"""Entering a list of members on a page: columns, preview, faults by row, all or nothing, back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.site.members.models import MandateRow, PartyRow, PersonRow
from comity.site.record.models import Entry
from tests.site.markup import Page
from tests.site.members.factories import PASSWORD, invite, sign_in, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]
FORM = "/en/members/import/"
ENTER = "/en/members/do/import"
BACK = "/en/members/do/take-back"
UNTIL = (datetime.now(UTC) + timedelta(days=300)).date().isoformat()
GOOD = f"Country,Name,role,until\nVale,Ilsa Verrane,delegate,{UNTIL}\nVale,Oren Tal,,\nSund,,,\n"
MAPPED = {"column-party": "country"}


@pytest.fixture
def secretary(client):
    """Who is secretary and administrator, as in a small office, signed in; the codes left."""
    somebody("administrator")
    somebody("secretary")
    return sign_in(client, "p-1")


def sent(text, name="list.csv", **fields):
    data = text.encode() if isinstance(text, str) else text
    return {"list": SimpleUploadedFile(name, data), "language": "en", **fields}


def hidden(answer):
    """Return the fields of the form that comes back, as a browser sends them."""
    page = Page(answer.content.decode())
    return {
        each["name"]: each.get("value", "")
        for each in page.all("input")
        if each.get("type") == "hidden" and each["name"] != "csrfmiddlewaretoken"
    }


def counts():
    return [table.objects.count() for table in (PartyRow, PersonRow, MandateRow, Entry)]


def test_the_page_is_for_those_who_enter_people_for_all(client, secretary):
    assert client.get(FORM).status_code == 200
    assert FORM in client.get("/en/members/").content.decode()
    assert Client().get(FORM).status_code == 303
    head = Client()
    somebody("head_of_delegation", person="p-9")
    sign_in(head, "p-9")
    assert head.get(FORM).status_code == 404
    assert FORM not in head.get("/en/members/").content.decode()
    assert head.post(ENTER, sent(GOOD)).status_code == 404


def test_a_list_is_looked_at_entered_and_its_sheets_are_shown(client, secretary):
    before = counts()
    first = client.post(ENTER, sent(GOOD, **MAPPED))
    page = first.content.decode()
    assert first.status_code == 200
    assert "Would be entered: 2 new parties, 2 people, 1 mandates." in page
    assert "Ilsa Verrane" in page
    assert first.headers["Cache-Control"] == "no-store"
    assert counts() == before
    done = client.post(ENTER, {**hidden(first), **MAPPED, "step": "enter"})
    page = done.content.decode()
    assert "Entered: 2 new parties, 2 people, 1 mandates." in page
    assert page.count('<section class="alone">') == 2
    assert done.headers["Cache-Control"] == "no-store"
    assert counts()[:3] == [before[0] + 2, before[1] + 2, before[2] + 1]
    assert {each.name for each in PersonRow.objects.filter(party__names__en="Vale")} == {
        "Ilsa Verrane",
        "Oren Tal",
    }


def test_the_columns_are_asked_for_where_they_are_called_otherwise(client, secretary):
    first = client.post(ENTER, sent(GOOD))
    page = Page(first.content.decode())
    assert first.status_code == 422
    assert "there is no column “party”" in first.content.decode()
    asked = [each["name"] for each in page.all("select") if each["name"].startswith("column-")]
    assert len(asked) == 9
    named = {each.get("value") for each in page.all("option")}
    assert {"country", "name", "role", "until"} <= named
    again = client.post(ENTER, {**hidden(first), **MAPPED, "value-kind": "observer"})
    assert again.status_code == 200
    assert "Would be entered: 2 new parties" in again.content.decode()


def test_each_fault_is_told_by_its_row_and_nobody_is_entered(client, secretary):
    before = counts()
    bad = GOOD + f"=Vale,A B,delegate,{UNTIL}\nNorth,C D,king,{UNTIL}\n"
    for step in ("check", "enter"):
        answer = client.post(ENTER, {**sent(bad), **MAPPED, "step": step})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "list.csv, line 5" in page
        assert "list.csv, line 6" in page
        assert "Enter all of it" not in page
    assert counts() == before


def test_the_same_page_sent_twice_enters_a_list_once_and_names_it(client, secretary):
    first = client.post(ENTER, sent(GOOD, **MAPPED))
    told = {**hidden(first), **MAPPED, "step": "enter"}
    assert client.post(ENTER, told).status_code == 200
    after = counts()
    again = client.post(ENTER, told)
    assert again.status_code == 422
    batch = re.search(r"this list is entered already, as (\d+-\d+)", again.content.decode())[1]
    assert counts() == after
    assert "2 people" in client.post(BACK, {"batch": batch}).content.decode()


def test_a_list_is_taken_back_before_anybody_signs_in(client, secretary):
    first = client.post(ENTER, sent(GOOD, **MAPPED))
    done = client.post(ENTER, {**hidden(first), **MAPPED, "step": "enter"})
    told = {"batch": hidden(done)["batch"]}
    asked = client.post(BACK, told)
    assert "The accounts of 2 people are closed" in asked.content.decode()
    assert not PersonRow.objects.exclude(closingrow=None).exists()
    assert client.post(BACK, {**told, "step": "take-back"}).status_code == 303
    assert PersonRow.objects.exclude(closingrow=None).count() == 2


def test_once_somebody_has_access_it_is_not_taken_back(client, secretary):
    first = client.post(ENTER, sent(GOOD, **MAPPED))
    done = client.post(ENTER, {**hidden(first), **MAPPED, "step": "enter"})
    sign_in(Client(), PersonRow.objects.get(name="Oren Tal").id)
    told = {"batch": hidden(done)["batch"], "step": "take-back"}
    answer = client.post(BACK, told)
    assert answer.status_code == 422
    assert "has redeemed the invitation" in answer.content.decode()
    assert not PersonRow.objects.exclude(closingrow=None).exists()


def test_threat_T3_after_a_while_password_and_code_are_asked_for_again(
    client, secretary, monkeypatch
):
    monkeypatch.setattr("comity.site.members.signing_in.fresh_until", lambda _: None)
    first = client.post(ENTER, sent(GOOD, **MAPPED))
    assert 'name="password"' in first.content.decode()
    told = {**hidden(first), **MAPPED, "step": "enter"}
    before = counts()
    refused = client.post(ENTER, {**told, "password": "wrong", "code": secretary.pop(0)})
    assert refused.status_code == 422
    assert counts() == before
    told |= {"password": PASSWORD, "code": secretary.pop(0)}
    assert client.post(ENTER, told).status_code == 200
    assert counts()[0] == before[0] + 2


def test_a_session_that_is_over_keeps_the_list_for_who_signs_in(client, secretary):
    first = client.post(ENTER, sent(GOOD, **MAPPED))
    stranger = Client(headers={"Origin": "http://testserver"})
    answer = stranger.post(ENTER, {**hidden(first), **MAPPED})
    assert 'name="kept"' in answer.content.decode()
    assert "Nobody is signed in" in answer.content.decode()


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kept": "no base 64 ☹"},
        {"kept": "AAAA"},
        {"list": SimpleUploadedFile("x.csv", b"party\n" + b"x" * 1_000_000)},
    ],
    ids=["none", "not text", "no table", "too large"],
)
def test_what_is_no_list_is_refused_on_the_page_that_asks(client, secretary, told):
    answer = client.post(ENTER, told)
    assert answer.status_code == 422
    assert 'type="file"' in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_a_list_of_more_rows_than_a_page_enters_is_for_the_command(client, secretary):
    answer = client.post(ENTER, sent("party\n" + "Vale\n" * 1_001))
    assert answer.status_code == 422
    assert "comity members import" in answer.content.decode()


@pytest.mark.parametrize("batch", ["", "x", "1-999999999999", "٣-٤", "<script>"])
def test_a_number_that_names_no_list_takes_nobody_back(client, secretary, batch):
    answer = client.post(BACK, {"batch": batch})
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode().replace("<script defer", "")
    assert invite("p-1")


@pytest.mark.parametrize("batch", [f"1-{'9' * 27}", f"{'9' * 28}-1", "١-٢"])
def test_attack_a_batch_beyond_all_numbers_is_refused_and_nothing_fails(client, secretary, batch):
    assert client.post(BACK, {"batch": batch}).status_code == 422


def test_attack_a_last_day_after_which_there_is_none_is_a_fault_of_its_row(client, secretary):
    answer = client.post(ENTER, sent(GOOD.replace(UNTIL, "9999-12-31"), **MAPPED))
    assert (answer.status_code, "9999-12-31" in answer.content.decode()) == (422, True)
    assert client.post(ENTER, sent(GOOD.replace(UNTIL, "9999-12-30"), **MAPPED)).status_code == 200
