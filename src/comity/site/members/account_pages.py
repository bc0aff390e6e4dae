"""Pages to sign in, to redeem an invitation, to confirm who one is, and of one's own account."""

from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from comity.fault import Fault, RefusedError
from comity.site.members import passkey_sign_in, signing_in
from comity.site.members.answers import (
    field,
    form_page,
    now,
    safe_next,
    see,
    to_confirm,
    to_sign_in,
)
from comity.site.members.queries import acting, own_account
from comity.site.ui.kept import again_page, opened

__all__ = ["account", "confirm", "invitation", "sign_in"]

FORM = ["GET", "HEAD", "POST"]
ENDINGS: Final[Mapping[str, Callable[[HttpRequest], object]]] = {
    "sign-out": signing_in.sign_out,
    "end": lambda request: signing_in.end_session(request, field(request, "session")),
    "end-others": signing_in.end_others,
}
"""What ends sessions, by what the page calls it."""


@sensitive_post_parameters()
@require_http_methods(FORM)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by name, password and the next printed code."""
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            _enter(request)
            return _signed_in(request)
        except RefusedError as error:
            faults = error.faults
    context = {
        "next": safe_next(request),
        "handle": field(request, "handle"),
        "kept": field(request, "kept"),
        "asked": passkey_sign_in.asked(request, now()),
        "provider": _provider(),
    }
    return form_page(request, "members/sign_in.html", context, faults)


def _provider() -> str:
    """Return where else one may sign in; empty where no provider is configured."""
    client = settings.COMITY.oidc
    return client.host if client else ""


def _enter(request: HttpRequest) -> None:
    """Begin a session by what was sent: a passkey's answer, or name, password and code."""
    sent = field(request, "passkey")
    if sent:
        passkey_sign_in.sign_in_by_passkey(request, sent, now())
        return
    signing_in.sign_in(
        request,
        handle=field(request, "handle"),
        password=request.POST.get("password", ""),
        code=field(request, "code"),
        now=now(),
    )


def _signed_in(request: HttpRequest) -> HttpResponse:
    """Lead on, or show again what was typed into a form before the sign-in."""
    kept = opened(field(request, "kept"))
    if kept is None:
        return see(safe_next(request))
    return again_page(request, kept, title=_("You are signed in"))


@sensitive_post_parameters()
@require_http_methods(FORM)
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for password and code again, before an official act."""
    if acting(request) is None:
        return to_sign_in(request)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            _confirm(request)
            return see(safe_next(request))
        except RefusedError as error:
            faults = error.faults
    account = signing_in.account_of(request)
    context = {
        "next": safe_next(request),
        "handle": account.person.handle if account else "",
        "asked": passkey_sign_in.asked_to_confirm(request, now()),
    }
    return form_page(request, "members/confirm.html", context, faults)


def _confirm(request: HttpRequest) -> None:
    """Note that it is who is signed in, by a passkey's answer or by password and code."""
    sent = field(request, "passkey")
    if sent:
        passkey_sign_in.confirm_by_passkey(request, sent, now())
        return
    password, code = request.POST.get("password", ""), field(request, "code")
    signing_in.confirm(request, password=password, code=code, now=now())


@sensitive_post_parameters()
@require_http_methods(FORM)
def invitation(request: HttpRequest) -> HttpResponse:
    """Redeem an invitation: set a password and show the one-time codes, once."""
    if request.method != "POST":
        return form_page(request, "members/invitation.html", {})
    try:
        handle, codes = signing_in.redeem(
            request,
            code=field(request, "code"),
            password=request.POST.get("password", ""),
            again=request.POST.get("again", ""),
            now=now(),
        )
    except RefusedError as error:
        context: dict[str, object] = {"code": field(request, "code")}
        return form_page(request, "members/invitation.html", context, error.faults)
    context = {"handle": handle, "codes": codes, "first": True}
    return form_page(request, "members/codes.html", context)


@require_http_methods(FORM)
def account(request: HttpRequest) -> HttpResponse:
    """Show one's own account; end sessions, print new codes, sign out."""
    at = now()
    found = own_account(request, at)
    if found is None:
        return to_sign_in(request)
    wish = field(request, "do")
    if wish == "codes":
        try:
            context: dict[str, object] = {"codes": signing_in.print_codes(request, at)}
        except RefusedError:
            return to_confirm(request)
        return form_page(request, "members/codes.html", {**context, "handle": found.handle})
    if wish in ENDINGS:
        ENDINGS[wish](request)
        return see(reverse("home" if wish == "sign-out" else "account"))
    fresh = signing_in.fresh_until(request)
    shown = {
        "account": found,
        "fresh": fresh if fresh and fresh > at else None,
        "provider": _provider(),
    }
    return form_page(request, "members/account.html", shown)
