import pytest
from django.test import RequestFactory

from comity.edge import make_pseudonyms
from comity.site.dialogue.browser import (
    drawn_mark,
    new_token,
    propensity_in,
    pseudonym,
    token_of,
)


def request(cookie: str = "", **extra):
    made = RequestFactory().get("/en/", **extra)
    if cookie:
        made.COOKIES["comity-voter"] = cookie
    return made


@pytest.mark.parametrize("kept", ["", "x", "A" * 32, "0" * 31, "0" * 33, "0" * 31 + "\n"])
def test_what_is_no_token_of_ours_is_none(kept):
    assert token_of(request(kept)) is None


def test_a_token_comes_back_and_is_new_each_time():
    token = new_token()
    assert token_of(request(token)) == token
    assert new_token() != token


def test_a_browser_has_another_pseudonym_in_each_conversation(instance):
    for name in ("dia-1", "dia-2"):
        make_pseudonyms(instance.pseudonym_folder, name)
    token = new_token()
    assert pseudonym("dia-1", token) == pseudonym("dia-1", token) != pseudonym("dia-2", token)


def test_a_mark_says_how_probably_a_statement_was_drawn():
    mark = drawn_mark("dia-1", 3, 0.125)
    assert propensity_in(mark, "dia-1", "3") == 125_000


@pytest.mark.parametrize(
    ("mark", "conversation", "statement"),
    [
        (None, "dia-2", "3"),
        (None, "dia-1", "4"),
        ("", "dia-1", "3"),
        ("3:999999", "dia-1", "3"),
        ("3:999999:made-up", "dia-1", "3"),
    ],
)
def test_a_mark_of_something_else_or_made_up_says_nothing(mark, conversation, statement):
    signed = drawn_mark("dia-1", 3, 0.125) if mark is None else mark
    assert propensity_in(signed, conversation, statement) is None
