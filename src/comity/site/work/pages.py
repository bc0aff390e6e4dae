"""Forms of one's own work."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from comity.fault import RefusedError
from comity.site.members.answers import field, now, see, to_sign_in_keeping
from comity.site.members.queries import acting
from comity.site.ui.refusal import refused_page
from comity.site.work.actions import go_back, mark_read

__all__ = ["seen"]

LONGEST = 16


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Keep up to where one has read, or take that back; lead to one's work again."""
    who = acting(request)
    if who is None:
        return to_sign_in_keeping(request)
    if field(request, "size") == "back":
        go_back(acting=who)
        return see(reverse("my-work"))
    try:
        mark_read(acting=who, size=_size(field(request, "size")), now=now())
    except RefusedError as error:
        back = reverse("my-work")
        return refused_page(request, error.faults, back=back, status=HTTPStatus.CONFLICT)
    return see(reverse("my-work"))


def _size(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST else -1
