"""A page that says what was refused, by which rule, and how to mend it."""

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comity.fault import Fault
from comity.render import words
from comity.site.ui.languages import active_language

__all__ = ["fault_words", "refused_page"]


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


def fault_words(faults: Sequence[Fault]) -> Sequence[str]:
    """Return each fault as a sentence in the language of the page."""
    return [words(fault, active_language(), wrote_nothing=False) for fault in faults]
