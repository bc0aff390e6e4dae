"""Pages of those who run a conversation: what waits for a decision, closing, the draft to sign."""

import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.canonical import decode, sha256_hex
from comity.dialogue import CLEARED, REASONS, SLATE_MEMBER
from comity.edge import installed_plugins
from comity.fault import Fault, RefusedError
from comity.language import changed_sentences, clean_text, readable_difference
from comity.people import Acting
from comity.record import MANIFEST
from comity.render import report_html, voice
from comity.site.dialogue.actions import (
    ACT,
    ADMIT,
    CLOSE,
    DECIDE,
    DECIDE_APPEAL,
    DECIDE_CONCERNS,
    MODERATE,
    OPEN,
    REPORT,
    RESTATE,
    SEED,
    TRANSLATE,
    begin_closing,
    close_conversation,
    members_to_sign,
    publish_report,
    see_alarms,
)
from comity.site.dialogue.answers import found_conversation, see
from comity.site.dialogue.beside import beside_in
from comity.site.dialogue.pages.deciding import done
from comity.site.dialogue.pages.signing import PASSKEY, asked_of_passkey, word_for
from comity.site.dialogue.queries import (
    ConversationView,
    DraftView,
    Waiting,
    WaitingAppeal,
    alarms_of,
    appeal_counts,
    asked_in,
    draft_flags,
    draft_of,
    draft_result,
    late_entries,
    others_who_decide,
    raised_concerns,
    restating_of,
    unused_in,
    waiting_appeals,
    waiting_count,
    waiting_statements,
)
from comity.site.dialogue.voters import all_known_as
from comity.site.members.actions import RECUSE
from comity.site.members.answers import to_sign_in_keeping
from comity.site.members.permissions import may, require
from comity.site.members.queries import acting
from comity.site.members.signing_in import confirm, fresh_until
from comity.site.record.models import Log
from comity.site.record.sequencing import sequence_now, wake
from comity.site.ui.kept import keeps
from comity.site.ui.languages import active_language
from comity.site.ui.paging import page_of
from comity.site.ui.personal import personal
from comity.site.ui.refusal import fault_words, refused_page
from comity.subject import Subject

__all__ = [
    "asks_again",
    "close",
    "confirm_again",
    "draft",
    "draft_report",
    "office",
    "publish",
    "review",
]

OFFICE: Final = "conversation-office"
DRAFT: Final = "conversation-draft"
ROWS: Final = 25
"""Statements to decide on, with a form each, on one page."""


@require_safe
def office(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show what waits for a decision, and what can be done with the conversation now."""
    view = found_conversation(conversation_id, now())
    who = acting(request)
    at = now()
    count = waiting_count(view)
    number, pages = page_of(request, count, ROWS)
    context = {
        "view": view,
        "asked": asked_in(view, active_language().tag),
        "signed_in": who is not None,
        "count": count,
        "page": number,
        "pages": pages,
        "reasons": [(key, voice(active_language()).say(said)) for key, said in REASONS.items()],
        "waiting": _to_decide(request, view, who, number),
        "may_recuse": may(who, RECUSE, at),
        "may_open": may(who, OPEN, at),
        "may_seed": view.seeds and may(who, SEED, at),
        "may_translate": view.decides and may(who, TRANSLATE, at),
        "may_close": may(who, CLOSE, at),
        "alarms": alarms_of(view.id) if view.stage != "closed" and may(who, CLOSE, at) else (),
        "draft": draft_of(view.id),
        "may_flag": view.terms.ballots == "open" and may(who, DECIDE, at),
        "may_sign": may(who, ACT, at),
        "restating": restating_of(view.id, at) if view.report else None,
        "may_restate": may(who, RESTATE, at),
        "late": late_entries(view.id),
        "may_admit": may(who, ADMIT, at),
        "ask_again": asks_again(request),
        **_appeals(request, view, who),
        **_concerns(request, view, who),
    }
    return personal(render(request, "dialogue/office.html", context))


def _appeals(
    request: HttpRequest, view: ConversationView, who: Acting | None
) -> Mapping[str, object]:
    """Return the appeals for the office page: counts to everybody, the words to who may decide."""
    at, counts = now(), appeal_counts(view.id)
    waiting = waiting_appeals(view.id) if counts.waiting and view.decides and who else ()
    own = all_known_as(view.id, request) | ({who.person} if who else set())

    def why_not(one: WaitingAppeal) -> str:
        mine = one.rejected_by == (who.person if who else "")
        return "own" if one.author in own else "rejected" if mine else ""

    return {
        "appeals": counts,
        "cleared": [(key, voice(active_language()).say(said)) for key, said in CLEARED.items()],
        "second_needed": not others_who_decide([one.rejected_by for one in waiting], at),
        "to_judge": [(one, why_not(one)) for one in waiting if may(who, DECIDE_APPEAL, at)],
    }


def _concerns(
    request: HttpRequest, view: ConversationView, who: Acting | None
) -> Mapping[str, object]:
    """Return the concerns about statements for who may decide on them, and for nobody else."""
    able = view.decides and may(who, DECIDE_CONCERNS, now())
    own = all_known_as(view.id, request) | ({who.person} if who else set())
    found = raised_concerns(view.id)[:ROWS] if able else ()
    return {"may_judge": able, "concerned": [(one, one.author in own) for one in found]}


def _to_decide(
    request: HttpRequest, view: ConversationView, who: Acting | None, number: int
) -> Sequence[tuple[Waiting, bool]]:
    """Return a page of what waits, and of each whether it is one's own; nothing to who may not."""
    if not (view.decides and may(who, MODERATE, now())):
        return ()
    own = all_known_as(view.id, request) | ({who.person} if who else set())
    found = waiting_statements(view, (number - 1) * ROWS, ROWS)
    return [(one, one.author in own) for one in found]


@require_POST
def close(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Close the conversation: take nothing more, drain, close. Its report is computed then."""
    view = found_conversation(conversation_id, now())
    who = acting(request)

    def act() -> None:
        require(who, act=CLOSE, at=now())
        confirm_again(request)
        if view.stage != "closing":
            see_alarms(
                log=Log.objects.get(),
                conversation=view.id,
                seen=request.POST.getlist("alarm"),
                words=request.POST.get("alarm-words", ""),
                acting=who,
                now=now(),
            )
            begin_closing(log=Log.objects.get(), conversation=view.id, acting=who, now=now())
        sequence_now(settings.COMITY)
        close_conversation(log=Log.objects.get(), conversation=view.id, acting=who, now=now())

    return done(request, view, act)


@require_safe
def draft(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show the draft of the report's summary, to be changed and then looked at once more.

    A draft is not published: whoever may not sign it does not read it.
    """
    view = found_conversation(conversation_id, now())
    back = reverse(OFFICE, args=[view.id])
    try:
        require(acting(request), act=ACT, at=now())
    except RefusedError as error:
        answer = refused_page(request, error.faults, back=back, status=HTTPStatus.FORBIDDEN)
        return personal(answer)
    found = draft_of(view.id)
    if found is None:
        return HttpResponseRedirect(back)
    flags = draft_flags(view.id, settings.COMITY.draft_folder)
    context = {
        "view": view,
        "draft": found,
        "text": found.summary.text,
        "flags": flags,
        "undecided": not all(one["decision"] for one in flags),
        "unused": unused_in(view.id, draft_result(view.id, settings.COMITY.draft_folder)),
        "plugins": [one.manifest for one in installed_plugins(settings.COMITY.plugin_folder)[0]],
    }
    return personal(render(request, "dialogue/draft.html", context))


@require_POST
def draft_report(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Give the computed report as one file, to those who may publish it."""
    view = found_conversation(conversation_id, now())
    try:
        require(acting(request), act=ACT, at=now())
        members = _members(view, None)
    except RefusedError as error:
        return refused_page(request, error.faults, back=reverse(OFFICE, args=[view.id]))
    report: Any = decode(members[REPORT])
    listed: Any = decode(members[SLATE_MEMBER]) if SLATE_MEMBER in members else None
    page = report_html(
        report,
        active_language(),
        slate=listed,
        beside=beside_in(members),
        disclaimer=settings.COMITY.instance.profile.disclaimer_in(active_language().tag),
    )
    response = HttpResponse(page)
    response.headers["Content-Disposition"] = f'attachment; filename="{view.id}-draft.html"'
    return personal(response)


@keeps("text")
@require_POST
def review(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show what the person changed in the machine's draft, and what a signature would bind."""
    view = found_conversation(conversation_id, now())
    found = draft_of(view.id)
    if found is None:
        raise Http404
    text = _text(request)
    if acting(request) is None:
        return to_sign_in_keeping(request)
    try:
        require(acting(request), act=ACT, at=now())
        return _review_page(request, view, found, text)
    except RefusedError as error:
        context = {"view": view, "draft": found, "text": text, "faults": fault_words(error.faults)}
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return personal(render(request, "dialogue/draft.html", context, status=status))


@keeps("text", sent_to="conversation-review")
@require_POST
def publish(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Sign off the very bytes that were shown, and publish them."""
    view, who = found_conversation(conversation_id, now()), acting(request)
    found = draft_of(view.id)
    if found is None:
        raise Http404
    if who is None:
        return to_sign_in_keeping(request)
    try:
        mandate = require(who, act=ACT, at=now())
        if not request.POST.get(PASSKEY):
            confirm_again(request)  # a passkey shows itself who signs
        about = Subject("dialogue", "report", view.id)
        signed = word_for(request, ACT, about, who, mandate, now())
    except RefusedError as error:
        return _review_page(request, view, found, _text(request), error.faults)
    try:
        publish_report(
            log=Log.objects.get(),
            members=_members(view, _text(request)),
            sign_off=signed,
            symbol=view.symbol,
            folder=settings.COMITY.bundle_folder,
            now=now(),
        )
    except RefusedError as error:
        back = reverse(DRAFT, args=[view.id])
        return refused_page(request, error.faults, back=back, status=HTTPStatus.CONFLICT)
    wake()
    return see(reverse("report", args=[view.id]))


def _review_page(
    request: HttpRequest,
    view: ConversationView,
    found: DraftView,
    text: str,
    faults: Sequence[Fault] = (),
) -> HttpResponse:
    members = _members(view, text)
    changed, all_of_it = changed_sentences(found.summary.draft, text)
    digest = sha256_hex(members[MANIFEST])
    about = Subject("dialogue", "report", view.id, digest)
    context = {
        "view": view,
        "draft": found,
        "text": text,
        "pieces": readable_difference(found.summary.draft, text),
        "changed": changed,
        "sentences": all_of_it,
        "digest": digest,
        "nonce": secrets.token_hex(16),
        "asked": asked_of_passkey(request, ACT, about, acting(request), now()),
        "ask_again": asks_again(request),
        "faults": fault_words(faults),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return personal(render(request, "dialogue/review.html", context, status=status))


def asks_again(request: HttpRequest) -> bool:
    """Return whether it is too long since password and code were entered."""
    until = fresh_until(request)
    return until is None or until <= now()


def confirm_again(request: HttpRequest) -> None:
    """Take password and code from the form where they are asked for again."""
    if asks_again(request):
        password, code = request.POST.get("password", ""), request.POST.get("code", "")[:40]
        confirm(request, password=password, code=code, now=now())


def _text(request: HttpRequest) -> str:
    """Return the text that was sent, as it is kept: one form of each letter and line end."""
    return clean_text(request.POST.get("text", "")).text.strip()


def _members(view: ConversationView, text: str | None) -> Mapping[str, bytes]:
    """Return the members to publish with ``text``, or with the draft's own where it is None."""
    if text is None:
        found = draft_of(view.id)
        text = found.summary.text if found else ""
    return members_to_sign(conversation=view.id, text=text, folder=settings.COMITY.draft_folder)
