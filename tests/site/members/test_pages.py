"""The list of members, a party, who may do what, and a delegation's own people."""

import pytest
from django.test import Client

from comity.people import by_lot
from comity.record import parse_entry
from comity.site.members.models import Account, InvitationRow, PersonRow
from comity.site.members.permissions import role_table
from comity.site.record.models import Entry
from tests.site.members.factories import add_party, revoke, sign_in, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]
PEOPLE = "/en/members/parties/p-a/people/"


def shown(client, path):
    return client.get(path).content.decode()


def order(page, ids):
    return sorted(ids, key=lambda one: page.index(f"/members/parties/{one}/"))


def test_members_stand_by_alphabet_or_by_a_lot_that_anybody_draws_again(client):
    for one in ("p-c", "p-a", "p-b"):
        add_party(one, "state")
    assert order(shown(client, "/en/members/"), ["p-a", "p-b", "p-c"]) == ["p-a", "p-b", "p-c"]
    drawn = shown(client, "/en/members/?seed=tomorrow")
    assert order(drawn, ["p-a", "p-b", "p-c"]) == list(by_lot(["p-a", "p-b", "p-c"], "tomorrow"))
    assert "tomorrow" in drawn


def test_no_page_of_members_ranks(client):
    add_party("p-a", "state")
    for word in ("score", "rank", "sort=", "flag"):
        assert word not in shown(client, "/en/members/").casefold()
        assert word not in shown(client, "/en/members/parties/p-a/").casefold()


def test_a_party_shows_history_mandates_and_how_many_accounts_but_no_name(client):
    somebody("delegate", person="p-2", party="p-a", name="Amara Quill")
    page = shown(client, "/en/members/parties/p-a/")
    assert "letter of 3 March" in page
    assert "1 of at most 20" in page
    assert "m-p-2-delegate" in page
    assert "Amara Quill" not in page


def test_a_name_in_another_language_is_marked_as_such(client):
    add_party("p-a", "state")
    assert '<bdi lang="en">Party p-a</bdi>' in shown(client, "/ar/members/")
    assert "<bdi>Partie p-a</bdi>" in shown(client, "/fr/members/")


def test_an_unknown_party_is_not_found(client):
    assert client.get("/en/members/parties/nobody/").status_code == 404


def test_the_table_shows_every_act_and_role_in_words(client):
    page = shown(client, "/en/members/roles/").replace("<wbr>", "")
    for rule in role_table().acts:
        assert f">{rule.act}<" in page
    assert page.count("<tr>") == 2 + len(role_table().acts) + len(role_table().roles)


@pytest.fixture
def head(client):
    """The head of the delegation of p-a, signed in."""
    somebody("head_of_delegation", person="p-head", party="p-a", name="Head")
    sign_in(client, "p-head")


def test_a_delegation_opens_its_own_accounts_and_prints_the_sheet(client, head):
    new = client.get(PEOPLE).context["new"]
    fields = {"do": "open", "name": "Amara Quill", "person": new}
    sheet = client.post(PEOPLE, fields)
    assert sheet.headers["Cache-Control"] == "no-store"
    assert "Invitation for <bdi>Amara Quill</bdi>" in sheet.content.decode()
    assert '<bdi class="key" dir="ltr">testserver</bdi>' in sheet.content.decode()  # to be typed
    assert sheet.context["code"] in sheet.content.decode()
    assert "Amara Quill" in shown(client, PEOPLE)
    fields = {
        "code": sheet.context["code"],
        "password": "a b c d e f g h",
        "again": "a b c d e f g h",
    }
    assert Client().post("/en/invitation/", fields).status_code == 200


def test_the_same_form_sent_twice_opens_one_account(client, head):
    new = client.get(PEOPLE).context["new"]
    fields = {"do": "open", "name": "Amara Quill", "person": new}
    client.post(PEOPLE, fields)
    again = client.post(PEOPLE, fields)
    assert (again.status_code, PersonRow.objects.filter(pk=new).count()) == (422, 1)
    assert "is there already" in again.content.decode()


def test_a_name_that_is_refused_is_kept_in_the_form(client, head):
    answer = client.post(PEOPLE, {"do": "open", "name": "x" * 201})
    assert answer.status_code == 422
    assert "x" * 201 in answer.content.decode()


def test_an_account_is_closed_and_a_sheet_printed_again(client, head):
    somebody("delegate", person="p-2", party="p-a")
    assert "code" in client.post(PEOPLE, {"do": "invite", "person": "p-2"}).context
    assert client.post(PEOPLE, {"do": "close", "person": "p-2"}).status_code == 303
    assert client.post(PEOPLE, {"do": "invite", "person": "p-2"}).status_code == 422
    acts = [parse_entry(bytes(row.leaf)).act for row in Entry.objects.order_by("id")]
    assert acts[-2:] == ["members.issue_invitation", "members.close_account"]


@pytest.mark.parametrize("do", ["open", "invite", "close"])
def test_threat_T5_a_delegate_does_not_reach_the_people_of_any_delegation(client, do):
    somebody("delegate", person="p-2", party="p-a")
    sign_in(client, "p-2")
    assert client.get(PEOPLE).status_code == 404
    before = Entry.objects.count()
    assert client.post(PEOPLE, {"do": do, "person": "p-2", "name": "X"}).status_code == 404
    assert Entry.objects.count() == before


def test_threat_T5_a_head_does_not_reach_another_delegation(client, head):
    add_party("p-b", "state")
    assert client.get(PEOPLE).status_code == 200
    assert client.get("/en/members/parties/p-b/people/").status_code == 404


def test_threat_T5_a_revoked_head_is_out_at_once(client, head):
    revoke("m-p-head-head_of_delegation")
    assert client.get(PEOPLE).status_code == 404


def test_a_name_is_escaped(client, head):
    client.post(PEOPLE, {"do": "open", "name": "<script>alert(1)</script>"})
    assert "<script>" not in shown(client, PEOPLE)


def test_before_access_is_given_or_taken_password_and_code_are_asked_again(client, head, settings):
    somebody("delegate", person="p-2", party="p-a")
    settings.FRESH_MINUTES = 0
    assert 'value="invite"' not in shown(client, PEOPLE)
    before = Entry.objects.count()
    for do in ("open", "invite", "close"):
        answer = client.post(PEOPLE, {"do": do, "person": "p-2", "name": "X"})
        assert answer.headers["Location"].startswith("/en/confirm/?next=")
    assert Entry.objects.count() == before


def test_threat_T3_on_the_page_two_persons_ask_for_a_new_sheet_for_who_holds_a_mandate(
    client, head
):
    somebody("delegate", person="p-2", party="p-a", name="Amara Quill")
    Account.objects.filter(person="p-2").update(settled=True)
    for _ in range(2):  # whoever asks twice is still one person
        answer = client.post(PEOPLE, {"do": "invite", "person": "p-2"})
        assert answer.status_code == 303
    assert not InvitationRow.objects.filter(person="p-2").exists()
    page = shown(client, PEOPLE)
    assert "wait for a second person" in page
    second = Client()
    somebody("secretary", person="p-9", name="Ilsa Verrane")
    sign_in(second, "p-9")
    sheet = second.post(PEOPLE, {"do": "invite", "person": "p-2"})
    assert "Code of the invitation" in sheet.content.decode()
    assert "wait for a second person" not in shown(client, PEOPLE)
