"""The sheet that invites to a conversation, to be printed or projected: code, address, QR code."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.site.dialogue.queries import asked_in, conversation_with, participation_rule
from comity.site.ui.languages import active_language
from comity.site.ui.qr import qr_drawing

__all__ = ["invite"]


@require_safe
def invite(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show how to get here from paper: the address is on the host that the page was asked from."""
    view = conversation_with(conversation_id, now())
    if view is None:
        raise Http404
    host = request.get_host()
    region = request.GET.get("region", "")
    region = region if region in participation_rule().regions else ""
    address = f"{host}{reverse('conversation-short', args=[view.code])}"
    address += f"?region={region}" if region else ""
    label = _("QR code of the address %(address)s") % {"address": address}
    context = {
        "view": view,
        "asked": asked_in(view, active_language().tag),
        "host": host,
        "address": address,
        "region": region,
        "regions": participation_rule().regions,
        "drawing": qr_drawing(f"{request.scheme}://{address}", label),
    }
    return render(request, "dialogue/invite.html", context)
