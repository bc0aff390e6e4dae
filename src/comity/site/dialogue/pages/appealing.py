"""Pages of appeals: an author asks that another person look, and says why."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.dialogue import LONGEST_APPEAL, appeal_faults
from comity.language import clean_text
from comity.site.dialogue.actions import Appealed, appeal_rejection
from comity.site.dialogue.answers import found_conversation, number_in
from comity.site.dialogue.pages.saying import said_page, take
from comity.site.dialogue.queries import ConversationView, appeals_of, own_statements
from comity.site.dialogue.voters import known_as
from comity.site.record.models import Log
from comity.site.ui.kept import keeps

__all__ = ["appeal", "appeal_form"]


@require_safe
def appeal_form(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Ask why the rejection of one's own statement should be looked at again."""
    view = found_conversation(conversation_id, now())
    return _appeal_page(request, view, number_in(request.GET.get("statement", "")), "")


@keeps("appeal")
@require_POST
def appeal(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Take an appeal from the browser that sent the statement."""
    view = found_conversation(conversation_id, now())
    typed, number = request.POST.get("appeal", ""), number_in(request.POST.get("statement", ""))
    text = clean_text(typed).text.strip()

    def keep() -> None:
        sent = Appealed(known_as(view.id, request), number, text)
        appeal_rejection(log=Log.objects.get(), conversation=view.id, appealed=sent, now=now())

    def again(faults: Sequence[str]) -> HttpResponse:
        return _appeal_page(request, view, number, text, faults)

    back = f"{reverse('conversation-mine', args=[view.id])}#s{number}"
    return take(request, back, keep, again, appeal_faults(typed))


def _appeal_page(
    request: HttpRequest,
    view: ConversationView,
    number: int,
    text: str,
    faults: Sequence[str] = (),
) -> HttpResponse:
    who = known_as(view.id, request)
    own = [one for one in own_statements(view, who) if one.line.number == number] if who else []
    fits = [one for one in own if one.state == "rejected" and one.line.text]
    context = {
        "view": view,
        "one": fits[0] if fits and view.decides else None,
        "there": number in appeals_of(view.id, who) if who else False,
        "text": text,
        "longest": LONGEST_APPEAL,
    }
    return said_page(request, "dialogue/appeal.html", context, faults)
