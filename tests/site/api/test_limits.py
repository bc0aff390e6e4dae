import pytest
from django.test import RequestFactory

from comity.site.api.limits import PER_CALLER, PER_TOKEN, caller_of, within_limits
from tests.site.api.conftest import ID, MODERATOR, NOW, token_of


def asked(near, **headers):
    return RequestFactory().get("/api/v1/", REMOTE_ADDR=near, headers=headers)


def test_behind_a_server_on_this_computer_its_word_counts():
    assert caller_of(asked("127.0.0.1", **{"X-Forwarded-For": "9.9.9.9, 192.0.2.1"})) == "192.0.2.1"
    assert caller_of(asked("127.0.0.1")) == "127.0.0.1"


def test_a_stranger_hides_behind_no_header():
    assert caller_of(asked("192.0.2.9", **{"X-Forwarded-For": "192.0.2.1"})) == "192.0.2.9"


def test_each_caller_is_counted_alone(monkeypatch):
    monkeypatch.setattr(PER_CALLER, "_limit", 2)
    first, second = asked("192.0.2.1"), asked("192.0.2.2")
    assert [within_limits(first, NOW) for _ in range(3)] == [True, True, False]
    assert within_limits(second, NOW)


@pytest.mark.django_db
def test_others_behind_an_address_keep_nobody_from_an_official_act(live, program, monkeypatch):
    monkeypatch.setattr(PER_CALLER, "_limit", 2)
    monkeypatch.setattr(PER_TOKEN, "_limit", 2)
    who = token_of(MODERATOR, "read")
    for _ in range(3):
        flooded = program.get(f"conversations/{ID}")
    # The control: whoever has no token, or one that is none, waits.
    made_up = program.get("me", Authorization="Bearer x.y")
    assert [flooded.status_code, made_up.status_code] == [429, 429]
    assert [program.get("me", **who).status_code for _ in range(3)] == [200, 200, 429]
