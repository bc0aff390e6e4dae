"""Pages of restatements: drawn up and signed by somebody with a mandate, then read by anybody."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.canonical import decode, sha256_hex
from comity.dialogue import RESTATEMENT_MEMBER
from comity.fault import Fault, Place, RefusedError
from comity.record import MANIFEST, parse_manifest
from comity.render import restated_table, state, voice
from comity.site.dialogue.actions import (
    ALTERED,
    RESTATE,
    draw_up_restatement,
    drawn_up,
    is_of_the_votes,
    publish_restatement,
)
from comity.site.dialogue.answers import (
    download,
    found,
    found_conversation,
    found_restatement,
    markup,
)
from comity.site.dialogue.audits import audit_html, audit_of, is_audited
from comity.site.dialogue.files import proven_bundle
from comity.site.dialogue.pages.published import state_note
from comity.site.dialogue.pages.running import asks_again, confirm_again
from comity.site.dialogue.pages.signing import PASSKEY, asked_of_passkey, word_for
from comity.site.dialogue.parts import statement_pages
from comity.site.dialogue.queries import (
    ConversationView,
    erased_statements,
    has_lost_votes,
    restatements_of,
    withdrawal_of,
)
from comity.site.dialogue.translations import in_language
from comity.site.members.permissions import require
from comity.site.members.queries import acting
from comity.site.record.models import Log
from comity.site.record.sequencing import wake
from comity.site.ui.languages import active_language
from comity.site.ui.paging import page_of
from comity.site.ui.personal import personal
from comity.site.ui.refusal import fault_words, refused_page

__all__ = ["draw_up", "restate", "restatement", "restatement_bundle", "restatement_draft"]

OFFICE: Final = "conversation-office"


@require_safe
def restatement(request: HttpRequest, restatement_id: str) -> HttpResponse:
    """Show a published restatement: the figures that stand, and those before."""
    shown, speaker = found_restatement(restatement_id), voice(active_language())
    known = audit_of(shown, settings.COMITY)
    context = {
        "restated": shown,
        "audit": markup(audit_html(shown, known, speaker)),
        "audited": is_audited(known) and not known.differing,
        "state": markup(state(state_note(shown, speaker), speaker)),
        "lost": has_lost_votes(shown),
        "withdrawn": withdrawal_of(shown.report),
        "earlier": [one for one in restatements_of(shown.report) if one.id != shown.id],
        **_table(request, shown.result),
    }
    return render(request, "dialogue/restatement.html", context)


@require_safe
def restatement_bundle(_request: HttpRequest, restatement_id: str) -> HttpResponse:
    """Give the bundle from which anybody recomputes the restatement."""
    folders = settings.COMITY
    shown = found_restatement(restatement_id)
    data = proven_bundle(shown, bundles=folders.bundle_folder, log=folders.log_folder)
    if data is None:
        raise Http404
    return download(data, f"{shown.id}.zip", "application/zip")


@require_POST
def draw_up(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Draw up a restatement, for somebody to read and sign."""
    view = found_conversation(conversation_id, now())
    try:
        draw_up_restatement(
            report=view.id,
            acting=acting(request),
            sealed=settings.COMITY.sealed_folder,
            now=now(),
        )
    except RefusedError as error:
        back = reverse(OFFICE, args=[view.id])
        return refused_page(request, error.faults, back=back, status=HTTPStatus.CONFLICT)
    return _see(reverse("conversation-restate", args=[view.id]))


@require_safe
def restatement_draft(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show the restatement that is drawn up, to who may sign it."""
    view = found_conversation(conversation_id, now())
    try:
        require(acting(request), act=RESTATE, at=now())
    except RefusedError as error:
        back = reverse(OFFICE, args=[view.id])
        answer = refused_page(request, error.faults, back=back, status=HTTPStatus.FORBIDDEN)
        return personal(answer)
    members = drawn_up(view.id)
    if members is None:
        return HttpResponseRedirect(reverse(OFFICE, args=[view.id]))
    return _draft(request, view, members)


@require_POST
def restate(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Sign off the very bytes that were shown, and publish them."""
    view, who = found_conversation(conversation_id, now()), acting(request)
    members = drawn_up(view.id)
    if members is None:
        raise Http404
    try:
        mandate = require(who, act=RESTATE, at=now())
        if not request.POST.get(PASSKEY):
            confirm_again(request)  # a passkey shows itself who signs
        about = replace(parse_manifest(members[MANIFEST]).subject, digest=None)
        signed = word_for(request, RESTATE, about, who, mandate, now())
    except RefusedError as error:
        if who is None:
            back = reverse(OFFICE, args=[view.id])
            return refused_page(request, error.faults, back=back, status=HTTPStatus.CONFLICT)
        return _draft(request, view, members, error.faults)
    try:
        made = publish_restatement(
            log=Log.objects.get(),
            report=view.id,
            sign_off=signed,
            folder=settings.COMITY.bundle_folder,
            now=now(),
        )
    except RefusedError as error:
        back = reverse("conversation-restate", args=[view.id])
        return refused_page(request, error.faults, back=back, status=HTTPStatus.CONFLICT)
    wake()
    return _see(reverse("restatement", args=[made]))


def _see(path: str) -> HttpResponse:
    response = HttpResponseRedirect(path)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _draft(
    request: HttpRequest,
    view: ConversationView,
    members: Mapping[str, bytes],
    faults: Sequence[Fault] = (),
) -> HttpResponse:
    result: Any = decode(members[RESTATEMENT_MEMBER])
    digest = sha256_hex(members[MANIFEST])
    about = replace(parse_manifest(members[MANIFEST]).subject, digest=digest)
    altered = not is_of_the_votes(view.id)
    if altered and not faults:
        faults = [ALTERED.at(Place(view.symbol))]
    context = {
        "view": view,
        "day": date.fromisoformat(result["date"]),
        "digest": digest,
        "asked": asked_of_passkey(request, RESTATE, about, acting(request), now()),
        "nonce": secrets.token_hex(16),
        "ask_again": asks_again(request),
        "faults": fault_words(faults),
        "altered": altered,
        **_table(request, result),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return personal(render(request, "dialogue/restate.html", context, status=status))


def _table(request: HttpRequest, result: Mapping[str, Any]) -> Mapping[str, object]:
    """Return a page of the table; a statement whose words were erased has lost them here, too."""
    report, speaker = found(result["report"]), voice(active_language())
    gone = erased_statements(report.id)
    read = in_language(report.report, report.digest, active_language())["statements"]
    shown = [
        {**one, "text": "", "translation": None} if str(one["id"]) in gone else one
        for one in read
        if one["moderated"] >= 0
    ]
    cut = statement_pages(shown)
    number, pages = page_of(request, len(cut), 1)
    table = markup(restated_table(result, cut[number - 1], speaker))
    return {"result": result, "table": table, "page": number, "pages": pages}
