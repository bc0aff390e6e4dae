"""The form by which an officer admits what came into the record after the close."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from comity.site.dialogue.actions import ADMIT, Admission, admit_late
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.pages.deciding import done
from comity.site.dialogue.pages.running import confirm_again
from comity.site.members.permissions import require
from comity.site.members.queries import acting
from comity.site.record.models import Log

__all__ = ["admit"]


@require_POST
def admit(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Admit the late entries that were chosen, for the reason and on the evidence given."""
    view, who = found_conversation(conversation_id, now()), acting(request)
    chosen = [one for one in request.POST.getlist("entry") if one.isascii() and one.isdigit()]
    admission = Admission(
        tuple(int(one) for one in chosen if len(one) < 16),
        request.POST.get("reason", ""),
        request.POST.get("evidence", ""),
    )

    def act() -> None:
        require(who, act=ADMIT, at=now())
        confirm_again(request)
        admit_late(
            log=Log.objects.get(),
            conversation=view.id,
            admission=admission,
            acting=who,
            now=now(),
        )

    return done(request, view, act)
