"""A page that says what was refused, by which rule, and how to mend it."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from comity.fault import Fault, RefusedError
from comity.render import page_words
from comity.site.ui.languages import active_language

__all__ = ["Refusals", "fault_words", "refused_page"]


def refused_page(
    request: HttpRequest,
    faults: Sequence[Fault],
    *,
    back: str,
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HttpResponse:
    """Return the page that words ``faults`` and leads ``back``, an address of this site."""
    context = {"faults": fault_words(faults), "back": back}
    return render(request, "refused.html", context, status=status)


class Refusals:
    """Middleware: what an action refuses and no page has worded itself is said on a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the page does."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page that words a refusal; leave every other error to who handles it.

        A value that the database cannot take, such as a text with NUL in it, is a bad request.
        """
        if isinstance(error, DataError):
            raise BadRequest("the database takes no such value") from error
        if not isinstance(error, RefusedError):
            return None
        back = reverse("home")
        return refused_page(request, error.faults, back=back, status=HTTPStatus.CONFLICT)


def fault_words(faults: Sequence[Fault]) -> Sequence[str]:
    """Return each fault as a sentence in the language of the page."""
    return [page_words(fault, active_language()) for fault in faults]
