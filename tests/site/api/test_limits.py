from django.test import RequestFactory

from comity.site.api.limits import PER_CALLER, caller_of, within_limits
from tests.site.api.conftest import NOW


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
