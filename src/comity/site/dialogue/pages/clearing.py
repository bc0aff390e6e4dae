"""What this browser keeps of conversations, and the button that clears it."""

from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comity.site.dialogue.browser import forget, token_of
from comity.site.members.queries import acting
from comity.site.record.acknowledging import COOKIE
from comity.site.ui.personal import personal

__all__ = ["clear_browser", "this_browser"]

PAGE: Final = "this-browser"
CLEARED: Final = "cleared"


@require_safe
def this_browser(request: HttpRequest) -> HttpResponse:
    """Say what this browser keeps; a script adds what only it can see."""
    context = {
        "known": token_of(request) is not None,
        "cleared": CLEARED in request.GET,
        "signed_in": acting(request) is not None,
    }
    return personal(render(request, "dialogue/this_browser.html", context))


@require_POST
def clear_browser(request: HttpRequest) -> HttpResponse:
    """Have the browser forget its cookies, and by TLS all that scripts have kept for this site.

    Who is signed in stays so. Browsers heed ``Clear-Site-Data`` by TLS alone.
    """
    response = HttpResponseRedirect(f"{reverse(PAGE)}?{CLEARED}")
    response.status_code = HTTPStatus.SEE_OTHER
    forget(response)
    response.delete_cookie(COOKIE, samesite="Lax")
    if acting(request) is None:
        response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
    if request.is_secure():
        response.headers["Clear-Site-Data"] = '"storage"'
    return personal(response)
