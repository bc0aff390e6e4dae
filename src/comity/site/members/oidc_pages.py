"""Pages to sign in at a provider and to link one's own account; there only where one is."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from comity.fault import Fault, RefusedError
from comity.site.members import oidc, signing_in
from comity.site.members.answers import (
    field,
    form_page,
    now,
    safe_next,
    see,
    to_confirm,
    to_sign_in,
)
from comity.site.members.challenges import PATIENCE
from comity.site.members.models import Account
from comity.site.ui.languages import active_language, django_code, language_of
from comity.site.ui.personal import personal

__all__ = ["back", "begin", "code", "link", "returned"]

ATTEMPT: Final = "comity-oidc"
TICKET: Final = "comity-oidc-proved"
PAGE: Final = "document"
"""As what browsers say that they load what somebody goes to (W3C Fetch Metadata)."""


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Lead to the provider, to sign in or, with ``link``, to link one's own account."""
    oidc.client_here()
    if request.headers.get("Sec-Fetch-Dest", PAGE) != PAGE:
        # A picture or a frame of a page elsewhere: nobody goes there by it.
        raise Http404
    account, person = signing_in.account_of(request), ""
    if "link" in request.GET:
        if account is None or signing_in.asks_again(request, now()):
            # Not back here: a browser follows no form of ours to another host, by our own policy.
            asking = reverse("confirm" if account else "sign-in")
            return see(f"{asking}?{urlencode({'next': reverse('oidc-link')})}")
        person = account.person_id
    where = {"next": safe_next(request), "language": f"/{active_language().code}/"}
    back_here = request.build_absolute_uri(reverse("oidc-back"))
    try:
        address, kept = oidc.attempt_begun(
            request, back=back_here, link=person, told=where, now=now()
        )
    except RefusedError as error:
        return _refused(request, error.faults)
    answer = HttpResponseRedirect(address)
    _keep(request, answer, ATTEMPT, kept)
    return personal(answer)


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Take what the provider sends back to the page in the language in which it was begun."""
    began = oidc.written(request.COOKIES.get(ATTEMPT, ""))
    language = language_of(str(began.get("language", ""))) or active_language()
    with override(django_code(language)):
        address = reverse("oidc-returned")
    return personal(HttpResponseRedirect(f"{address}?{request.GET.urlencode()}"))


@require_safe
def returned(request: HttpRequest) -> HttpResponse:
    """Keep what the provider proved, and lead to what was begun with it."""
    kept = request.COOKIES.get(ATTEMPT, "")
    try:
        ticket = oidc.returned(request.GET.dict(), kept, now())
    except RefusedError as error:
        answer = _refused(request, error.faults)
    else:
        onward = urlencode({"next": str(oidc.written(kept).get("next", ""))})
        answer = see(reverse("oidc-link") if ticket.link else f"{reverse('oidc-code')}?{onward}")
        _keep(request, answer, TICKET, oidc.sealed_ticket(ticket))
    answer.delete_cookie(ATTEMPT)
    return personal(answer)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask who signed in at the provider for their next code, and begin the session."""
    client = oidc.client_here()
    ticket = oidc.read_ticket(request.COOKIES.get(TICKET, ""))
    if ticket is None:
        return see(reverse("sign-in"))
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            oidc.sign_in_by_ticket(request, ticket, field(request, "code"), now())
        except RefusedError as error:
            faults = error.faults
        else:
            answer = see(safe_next(request))
            answer.delete_cookie(TICKET)
            return answer
    context = {"host": client.host, "shown": ticket.shown, "next": safe_next(request)}
    return form_page(request, "members/oidc_code.html", context, faults)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Show whether one's own account is linked; link it after a look, and remove the link."""
    client, account = oidc.client_here(), signing_in.account_of(request)
    if account is None:
        return to_sign_in(request)
    ticket = oidc.read_ticket(request.COOKIES.get(TICKET, ""), link=account.person_id)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        if signing_in.asks_again(request, now()):
            return to_confirm(request)
        try:
            _do(request, account, ticket)
        except RefusedError as error:
            faults = error.faults
        else:
            answer = see(reverse("oidc-link"))
            answer.delete_cookie(TICKET)
            return answer
    context = {"host": client.host, "ticket": ticket, "since": oidc.has_link(account)}
    return form_page(request, "members/oidc_link.html", context, faults)


def _do(request: HttpRequest, account: Account, ticket: oidc.Ticket | None) -> None:
    wish = field(request, "do")
    if wish == "link" and ticket is not None:
        oidc.keep_link(account, ticket, now())
    elif wish == "remove":
        oidc.remove_link(account)


def _refused(request: HttpRequest, faults: tuple[Fault, ...]) -> HttpResponse:
    return form_page(request, "members/oidc_refused.html", {}, faults)


def _keep(request: HttpRequest, answer: HttpResponse, name: str, value: str) -> None:
    """Let the browser keep it until the attempt is over; it comes back from elsewhere (Lax)."""
    answer.set_cookie(
        name,
        value,
        max_age=PATIENCE,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )
