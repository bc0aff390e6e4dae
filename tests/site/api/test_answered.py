from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Event, Thread

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from comity.fault import RefusedError
from comity.site.api import answered
from comity.site.api.answered import Once, answered_once, forget_all, once_token
from comity.site.api.models import KeptAnswer, Token
from tests.site.api.conftest import MODERATOR, NOW, token_of
from tests.site.conftest import begin
from tests.site.dialogue.world import enter_offices
from tests.site.file_database import empty_database, file_database, in_thread

__all__ = ["empty_database", "file_database"]

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


@pytest.fixture
def office(log):
    """Somebody with a token, whose acts are kept in rows."""
    return official()


def official(**changes):
    enter_offices()
    token_of(MODERATOR)
    return Once("token", WHO.key, Token.objects.get().pk, **changes)


@pytest.mark.parametrize("whole", [True, False])
def test_an_official_act_is_done_once_and_answered_alike(office, whole):
    sent = office._replace(whole=whole)
    answers = [ask(sent) for _ in range(2)]
    assert [done for _, done in answers] == [True, False]
    assert {answer.content for answer, _ in answers} == {b'{"n": 1}'}
    with pytest.raises(RefusedError, match=r"api\.key"):
        ask(sent, body=b"[]")


@pytest.mark.parametrize("whole", [True, False])
def test_the_key_of_what_was_refused_or_broke_is_free_again(office, whole):
    sent = office._replace(whole=whole)
    assert ask(sent, status=422)[1]
    with pytest.raises(OSError, match="broken"):
        answered_once(
            RequestFactory().post("/api/v1/x"), sent, now=NOW, act=partial(_broken, "broken")
        )
    assert not KeptAnswer.objects.exists()
    assert ask(sent)[1]


def test_what_an_act_wrote_that_was_refused_after_all_is_taken_back(office):
    def act():
        Token.objects.all().update(name="changed")
        return HttpResponse(b"{}", status=422)

    answered_once(RequestFactory().post("/api/v1/x"), office, now=NOW, act=act)
    assert Token.objects.get().name == "A program"


def test_an_act_of_several_transactions_whose_process_went_is_begun_again(office):
    sent = office._replace(whole=False)
    ask(sent)
    KeptAnswer.objects.update(status=0, body=b"")
    assert ask(sent)[0].status_code == 503
    assert ask(sent, now=NOW + timedelta(minutes=5))[1]


def at_once(sent, monkeypatch):
    """Send one request by two processes that share nothing but the database."""
    monkeypatch.setattr(answered, "_in_hand", alone)
    began, done, answers = Event(), [], []

    def act(name, wait):
        began.set()
        Event().wait(wait)
        done.append(name)
        return HttpResponse(b"{}", content_type="application/json")

    def send(name, wait):
        request = RequestFactory().post("/api/v1/x", b"{}", content_type="application/json")
        answers.append(answered_once(request, sent, now=NOW, act=partial(act, name, wait)))

    first = Thread(target=in_thread(send), args=("first", 0.3))
    first.start()
    assert began.wait(10)
    send("second", 0)
    first.join(10)
    return done, sorted(one.status_code for one in answers)


@contextmanager
def alone(_key):
    yield True


@pytest.mark.parametrize("whole", [True, False])
def test_threat_T3_of_two_processes_with_one_key_one_does_the_act(
    file_database, monkeypatch, whole
):
    begin()
    done, answers = at_once(official(whole=whole), monkeypatch)
    assert done == ["first"]
    # Where it is one transaction the second waits for it; else it is asked to come back.
    assert answers == ([200, 200] if whole else [200, 503])


def test_control_without_the_row_both_do_it(file_database, monkeypatch):
    begin()
    monkeypatch.setattr(answered, "_enter", lambda row: None)
    monkeypatch.setattr(answered, "_keep", lambda row, response: None)
    assert sorted(at_once(official(), monkeypatch)[0]) == ["first", "second"]
