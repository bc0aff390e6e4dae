"""The page on which one connects an app that shows codes, and takes it away again."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from comity.fault import N_, Fault, FaultKind, Place, RefusedError, refuse
from comity.site.members import app_codes, signing_in
from comity.site.members.answers import field, form_page, now, see, to_confirm, to_sign_in
from comity.site.members.credentials import codes_left
from comity.site.members.models import Account
from comity.site.members.passkeys import active_passkeys
from comity.site.ui.languages import active_language
from comity.site.ui.qr import qr_drawing

__all__ = ["app"]

NOT_OF_APP: Final = FaultKind(
    "site.app_refused",
    N_("this is not the code that the app shows now"),
    N_("an app counts once a code of it has arrived here"),
    N_("Look at the clocks of telephone and server, and enter the next code. Or begin again."),
)
LAST: Final = FaultKind(
    "site.app_last",
    N_("the app is all that lets you sign in: no printed code and no passkey is left"),
    N_("the last means of signing in is not removed"),
    N_("Print new codes first."),
)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """Show whether an app is connected; connect one, confirm it by a code, and remove it."""
    account, at = signing_in.account_of(request), now()
    if account is None:
        return to_sign_in(request)
    wish = field(request, "do")
    if request.method == "POST" and signing_in.asks_again(request, at):
        return to_confirm(request)
    faults: tuple[Fault, ...] = ()
    if wish == "begin":
        return _secret_page(request, account)
    if request.method == "POST":
        try:
            _do(request, account)
        except RefusedError as error:
            faults = error.faults
        else:
            return see(reverse("app"))
    context = {
        "connected": app_codes.has_app(account),
        "ask_again": signing_in.asks_again(request, at),
        "waits": wish == "confirm" and bool(faults),
    }
    return form_page(request, "members/app.html", context, faults)


def _secret_page(request: HttpRequest, account: Account) -> HttpResponse:
    """Show a fresh secret, once; what was connected before counts no more."""
    if app_codes.has_app(account):
        return see(reverse("app"))
    secret = app_codes.begin_app(account)
    name = settings.COMITY.instance.name(active_language().tag)
    address = app_codes.address_of(secret, name, account.person.handle)
    context = {
        "secret": app_codes.secret_shown(secret),
        "drawing": qr_drawing(address, _("QR code for the app")),
        "waits": True,
    }
    return form_page(request, "members/app.html", context)


def _do(request: HttpRequest, account: Account) -> None:
    if field(request, "do") == "remove":
        if not codes_left(account) and not active_passkeys(account.person_id).exists():
            raise refuse(LAST.at(Place("app")))
        app_codes.remove_app(account)
        return
    with signing_in.confirming(request, account, now()):
        if not app_codes.confirm_app(account, field(request, "code"), now()):
            raise refuse(NOT_OF_APP.at(Place("code")))
