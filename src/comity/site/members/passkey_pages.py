"""The page of one's own passkeys: what there is, to add one and to remove one."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from comity.fault import Fault, RefusedError
from comity.site.members import passkey_acts, signing_in
from comity.site.members.answers import field, form_page, now, see, to_confirm, to_sign_in
from comity.site.members.ceremonies import passkey_host, read_registration
from comity.site.members.challenges import is_own, new_challenge, spend
from comity.site.members.codes import digest_of
from comity.site.members.entering import site_log
from comity.site.members.models import Account
from comity.site.members.passkey_sign_in import options, written
from comity.site.members.passkeys import active_passkeys, own_passkeys
from comity.site.record.sequencing import wake

__all__ = ["passkeys"]


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def passkeys(request: HttpRequest) -> HttpResponse:
    """Show one's own passkeys; add one and remove one, after showing again who one is."""
    account, at = signing_in.account_of(request), now()
    if account is None:
        return to_sign_in(request)
    ask_again = signing_in.asks_again(request, at)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        if ask_again:
            return to_confirm(request)
        try:
            _do(request, account)
        except RefusedError as error:
            faults = error.faults
        else:
            wake()
            return see(reverse("passkeys"))
    host = passkey_host(request)
    mine = active_passkeys(account.person_id)
    challenge = new_challenge(_purpose(account), at)
    context = {
        "passkeys": own_passkeys(account.person_id),
        "ask_again": ask_again,
        "here": bool(host),
        "host": settings.COMITY.instance.passkey_host,
        "asked": options(host, challenge, *mine) if host and not ask_again else None,
        "user": written(bytes.fromhex(digest_of("passkey", account.person.handle))),
        "handle": account.person.handle,
    }
    return form_page(request, "members/passkeys.html", context, faults)


def _do(request: HttpRequest, account: Account) -> None:
    at, log = now(), site_log()
    if field(request, "do") == "revoke":
        wanted = field(request, "id")
        passkey_acts.revoke_passkey(log=log, account=account, passkey=wanted, now=at)
        signing_in.end_others(request)
        return
    passkey, count = read_registration(
        field(request, "passkey"),
        host=passkey_host(request),
        holder=account.person_id,
        asked=lambda challenge: is_own(challenge, _purpose(account), at) and spend(challenge, at),
    )
    made = passkey_acts.Made(passkey, field(request, "name"), count)
    passkey_acts.register_passkey(log=log, account=account, made=made, now=at)


def _purpose(account: Account) -> str:
    return f"register {account.person_id}"
