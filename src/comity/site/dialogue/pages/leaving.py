"""Receipts of one's own ballots, and taking one's votes and statements out."""

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from comity.record import write_bundle
from comity.site.dialogue.actions import Kept, take_out
from comity.site.dialogue.answers import come_back
from comity.site.dialogue.box import ballot_box
from comity.site.dialogue.queries import (
    ConversationView,
    ballots_cast,
    conversation_with,
    own_statements,
)
from comity.site.dialogue.receipt_files import receipt_files
from comity.site.dialogue.voters import kept_as
from comity.site.record.erasing import empty_write_ahead_log
from comity.site.record.models import Log
from comity.site.record.sequencing import wake
from comity.site.ui.personal import personal

__all__ = ["leave", "receipts"]


@require_POST
def receipts(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Give the receipts of all votes of who asks, in an order that tells nothing."""
    view = _found(conversation_id)
    names = kept_as(view.id, request)
    seqs = [seq for name in names for seq in ballots_cast(view.id, name)]
    if not seqs:
        raise Http404
    data = write_bundle(receipt_files(view.id, seqs))
    response = HttpResponse(data, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{view.id}-receipts.zip"'
    return personal(response)


@require_POST
def leave(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Say what taking out means, and do it once that was read."""
    view = _found(conversation_id)
    kept = {name: _kept_of(view, name) for name in kept_as(view.id, request)}
    votes, statements = (sum(each) for each in zip((0, 0), *kept.values(), strict=True))
    context = {"view": view, "votes": votes, "statements": statements}
    if request.POST.get("step") != "do":
        return personal(render(request, "dialogue/check_leaving.html", context))
    away = ballot_box().away()
    if away is not None:
        return come_back(request, reverse("conversation-mine", args=[view.id]), away.seconds)
    # Where nothing is kept it says so.
    for name in [name for name, own in kept.items() if any(own)] or [""]:
        _take_out(view, name)
    # Where somebody is reading just then, the night does it.
    transaction.on_commit(_empty)
    wake()
    return personal(render(request, "dialogue/left.html", context))


def _kept_of(view: ConversationView, name: str) -> tuple[int, int]:
    """Return how many votes and statements are kept of a pseudonym."""
    return len(ballots_cast(view.id, name)), len(own_statements(view, name))


def _take_out(view: ConversationView, name: str) -> None:
    folders = settings.COMITY
    kept = Kept(folders.sealed_folder, folders.draft_folder)
    take_out(log=Log.objects.get(), conversation=view.id, voter=name, kept=kept, now=now())


def _empty() -> None:
    empty_write_ahead_log()


def _found(conversation_id: str) -> ConversationView:
    view = conversation_with(conversation_id, now())
    if view is None:
        raise Http404
    return view
