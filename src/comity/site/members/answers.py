"""What the pages of this room have in common: forms, refusals, and the way back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from comity.fault import N_, Fault, FaultKind, Place
from comity.site.ui.kept import kept_form, sealed
from comity.site.ui.personal import personal
from comity.site.ui.refusal import fault_words

__all__ = [
    "field",
    "form_page",
    "now",
    "safe_next",
    "see",
    "to_confirm",
    "to_sign_in",
    "to_sign_in_keeping",
]

SIGNED_OUT: Final = FaultKind(
    "site.signed_out",
    N_("nobody is signed in in this browser any more"),
    N_("this act needs somebody with a mandate, and a sign-in lasts at most 12 hours"),
    N_("Sign in here. What you wrote is kept for an hour and is shown again."),
)


def now() -> datetime:
    """Return the time of the request."""
    return datetime.now(UTC)


def field(request: HttpRequest, name: str) -> str:
    """Return what was entered in a field, without what surrounds it; empty if nothing was."""
    return request.POST.get(name, "").strip()


def form_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    faults: tuple[Fault, ...] = (),
) -> HttpResponse:
    """Show a page with a form; with the refusals in words, where there are some."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    whole = {**context, "faults": fault_words(faults)}
    return personal(render(request, template, whole, status=status))


def see(path: str) -> HttpResponse:
    """Lead to ``path`` after a form, so that loading again sends nothing again."""
    return HttpResponseRedirect(path, status=HTTPStatus.SEE_OTHER)


def safe_next(request: HttpRequest) -> str:
    """Return the address within this site to go on to, or that of one's own account."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    inside = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if inside else reverse("account")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the page to sign in, and from there back here."""
    return see(f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")


def to_sign_in_keeping(request: HttpRequest) -> HttpResponse:
    """Ask whoever sent a form without being signed in to sign in; what was typed is kept."""
    kept = kept_form(request)
    context = {
        "next": reverse("account"),
        "kept": sealed(kept) if kept else "",
        "trouble": True,  # this address is no page: another language begins at the front
    }
    return form_page(request, "members/sign_in.html", context, (SIGNED_OUT.at(Place("session")),))


def to_confirm(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks for password and code again, and from there back here."""
    return see(f"{reverse('confirm')}?{urlencode({'next': request.get_full_path()})}")
