"""The page on which somebody with a mandate withdraws a published report."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.fault import RefusedError
from comity.site.dialogue.actions import WITHDRAW, withdraw_report
from comity.site.dialogue.answers import found, see
from comity.site.dialogue.pages.running import asks_again, confirm_again
from comity.site.members.answers import to_sign_in_keeping
from comity.site.members.permissions import may, require
from comity.site.members.queries import acting
from comity.site.record.models import Log
from comity.site.record.sequencing import wake
from comity.site.ui.kept import keeps
from comity.site.ui.personal import personal
from comity.site.ui.refusal import refused_page

__all__ = ["withdraw", "withdrawal"]


@require_safe
def withdrawal(request: HttpRequest, report_id: str) -> HttpResponse:
    """Say what withdrawing does, and show a form to who may do it."""
    published, who = found(report_id), acting(request)
    context = {
        "report": published,
        "may_withdraw": published.withdrawn is None and may(who, WITHDRAW, now()),
        "ask_again": who is not None and asks_again(request),
    }
    return personal(render(request, "dialogue/withdrawing.html", context))


@keeps("reason")
@require_POST
def withdraw(request: HttpRequest, report_id: str) -> HttpResponse:
    """Withdraw the report, and lead back to it."""
    published, who = found(report_id), acting(request)
    if who is None:
        return to_sign_in_keeping(request)
    try:
        require(who, act=WITHDRAW, at=now())
        confirm_again(request)
        reason = request.POST.get("reason", "")
        withdraw_report(
            log=Log.objects.get(), report=published.id, reason=reason, acting=who, now=now()
        )
    except RefusedError as error:
        back = reverse("report-withdrawing", args=[published.id])
        return refused_page(request, error.faults, back=back, status=HTTPStatus.CONFLICT)
    wake()
    return see(reverse("report", args=[published.id]))
