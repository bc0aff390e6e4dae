"""Forms by which a moderator decides about a statement: one that waits, an appeal, concerns."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Final, Protocol

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from comity.fault import RefusedError
from comity.people import Acting
from comity.site.dialogue.actions import (
    Ruling,
    decide_appeal,
    decide_concerns,
    moderate_statement,
)
from comity.site.dialogue.answers import found_conversation, number_in, see
from comity.site.dialogue.queries import ConversationView
from comity.site.dialogue.voters import own_names
from comity.site.members.queries import acting
from comity.site.record.models import Log
from comity.site.record.sequencing import wake
from comity.site.ui.refusal import refused_page

__all__ = ["done", "judge", "judge_concerns", "moderate"]

OFFICE: Final = "conversation-office"


class Decide(Protocol):
    """An action that enters what a moderator decides about a statement."""

    def __call__(
        self, *, log: Log, conversation: str, ruling: Ruling, acting: Acting | None, now: datetime
    ) -> None:
        """Enter ``ruling``, or raise ``RefusedError``."""


@require_POST
def moderate(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Decide on one statement that waits."""
    return _decided(request, conversation_id, moderate_statement)


@require_POST
def judge(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Decide on one appeal that waits."""
    return _decided(request, conversation_id, decide_appeal, "outcome")


@require_POST
def judge_concerns(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Decide on the concerns about one statement."""
    return _decided(request, conversation_id, decide_concerns)


def done(request: HttpRequest, view: ConversationView, act: Callable[[], None]) -> HttpResponse:
    """Do ``act`` and lead back to the office, or say why it was not done."""
    back = reverse(OFFICE, args=[view.id])
    try:
        act()
    except RefusedError as error:
        return refused_page(request, error.faults, back=back, status=HTTPStatus.CONFLICT)
    wake()
    return see(back)


def _decided(
    request: HttpRequest, conversation_id: str, decide: Decide, field: str = "decision"
) -> HttpResponse:
    """Decide as the form says: each choice of ``field`` may have a reason of its own beside it."""
    view, sent = found_conversation(conversation_id, now()), request.POST
    decision = sent.get(field, "")[:20]
    ruling = Ruling(
        number_in(sent.get("statement", "")),
        decision,
        sent.get(f"reason-{decision}", sent.get("reason", ""))[:40],
        *own_names(view.id, request),
    )

    def act() -> None:
        decide(
            log=Log.objects.get(),
            conversation=view.id,
            ruling=ruling,
            acting=acting(request),
            now=now(),
        )

    return done(request, view, act)
