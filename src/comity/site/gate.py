"""The gate before Django: what is sent without signing in never takes the last threads.

However much of it is offered, some threads stay free for what an office does and for those who
read. Whoever finds the gate shut is asked to come back, at next to no cost.
"""

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Any, Final, TypeAlias

from django.http import HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext, ngettext

from comity.fault import Place
from comity.site.api.problems import LATER, PROBLEM, problem_body
from comity.site.ui.languages import LANGUAGES, django_code, first_language, language_of

__all__ = ["Gate"]

Start = Callable[[str, list[tuple[str, str]]], Any]
Application: TypeAlias = Callable[..., Iterable[bytes] | HttpResponseBase]

ANONYMOUS: Final = (
    *("/do/vote", "/do/statement", "/do/appeal", "/do/concern"),
    *("/do/take-out", "/do/receipts", "/do/clear-browser"),
)
"""What anybody may send: the ends of the addresses."""

INTERFACE: Final = "/api/"
BY_PROGRAMS: Final = ("/votes", "/statements")
"""The same, as programs send it below ``INTERFACE``."""

HTML: Final = "text/html; charset=utf-8"
SECONDS: Final = 3
FREE_FOR_OTHERS: Final = 4
"""Threads that nothing anonymous ever takes."""

# The words of dialogue/come_back.html, which the box's own answer has.
TITLE: Final = "Please come back in a moment"
ONCE: Final = (
    "The site cannot take anything just now. Try again in %(shown)s second; sending the same "
    "twice changes nothing."
)
MORE: Final = (
    "The site cannot take anything just now. Try again in %(shown)s seconds; sending the same "
    "twice changes nothing."
)
PAGE: Final = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<h1>{title}</h1><p>{words}</p></html>
"""


class Gate:
    """Lets so much that is anonymous into ``application`` at a time, and all else without limit."""

    __slots__ = ("_application", "_places")

    def __init__(self, application: Application, threads: int) -> None:
        self._application = application
        self._places = BoundedSemaphore(max(1, threads - FREE_FOR_OTHERS))

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes] | HttpResponseBase:
        """Answer a request."""
        if environ["REQUEST_METHOD"] != "POST" or not _anonymous(environ["PATH_INFO"]):
            return _whole(self._application(environ, start))
        if not self._places.acquire(blocking=False):
            return _shut(environ, start)
        try:
            return _whole(self._application(environ, start))
        finally:
            self._places.release()


def _whole(answer: Iterable[bytes] | HttpResponseBase) -> Iterable[bytes] | HttpResponseBase:
    """Return an answer that is there as a list, which the server sends in one go.

    What is sent piece by piece as it is read stays as it is.
    """
    if not isinstance(answer, HttpResponse):
        return answer
    body = [answer.content]
    answer.close()
    return body


def _anonymous(path: str) -> bool:
    return path.endswith(BY_PROGRAMS if path.startswith(INTERFACE) else ANONYMOUS)


def _shut(environ: dict[str, Any], start: Start) -> Iterable[bytes] | HttpResponseBase:
    path = environ["PATH_INFO"]
    if path.startswith(INTERFACE):
        kind, page = PROBLEM, _problem(first_language(environ.get("HTTP_ACCEPT_LANGUAGE", "")).code)
    else:
        kind, page = HTML, _page((language_of(path) or LANGUAGES["en"]).code)
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(page))),
        ("Retry-After", str(SECONDS)),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start("503 Service Unavailable", headers)
    return [page]


@lru_cache(maxsize=len(LANGUAGES))
def _problem(code: str) -> bytes:
    """Return what a program is told, made once in each language."""
    body = problem_body([LATER.at(Place("request"), seconds=SECONDS)], 503, LANGUAGES[code])
    return json.dumps(body, ensure_ascii=False).encode()


@lru_cache(maxsize=len(LANGUAGES))
def _page(code: str) -> bytes:
    """Return the page that asks to come back, made once in each language."""
    language = LANGUAGES[code]
    with translation.override(django_code(language)):
        words = ngettext(ONCE, MORE, SECONDS) % {"shown": SECONDS}
        return PAGE.format(
            language=language.tag,
            direction=language.direction,
            title=escape(gettext(TITLE)),
            words=escape(words),
        ).encode()
