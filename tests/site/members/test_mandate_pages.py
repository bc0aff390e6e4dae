"""Giving and revoking a mandate on a page: within bounds, and after password and code."""

from datetime import timedelta

import pytest

from comity.site.members.models import MandateRow, RevocationRow
from comity.site.members.queries import acting_as
from comity.site.record.models import Entry
from tests.site.conftest import NOW
from tests.site.members.factories import PASSWORD, add_person, give, mandate_of, sign_in, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]
PATH = "/en/members/parties/p-a/people/p-2/"


@pytest.fixture
def head(client):
    """The head of the delegation of p-a, signed in, and a person p-2 of it; returns the codes."""
    somebody("head_of_delegation", person="p-head", party="p-a", end=NOW + timedelta(days=4000))
    add_person("p-2", "p-a", handle="ABC", name="Amara Quill")
    return sign_in(client, "p-head")


@pytest.fixture
def secretary(client):
    """The secretary, signed in, and a person p-2 of p-a; returns the codes."""
    somebody("secretary")
    somebody("delegate", person="p-2", party="p-a", name="Amara Quill")
    return sign_in(client, "p-1")


def given(client, **changed):
    page = client.get(f"{PATH}?role=auditor")
    fields = {
        "do": "give",
        "role": "auditor",
        "mandate": page.context["new"],
        "act": ["members.recuse_person"],
        "until": "2099-06-30",
    }
    return client.post(PATH, {**fields, **changed})


def test_a_role_is_chosen_first_and_its_acts_are_shown(client, secretary):
    page = client.get(PATH).content.decode()
    assert "Amara Quill" in page
    assert f'href="{PATH}?role=auditor"' in page
    assert "?role=administrator" not in page
    page = client.get(f"{PATH}?role=auditor").content.decode()
    assert 'value="members.recuse_person" checked' in page


def test_a_mandate_is_given_with_its_acts_until_the_end_of_a_day(client, secretary):
    assert given(client).status_code == 303
    mandate = next(one for one in acting_as("p-2").mandates if one.role.title == "auditor")
    assert mandate.scope == {"members.recuse_person"}
    assert mandate.end.isoformat() == "2099-07-01T00:00:00+00:00"
    assert mandate.role.party == "p-a"


def test_the_same_form_sent_twice_gives_one(client, secretary):
    new = client.get(f"{PATH}?role=auditor").context["new"]
    given(client, mandate=new)
    assert given(client, mandate=new).status_code == 422
    assert MandateRow.objects.filter(pk=new).count() == 1


def test_an_id_that_is_none_of_ours_is_not_taken(client, secretary):
    given(client, mandate="m-demo-secretary")
    assert not MandateRow.objects.filter(pk="m-demo-secretary").exists()


@pytest.mark.parametrize("until", ["", "tomorrow", "2020-01-01", "9999-12-31", "2099-02-30"])
def test_a_last_day_that_is_none_is_said(client, secretary, until):
    answer = given(client, until=until)
    assert answer.status_code == 422
    assert "no day" in answer.content.decode()


def test_a_mandate_is_revoked_and_shown_as_such(client, secretary):
    answer = client.post(PATH, {"do": "revoke", "mandate": "m-p-2-delegate"})
    assert answer.status_code == 303
    assert RevocationRow.objects.filter(mandate="m-p-2-delegate").exists()
    assert "was revoked" in client.get(PATH).content.decode()


def test_an_act_that_the_role_may_not_is_refused_by_name(client, secretary):
    answer = given(client, act=["dialogue.close_conversation"])
    assert answer.status_code == 422
    assert "never does dialogue.close_conversation" in answer.content.decode()


def test_threat_T5_a_head_gives_no_role_that_only_the_secretariat_gives(client, head):
    assert [*client.get(PATH).context["roles"]] == ["delegate"]
    answer = given(client, role="auditor")
    assert (answer.status_code, MandateRow.objects.filter(holder="p-2").count()) == (422, 0)
    assert given(client, role="delegate", act=[], until="2030-01-01").status_code == 303


def test_before_both_acts_password_and_code_are_asked_again(client, secretary, settings):
    settings.FRESH_MINUTES = 0
    page = client.get(f"{PATH}?role=auditor").content.decode()
    assert 'name="password"' in page
    before = Entry.objects.count()
    assert given(client).status_code == 422
    assert client.post(PATH, {"do": "revoke", "mandate": "m-p-2-delegate"}).status_code == 422
    assert Entry.objects.count() == before
    assert given(client, password=PASSWORD, code=secretary[0]).status_code == 303


def test_threat_T5_who_administers_nothing_sees_nothing(client):
    add = somebody("delegate", person="p-2", party="p-a")
    assert add.person == "p-2"
    sign_in(client, "p-2")
    assert client.get(PATH).status_code == 404
    assert given_blindly(client).status_code == 404


def given_blindly(client):
    return client.post(PATH, {"do": "give", "role": "delegate", "until": "2099-01-01"})


def test_a_visitor_is_led_to_sign_in(client):
    assert client.get(PATH).status_code == 303


def test_nobody_of_that_name_is_not_found(client, head):
    assert client.get("/en/members/parties/p-a/people/nobody/").status_code == 404


def test_who_may_administer_but_not_give_is_offered_no_role(client):
    somebody("secretary", "members.open_account")
    add_person("p-2", "assembly", handle="ABC")
    sign_in(client, "p-1")
    page = client.get("/en/members/parties/assembly/people/p-2/")
    assert page.context["roles"] == []
    give(mandate_of("p-2", role="expert"))
    assert client.get("/en/members/parties/assembly/people/p-2/").context["running"]


def test_one_person_with_two_offices_gives_and_revokes_by_the_one_a_role_comes_from(
    client, secretary
):
    give(mandate_of("p-1", role="administrator", end=NOW + timedelta(days=4000)))
    page = client.get(PATH).content.decode()
    assert f'href="{PATH}?role=auditor"' in page  # comes from a secretary
    assert f'href="{PATH}?role=secretary"' in page  # comes from an administrator
    assert given(client).status_code == 303
    row = MandateRow.objects.get(holder="p-2", role="auditor")
    assert client.post(PATH, {"do": "revoke", "mandate": row.id}).status_code == 303
    assert RevocationRow.objects.filter(mandate=row).exists()
