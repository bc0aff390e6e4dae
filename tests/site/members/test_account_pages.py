"""One's own account: what it shows, and that nobody else's is reached."""

import pytest
from django.test import Client

from comity.site.members.models import AccountSession, PersonRow
from comity.site.ui.script import script_bytes
from tests.site.members.factories import PASSWORD, add_person, revoke, sign_in, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]


@pytest.fixture
def member(client):
    """A signed-in secretary; returns the codes left."""
    somebody("secretary", name="Ilsa Verrane")
    return sign_in(client, "p-1")


def text(client, path="/en/account/"):
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", ["account/", "confirm/", "members/parties/assembly/people/"])
def test_a_visitor_is_led_to_sign_in_and_back(client, path):
    answer = client.get(f"/ar/{path}")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/ar/sign-in/?next=%2Far%2F")


def test_the_account_shows_mandates_codes_and_sessions(client, member):
    page = text(client)
    assert "15 codes are left." in page
    assert "This browser" in page
    assert "Conversation closed" in page
    assert "m-p-1-secretary" in page


def test_a_revoked_mandate_is_shown_as_such(client, member):
    assert "was revoked" not in text(client)
    revoke("m-p-1-secretary")
    assert "was revoked" in text(client)


def test_the_name_stands_in_the_frame_of_each_page_and_in_nobody_elses(client, member):
    assert "Ilsa Verrane" in text(client, "/en/record/")
    assert "Ilsa Verrane" not in text(Client(), "/en/record/")


def test_a_report_kept_for_one_is_not_shown_to_another(client, member, published):
    path = f"/en/dialogue/reports/{published}/"
    account = 'href="/en/account/"'
    assert account in text(client, path)
    assert account not in text(Client(), path)
    assert account in text(client, path)


def test_one_can_end_another_session_of_ones_own(client, member):
    other = Client()
    fields = {"handle": "PV", "password": "four quiet herons wading", "code": member[0]}
    assert other.post("/en/sign-in/", {**fields, "handle": handle()}).status_code == 303
    sessions = client.get("/en/account/").context["account"].sessions
    assert [one.current for one in sessions] in ([True, False], [False, True])
    theirs = next(one for one in sessions if not one.current)
    client.post("/en/account/", {"do": "end", "session": theirs.shown})
    assert other.get("/en/account/").status_code == 303
    assert client.get("/en/account/").status_code == 200


def handle():
    return PersonRow.objects.get(pk="p-1").handle


def test_nobody_ends_the_session_of_somebody_else(client, member):
    other = Client()
    add_person("p-2", handle="ABC")
    sign_in(other, "p-2")
    theirs = other.get("/en/account/").context["account"].sessions[0]
    client.post("/en/account/", {"do": "end", "session": theirs.shown})
    assert other.get("/en/account/").status_code == 200
    # Control: with the same form the owner does end it.
    other.post("/en/account/", {"do": "end", "session": theirs.shown})
    assert other.get("/en/account/").status_code == 303


def test_no_session_key_stands_in_a_page(client, member):
    page = text(client)
    kept = [row.session_key for row in AccountSession.objects.all()]
    assert kept
    assert [key for key in (*kept, client.cookies["session"].value) if key in page] == []


def test_new_codes_replace_the_old_ones(client, member):
    page = client.post("/en/account/", {"do": "codes"})
    assert len(page.context["codes"]) == 16
    assert not set(page.context["codes"]) & set(member)
    wrong = {"password": "four quiet herons wading", "code": member[0]}
    assert client.post("/en/confirm/", wrong).status_code == 422


def test_signing_out_ends_the_session(client, member):
    answer = client.post("/en/account/", {"do": "sign-out"})
    assert answer.headers["Location"] == "/en/"
    assert AccountSession.objects.count() == 0


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/en/record/", "/en/record/"),
        ("//evil.example/", "/en/account/"),
        ("https://evil.example/", "/en/account/"),
        ("javascript:alert(1)", "/en/account/"),
        ("/\\evil.example", "/en/account/"),
        ("", "/en/account/"),
    ],
)
def test_threat_T5_signing_in_leads_nowhere_outside(client, member, wanted, led):
    fields = {"password": "four quiet herons wading", "code": member[0], "next": wanted}
    assert client.post("/en/confirm/", fields).headers["Location"] == led


def test_what_was_typed_is_kept_but_never_a_password_or_a_code(client):
    fields = {"handle": "NQBQDY", "password": "some secret words", "code": "ABCDE-FGHJK"}
    page = client.post("/en/sign-in/", fields).content.decode()
    assert "NQBQDY" in page
    assert "some secret words" not in page
    assert "ABCDE-FGHJK" not in page


def test_the_pages_to_get_in_are_light_and_have_no_script(client):
    for path in ("/en/sign-in/", "/ar/invitation/", "/zh/sign-in/"):
        page = client.get(path).content
        assert len(page) <= 20_000
        assert b"<script" not in page


def test_the_page_to_sign_in_with_the_script_of_passkeys_is_light_too(client):
    page = client.get("/en/sign-in/", headers={"host": "localhost"}).content
    assert b"passkey.js" in page
    assert len(page) + len(script_bytes("passkey")) <= 20_000


def test_one_ends_all_sessions_but_this_one(client, member):
    other = Client()
    sign_in(other, "p-1")
    sign_in(client, "p-1")
    fields = {"handle": PersonRow.objects.get(pk="p-1").handle, "password": PASSWORD}
    code = client.post("/en/account/", {"do": "codes"}).context["codes"][0]
    third = Client()
    assert third.post("/en/sign-in/", {**fields, "code": code}).status_code == 303
    assert "End all others" in text(client)
    assert client.post("/en/account/", {"do": "end-others"}).status_code == 303
    assert AccountSession.objects.count() == 1
    assert client.get("/en/account/").status_code == 200
    assert third.get("/en/account/").status_code == 303
    assert "End all others" not in text(client)
