"""What was sent with a form that could not be taken: shown again, or kept while one signs in.

Nothing is stored: what was typed goes back to the browser in hidden fields, signed where it passes
through the page to sign in. Only views marked with ``keeps`` take part, and no secret ever does.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from comity.site.ui.personal import personal

__all__ = ["Kept", "again_page", "came_from_here", "keeps", "kept_form", "opened", "sealed"]

View = TypeVar("View", bound=Callable[..., Any])

SALT: Final = "comity.kept-form"
HOUR: Final = 3600
LONGEST: Final = 100_000
"""Characters of a form that is shown again; nobody writes more, and pages stay bounded."""
MOST_FIELDS: Final = 420
NOT_KEPT: Final = frozenset(
    {"csrfmiddlewaretoken", "password", "code", "again", "step", "digest", "nonce"}
)
"""Secrets, and what says that something was checked: it is checked again."""


class _Mark(NamedTuple):
    shown: tuple[str, ...]
    sent_to: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as it was sent: where to, its fields, and those of them that are a person's words."""

    path: str
    fields: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]


def keeps(*shown: str, sent_to: str = "") -> Callable[[View], View]:
    """Mark a view whose form is not lost; ``shown`` are the fields that a person wrote in.

    ``sent_to`` names another view, which checks what this one would do at once.
    """

    def marked(view: View) -> View:
        vars(view)["keeps"] = _Mark(shown, sent_to)
        return view

    return marked


def kept_form(request: HttpRequest) -> Kept | None:
    """Return the form that was sent, or None where it is not to be kept or is too large."""
    match = request.resolver_match
    mark: _Mark | None = getattr(match.func, "keeps", None) if match else None
    if match is None or mark is None or request.method != "POST":
        return None
    fields = [(name, str(value)) for name, value in request.POST.items() if name not in NOT_KEPT]
    size = sum(len(name) + len(value) for name, value in fields)
    if not fields or size > LONGEST or len(fields) > MOST_FIELDS:
        return None
    path = reverse(mark.sent_to, kwargs=match.kwargs) if mark.sent_to else request.path
    texts = tuple(value for name, value in fields if name in mark.shown and value.strip())
    return Kept(path, tuple(fields), texts)


def came_from_here(request: HttpRequest) -> bool:
    """Return whether the browser says that the form stood on a page of this host.

    A form from elsewhere is never shown again: its words are not those of who sends it.
    """
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        return urlsplit(said).netloc == request.get_host()
    except ValueError:
        return False


def sealed(kept: Kept) -> str:
    """Return ``kept`` in writing, signed, for a hidden field of a page of ours."""
    return signing.dumps(asdict(kept), salt=SALT, compress=True)


def opened(text: str) -> Kept | None:
    """Return what ``sealed`` wrote in the last hour, else None."""
    try:
        found = signing.loads(text, salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        return None
    fields = tuple((name, value) for name, value in found["fields"])
    return Kept(found["path"], fields, tuple(found["texts"]))


def again_page(
    request: HttpRequest, kept: Kept, *, title: str, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Return a page that shows what was sent, in a form that can be sent now."""
    context = {"trouble": title, "kept": kept}
    return personal(render(request, "again.html", context, status=status))
