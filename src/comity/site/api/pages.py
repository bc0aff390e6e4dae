"""The page on which a person makes and ends the tokens of their programs."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.fault import Fault, RefusedError
from comity.site.api.tokens import end_all_tokens, end_token, make_token, offered_by, own_tokens
from comity.site.members.answers import field, form_page, now, see, to_confirm, to_sign_in
from comity.site.members.models import Account
from comity.site.members.queries import mandates_of
from comity.site.members.signing_in import account_of, asks_again

__all__ = ["tokens"]


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Show one's own tokens; make one, shown only now, or end one or all."""
    account, at = account_of(request), now()
    if account is None:
        return to_sign_in(request)
    if field(request, "do") == "end":
        # Ending one needs no code: whoever lost a token is in a hurry.
        end_token(account=account, token=field(request, "token"))
        return see(reverse("tokens"))
    if field(request, "do") == "end-all":
        end_all_tokens(account)
        return see(reverse("tokens"))
    if request.method == "POST" and asks_again(request, at):
        return to_confirm(request)
    faults: tuple[Fault, ...] = ()
    made = ""
    if request.method == "POST":
        try:
            made = _made(request, account)
        except RefusedError as error:
            faults = error.faults
    held = [(one, offered_by(one.mandate, at)) for one in mandates_of(account.person_id, at)]
    context = {
        "made": made,
        "tokens": own_tokens(account, at),
        "offers": [(one, scopes) for one, scopes in held if scopes],
        "ask_again": asks_again(request, at),
    }
    return form_page(request, "api/tokens.html", context, faults)


def _made(request: HttpRequest, account: Account) -> str:
    return make_token(
        account=account,
        mandate=field(request, "mandate"),
        name=field(request, "name"),
        scope=request.POST.getlist("scope"),
        now=now(),
    )
