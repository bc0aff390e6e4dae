"""Signing in, and what is tried against it. Each attack stands beside what succeeds."""

from datetime import timedelta

import pytest
from django.test import Client

from comity.fault import RefusedError
from comity.site.members import credentials, signing_in
from comity.site.members.actions import close_account
from comity.site.members.models import Account, CodeRow, InvitationRow, PersonRow
from comity.site.members.permissions import operator
from comity.site.members.sessions import SessionStore
from comity.site.record.models import Entry, Log
from tests.site.conftest import NOW
from tests.site.members.entrance import attempt, codes_for, handle, inside
from tests.site.members.factories import PASSWORD, add_person, invite, sign_in, somebody
from tests.site.tampering import tamper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log", "member")]
OWN = "person_id = 'p-1'"
OTHERS = "(SELECT {} FROM members_account WHERE person_id = 'p-2')"
BOTH = (
    f"UPDATE members_account SET password = {OTHERS.format('password')}, "
    f"seal = {OTHERS.format('seal')} WHERE {OWN}"
)
REFUSED = b"do not fit together"


@pytest.fixture
def member():
    """Somebody with an account."""
    return somebody("secretary", name="Ilsa Verrane")


def test_password_and_code_sign_in(client):
    assert not inside(client)
    answer = attempt(client, codes_for())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/account/")
    assert "Ilsa Verrane" in client.get("/en/account/").content.decode()


def test_the_code_may_be_typed_as_people_type(client):
    codes = codes_for()
    typed = codes[0].lower().replace("-", " ")
    assert attempt(client, codes, code=typed, handle=f" {handle().lower()} ").status_code == 303


@pytest.mark.parametrize(
    "changed",
    [
        {"password": "four quiet herons wadinG"},
        {"code": "ABCDE-FGHJK"},
        {"code": ""},
        {"handle": "NQBQDY"},
        {"handle": ""},
    ],
    ids=["password", "code", "no code", "name", "no name"],
)
def test_what_is_wrong_is_not_told(client, changed):
    codes = codes_for()
    answer = attempt(client, codes, **changed)
    assert (answer.status_code, REFUSED in answer.content) == (422, True)
    assert not inside(client)
    assert attempt(client, codes).status_code == 303


def test_a_wrong_password_uses_no_code_up(client):
    codes = codes_for()
    attempt(client, codes, password="wrong")
    assert CodeRow.objects.filter(used=True).count() == 0


def test_threat_T5_a_replayed_code_is_refused(client):
    codes = codes_for()
    assert attempt(Client(), codes).status_code == 303
    assert attempt(client, codes).status_code == 422
    assert not inside(client)
    assert attempt(client, codes[1:]).status_code == 303


def test_threat_T5_a_code_of_somebody_else_is_refused(client):
    add_person("p-2", handle="ABC")
    own, other = codes_for(), codes_for("p-2")
    assert attempt(client, other).status_code == 422
    assert attempt(client, own).status_code == 303


def test_threat_T5_of_two_who_use_one_code_at_once_one_gets_in():
    account = Account.objects.get(person="p-1")
    (code, *_) = codes_for()
    account.refresh_from_db()
    assert [credentials.use_code(account, code, NOW) for _ in range(2)] == [True, False]


def test_threat_T5_session_fixation_the_key_changes_when_one_signs_in(client):
    """Who plants a session key in another's browser holds nothing afterwards."""
    planted = SessionStore()
    planted["x"] = 1
    planted.create()
    client.cookies["session"] = planted.session_key
    assert attempt(client, codes_for()).status_code == 303
    assert client.cookies["session"].value != planted.session_key
    assert inside(client)
    attacker = Client()
    attacker.cookies["session"] = planted.session_key
    assert not inside(attacker)
    assert not SessionStore().exists(planted.session_key)


def test_control_who_has_the_new_key_is_inside(client):
    attempt(client, codes_for())
    thief = Client()
    thief.cookies["session"] = client.cookies["session"].value
    assert inside(thief)


def test_threat_T5_a_form_from_elsewhere_signs_nobody_in():
    codes = codes_for()
    strict = Client(enforce_csrf_checks=True)
    assert attempt(strict, codes).status_code == 403
    strict.get("/en/sign-in/")
    token = strict.cookies["csrftoken"].value
    assert attempt(strict, codes, csrfmiddlewaretoken=token).status_code == 303


def test_behind_a_web_server_with_tls_a_form_is_taken_and_cookies_stay_on_tls():
    codes = codes_for()
    strict = Client(
        enforce_csrf_checks=True,
        headers={
            "Host": "testserver",
            "X-Forwarded-Proto": "https",
            "Origin": "https://testserver",
            "Referer": "https://testserver/en/sign-in/",
        },
    )
    strict.get("/en/sign-in/")
    token = strict.cookies["csrftoken"].value
    assert attempt(strict, codes, csrfmiddlewaretoken=token).status_code == 303
    assert {name: bool(one["secure"]) for name, one in strict.cookies.items()} == {
        "csrftoken": True,
        "session": True,
    }


def test_control_without_tls_the_same_form_comes_from_elsewhere_and_cookies_work_on_a_lan():
    codes = codes_for()
    strict = Client(enforce_csrf_checks=True)
    strict.get("/en/sign-in/")
    token = strict.cookies["csrftoken"].value
    strict.defaults["HTTP_ORIGIN"] = "https://testserver"
    assert attempt(strict, codes, csrfmiddlewaretoken=token).status_code == 403
    strict.defaults["HTTP_ORIGIN"] = "http://testserver"
    assert attempt(strict, codes, csrfmiddlewaretoken=token).status_code == 303
    assert not any(one["secure"] for one in strict.cookies.values())


def test_threat_T5_a_machine_signs_in_nowhere(client):
    add_person("p-9", handle="RQBQT", human=False)
    account = Account.objects.get(person="p-9")
    credentials.set_password(account, PASSWORD)
    codes = credentials.new_codes(account)
    assert attempt(client, codes, handle="RQBQT").status_code == 422
    tamper("UPDATE members_person SET human = TRUE WHERE id = 'p-9'")
    # Control: it is being a machine that kept it out.
    assert attempt(client, codes, handle="RQBQT").status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE members_account SET password = {OTHERS.format('password')} WHERE {OWN}",
        BOTH,
    ],
    ids=["password", "password and seal"],
)
def test_threat_T5_a_password_put_in_by_raw_sql_opens_nothing(client, change):
    """Who writes to the database but has no secret cannot give another account their password."""
    add_person("p-2", handle="ABC")
    own = codes_for()
    codes_for("p-2", "my own long password")
    tamper(change)
    assert attempt(client, own, password="my own long password").status_code == 422


def test_threat_T5_an_account_moved_to_another_person_by_raw_sql_ends_the_session(client):
    add_person("p-2", handle="ABC")
    add_person("p-x", handle="XYZ")
    sign_in(client, "p-2")
    assert inside(client)
    tamper(
        "DELETE FROM members_account WHERE person_id = 'p-x'",
        "UPDATE members_account SET person_id = 'p-x' WHERE person_id = 'p-1'",
        "UPDATE members_account SET person_id = 'p-1' WHERE person_id = 'p-2'",
    )
    try:
        assert not inside(client)
    finally:
        tamper(
            "UPDATE members_account SET person_id = 'p-2' WHERE person_id = 'p-1'",
            "UPDATE members_account SET person_id = 'p-1' WHERE person_id = 'p-x'",
        )


def test_a_closed_account_is_out_at_once_and_stays_out(client):
    codes = sign_in(client, "p-1")
    boss = somebody("administrator", person="p-boss")
    close_account(log=Log.objects.get(), acting=boss, person="p-1", now=NOW)
    assert not inside(client)
    assert attempt(client, codes).status_code == 422


def test_a_new_password_ends_other_sessions(client):
    sign_in(client, "p-1")
    codes_for()
    assert not inside(client)


def test_signing_in_and_out_writes_no_entry(client):
    codes = codes_for()
    before = Entry.objects.count()
    attempt(client, codes)
    client.post("/en/account/", {"do": "sign-out"})
    assert Entry.objects.count() == before
    assert not inside(client)


def test_an_invitation_gives_codes_again_until_the_first_sign_in(client):
    """An answer lost on a slow line locks nobody out."""
    code = invite("p-1")
    fields = {"code": code, "password": PASSWORD, "again": PASSWORD}
    first = list(client.post("/en/invitation/", fields).context["codes"])
    second = list(client.post("/en/invitation/", fields).context["codes"])
    assert attempt(client, first).status_code == 422
    assert attempt(client, second).status_code == 303
    assert client.post("/en/invitation/", fields).status_code == 422


def test_a_later_invitation_takes_the_place_of_an_earlier_one(client):
    first, second = invite("p-1"), invite("p-1")
    fields = {"password": PASSWORD, "again": PASSWORD}
    assert client.post("/en/invitation/", {"code": first, **fields}).status_code == 422
    assert client.post("/en/invitation/", {"code": second, **fields}).status_code == 200


def test_an_invitation_ends_after_fourteen_days(client):
    code = invite("p-1", NOW - timedelta(days=15))
    fields = {"code": code, "password": PASSWORD, "again": PASSWORD}
    assert b"is not known, is over" in client.post("/en/invitation/", fields).content


def test_one_is_asked_again_after_a_while(client, settings):
    codes = sign_in(client, "p-1")
    answer = client.post("/en/account/", {"do": "codes"})
    assert len(answer.context["codes"]) == 16
    settings.FRESH_MINUTES = 0
    answer = client.post("/en/account/", {"do": "codes"})
    assert answer.headers["Location"] == "/en/confirm/?next=%2Fen%2Faccount%2F"
    settings.FRESH_MINUTES = 15
    assert codes


def test_confirming_needs_password_and_the_next_code(client, rf, settings):
    codes = sign_in(client, "p-1")
    before = client.cookies["session"].value
    wrong = client.post("/en/confirm/", {"password": PASSWORD, "code": "ABCDE-FGHJK"})
    assert wrong.status_code == 422
    right = {"password": PASSWORD, "code": codes[0], "next": "/en/record/"}
    answer = client.post("/en/confirm/", right)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/record/")
    assert client.cookies["session"].value != before
    assert client.post("/en/confirm/", right).status_code == 422


def test_freshness_is_that_of_the_session(rf):
    request = rf.get("/")
    request.session = SessionStore()
    assert signing_in.fresh_until(request) is None
    signing_in.start_session(request, Account.objects.get(person="p-1"), NOW)
    signing_in.require_fresh(request, NOW + timedelta(minutes=14))
    with pytest.raises(RefusedError) as raised:
        signing_in.require_fresh(request, NOW + timedelta(minutes=15))
    assert raised.value.faults[0].code == "site.not_fresh"
    with pytest.raises(RefusedError):
        signing_in.confirm(anonymous(rf), password=PASSWORD, code="ABCDE", now=NOW)


def anonymous(rf):
    request = rf.get("/")
    request.session = SessionStore()
    return request


def test_neither_invitation_nor_codes_stand_in_the_database():
    code = invite("p-1")
    drawn = codes_for()
    kept = repr([*InvitationRow.objects.values(), *CodeRow.objects.values()])
    assert len(drawn) == CodeRow.objects.count()
    assert not [one for one in (code, *drawn) if one in kept or one.replace("-", "") in kept]


def test_operator_has_no_account():
    assert not PersonRow.objects.filter(pk=operator(NOW).person).exists()
