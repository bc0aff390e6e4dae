from datetime import timedelta
from functools import partial
from threading import Event, Thread

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


@pytest.mark.parametrize("body", [b"{}", b"[]"])
def test_of_two_at_once_under_one_key_one_is_done(body):
    """In threads, as a server answers: the second came before anything was kept of the first."""
    began, end, done = Event(), Event(), []

    def slow():
        began.set()
        end.wait(10)
        done.append("first")
        return HttpResponse(b"{}", content_type="application/json")

    def send(given, key=WHO.key, act=lambda: done.append("other") or HttpResponse(b"{}")):
        request = RequestFactory().post("/api/v1/x", given, content_type="application/json")
        return answered_once(request, Once(WHO.who, key), now=NOW, act=act)

    first = Thread(target=send, args=(b"{}",), kwargs={"act": slow})
    first.start()
    assert began.wait(10)
    second = send(body)
    assert (second.status_code, second.headers["Retry-After"], done) == (503, "1", [])
    # The control: what comes under a key of its own is done at once.
    assert send(body, "another-of-my-keys").status_code == 200
    end.set()
    first.join(10)
    assert done == ["other", "first"]
    assert send(b"{}").status_code == 200
    assert done == ["other", "first"]


def test_what_breaks_lets_its_key_go():
    with pytest.raises(OSError, match="broken"):
        answered_once(
            RequestFactory().post("/api/v1/x"), WHO, now=NOW, act=partial(_broken, "broken")
        )
    assert ask()[1]


def _broken(why):
    raise OSError(why)
