import re
from html import unescape
from http import HTTPStatus

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from comity.site.ui.kept import (
    LONGEST,
    SALT,
    Kept,
    again_page,
    came_from_here,
    keeps,
    kept_form,
    opened,
    sealed,
)

PATH = "/en/dialogue/do/open"
KEPT = Kept(PATH, (("title", "a\n<b>"), ("language", "en")), ("a\n<b>",))


@keeps("title")
def marked(request):
    """A view whose form is kept."""
    return HttpResponse()


def unmarked(request):
    """One whose form is not."""
    return HttpResponse()


@keeps("title", sent_to="conversation-open")
def doing(request):
    """One that would do something at once."""
    return HttpResponse()


def sent(view, fields, method="post", **headers):
    request = getattr(RequestFactory(), method)(PATH, fields, headers=headers)
    request.resolver_match = ResolverMatch(view, (), {}, "x")
    return request


def test_a_form_is_kept_but_for_secrets_and_for_what_says_that_it_was_checked():
    fields = {"title": "a", "language": "en", "step": "open", "password": "p", "code": "c"}
    kept = kept_form(sent(marked, fields))
    assert kept == Kept(PATH, (("title", "a"), ("language", "en")), ("a",))


def test_what_would_be_done_at_once_is_checked_first():
    kept = kept_form(sent(doing, {"title": "a"}))
    assert kept is not None
    assert kept.path == PATH


@pytest.mark.parametrize(
    ("view", "fields", "method"),
    [
        (unmarked, {"title": "a"}, "post"),
        (marked, {"title": "a"}, "get"),
        (marked, {"step": "open"}, "post"),
        (marked, {"title": "a" * (LONGEST + 1)}, "post"),
        (marked, {f"f{number}": "" for number in range(500)}, "post"),
    ],
)
def test_no_other_form_is_kept_and_none_that_is_too_large(view, fields, method):
    assert kept_form(sent(view, fields, method)) is None


def test_a_request_that_met_no_view_has_no_form():
    assert kept_form(RequestFactory().post(PATH, {"title": "a"})) is None


@pytest.mark.parametrize(
    ("headers", "here"),
    [
        ({"Origin": "http://testserver"}, True),
        ({"Referer": "http://testserver/en/"}, True),
        ({"Origin": "http://evil.example", "Referer": "http://testserver/en/"}, False),
        ({"Referer": "http://evil.example/testserver/"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://[evil"}, False),
        ({}, False),
    ],
)
def test_a_form_came_from_here_only_if_the_browser_says_so(headers, here):
    assert came_from_here(sent(marked, {"title": "a"}, **headers)) is here


def test_what_is_sealed_is_opened_for_an_hour_and_only_as_it_was(monkeypatch):
    text = sealed(KEPT)
    assert opened(text) == KEPT
    assert opened(f"{text}x") is None
    assert opened("") is None
    assert opened(signing.dumps({"path": "/", "fields": [], "texts": []}, salt="other")) is None
    at = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: at + 3_601)
    assert opened(text) is None
    # The control: the signature itself still holds.
    assert signing.loads(text, salt=SALT)["path"] == PATH


@pytest.mark.django_db
def test_the_page_shows_the_words_as_text_and_sends_the_same_form():
    page = again_page(sent(marked, {}), KEPT, title="T", status=HTTPStatus.FORBIDDEN)
    markup = page.content.decode()
    assert (page.status_code, page.headers["Cache-Control"]) == (403, "no-store")
    assert "a<br>&lt;b&gt;</blockquote>" in markup
    assert f'action="{PATH}"' in markup
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', markup)
    assert [(name, unescape(value)) for name, value in fields][1:] == list(KEPT.fields)
