from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from comity.fault import RefusedError
from comity.site.api import answered
from comity.site.api.answered import Once, answered_once, forget_all, once_token
from comity.site.api.models import KeptAnswer
from tests.site.api.conftest import NOW

WHO = Once("voter a", "one-of-my-keys")


def ask(sent=WHO, body=b"{}", status=200, now=NOW, path="/api/v1/x"):
    """Send a request; return the answer and whether anything was done."""
    done = []

    def act():
        done.append(1)
        return HttpResponse(b'{"n": 1}', content_type="application/json", status=status)

    request = RequestFactory().post(path, body, content_type="application/json")
    return answered_once(request, sent, now=now, act=act), bool(done)


@pytest.mark.django_db
def test_a_visitor_leaves_nothing_on_disk():
    ask()
    assert not ask()[1]
    assert not KeptAnswer.objects.exists()


def test_what_a_visitor_was_answered_is_kept_for_an_hour():
    ask()
    assert not ask(now=NOW + timedelta(minutes=59))[1]
    assert ask(now=NOW + timedelta(hours=1))[1]


def test_a_refusal_is_not_kept():
    assert ask(status=503)[1]
    assert ask()[1]
    assert not ask()[1]


@pytest.mark.parametrize("change", [{"body": b"[]"}, {"path": "/api/v1/y"}])
def test_one_key_goes_with_one_request(change):
    ask()
    with pytest.raises(RefusedError, match=r"api\.key"):
        ask(**change)


def test_the_keys_of_two_do_not_meet():
    ask()
    assert ask(Once("voter b", WHO.key))[1]


def test_only_so_many_are_kept_in_memory(monkeypatch):
    monkeypatch.setattr(answered, "MOST", 2)
    for who in ("a", "b", "c"):
        ask(Once(who, WHO.key))
    assert not ask(Once("c", WHO.key))[1]
    assert ask(Once("a", WHO.key))[1]


def test_only_so_many_bytes_are_kept_in_memory(monkeypatch):
    """Whoever sends two hundred votes is answered at length, as often as they like."""
    monkeypatch.setattr(answered, "LARGEST_KEPT", 20)
    for who in ("a", "b", "b", "c"):
        ask(Once(who, WHO.key))
    kept = sum(len(one.body) for one in answered._IN_MEMORY.values())  # noqa: SLF001 - no other way in
    assert kept == 16
    assert not ask(Once("c", WHO.key))[1]
    assert ask(Once("a", WHO.key))[1]


def test_forgetting_is_what_a_new_process_does():
    ask()
    forget_all()
    assert ask()[1]


def test_a_once_token_is_the_same_for_the_same_key_and_says_nothing_of_it():
    assert once_token("a", "key") == once_token("a", "key")
    assert len({once_token("a", "key"), once_token("b", "key"), once_token("a", "yek")}) == 3
    assert len(once_token("a", "key")) == 32
