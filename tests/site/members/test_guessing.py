"""Guessing passwords, codes and invitations: where it ends, and whom it keeps out."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.site.members import signing_in
from tests.site.members.entrance import attempt, codes_for, handle, inside
from tests.site.members.factories import PASSWORD, invite, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log", "member")]
PROXIED = {"REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def member():
    """Somebody with an account."""
    return somebody("secretary", name="Ilsa Verrane")


def test_threat_T5_guessing_ends_after_ten_attempts_even_for_the_right_code(client):
    codes = codes_for()
    answers = [attempt(client, codes, code=f"ABCDE-FGH{n:02}") for n in range(22, 32)]
    assert {answer.status_code for answer in answers} == {422}
    locked = attempt(client, codes)
    assert b"too many attempts" in locked.content
    assert not inside(client)


def test_control_without_the_limit_the_right_code_would_get_in(client):
    codes = codes_for()
    for n in range(22, 32):
        attempt(client, codes, code=f"ABCDE-FGH{n:02}")
        for rate in signing_in.attempts():
            rate.clear()
    assert attempt(client, codes).status_code == 303


def test_threat_T5_one_address_cannot_try_many_names(client):
    answers = [attempt(client, [""], handle=f"NQB{n:03}") for n in range(222, 283)]
    assert b"too many attempts" in answers[-1].content
    assert b"too many attempts" not in answers[0].content


def test_threat_T5_invitations_are_not_guessed(client):
    fields = {"password": PASSWORD, "again": PASSWORD}
    for n in range(20):
        client.post("/en/invitation/", {"code": f"AAAAA-BBBBB-CCCCC-DDD{n:02}", **fields})
    answer = client.post("/en/invitation/", {"code": invite("p-1"), **fields})
    assert b"too many attempts" in answer.content


def guess_until_locked(client, **extra):
    for n in range(222, 283):
        fields = {"handle": f"NQB{n:03}", "password": PASSWORD, "code": ""}
        answer = client.post("/en/sign-in/", fields, **extra)
    assert b"too many attempts" in answer.content


def test_threat_T5_who_guesses_behind_the_web_server_keeps_only_themself_out(client):
    """Behind it all come from one address: who they are the web server adds at the end."""
    codes = codes_for()
    guess_until_locked(Client(), **PROXIED, HTTP_X_FORWARDED_FOR="192.0.2.1, 198.51.100.7")
    fields = {"handle": handle(), "password": PASSWORD, "code": codes[0]}
    locked = client.post(
        "/en/sign-in/", fields, **PROXIED, HTTP_X_FORWARDED_FOR="192.0.2.9, 198.51.100.7"
    )
    assert b"too many attempts" in locked.content
    entered = client.post("/en/sign-in/", fields, **PROXIED, HTTP_X_FORWARDED_FOR="192.0.2.2")
    assert entered.status_code == 303


def test_threat_T5_without_a_web_server_nobody_gives_themself_another_address(client):
    for n in range(222, 283):
        fields = {"handle": f"NQB{n:03}", "password": PASSWORD, "code": ""}
        where = {"REMOTE_ADDR": "198.51.100.7", "HTTP_X_FORWARDED_FOR": f"192.0.2.{n - 221}"}
        answer = client.post("/en/sign-in/", fields, **where)
    assert b"too many attempts" in answer.content


def test_threat_T5_an_address_over_its_limit_counts_against_no_name(client):
    """Else one address would keep anybody out, and fill the memory of who tried what."""
    codes = codes_for()
    guess_until_locked(Client(), **PROXIED, HTTP_X_FORWARDED_FOR="198.51.100.7")
    names = len(signing_in.PER_NAME)
    for _ in range(12):
        fields = {"handle": handle(), "password": "wrong", "code": ""}
        Client().post("/en/sign-in/", fields, **PROXIED, HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert len(signing_in.PER_NAME) == names
    assert attempt(client, codes).status_code == 303


def test_a_hall_behind_one_address_gets_in(client):
    """Who redeems an invitation or signs in was not guessing."""
    password = {"password": PASSWORD, "again": PASSWORD}
    for _ in range(22):
        answer = Client().post("/en/invitation/", {"code": invite("p-1"), **password})
        assert b"too many attempts" not in answer.content
    codes = codes_for()
    for n in range(62):
        if n % len(codes) == 0:
            codes = codes_for()
        assert attempt(Client(), codes[n % len(codes) :]).status_code == 303


def test_threat_T5_who_guesses_keeps_nobody_from_an_official_act(client):
    codes = codes_for()
    assert attempt(client, codes).status_code == 303
    for n in range(22, 33):
        attempt(Client(), codes, code=f"ABCDE-FGH{n:02}")
    guess_until_locked(Client())
    confirmed = client.post("/en/confirm/", {"password": PASSWORD, "code": codes[1]})
    assert b"too many attempts" not in confirmed.content
    assert confirmed.status_code == 303


def test_threat_T5_guessing_in_a_stolen_session_ends_after_ten_attempts(client):
    codes = codes_for()
    assert attempt(client, codes).status_code == 303
    for n in range(22, 32):
        wrong = client.post("/en/confirm/", {"password": PASSWORD, "code": f"ABCDE-FGH{n:02}"})
        assert b"too many attempts" not in wrong.content
    locked = client.post("/en/confirm/", {"password": PASSWORD, "code": codes[1]})
    assert b"too many attempts" in locked.content


def test_threat_T5_no_address_is_written_to_the_database(client):
    codes = codes_for()
    fields = {"handle": handle(), "password": PASSWORD, "code": codes[0]}
    with CaptureQueriesContext(connection) as asked:
        answer = client.post("/en/sign-in/", fields, REMOTE_ADDR="198.51.100.7")
    assert answer.status_code == 303
    assert "198.51.100.7" not in repr(asked.captured_queries)
