"""The page of a report's audit: who counted again and what they say; for auditors, the votes."""

import secrets
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.fault import Fault, RefusedError
from comity.render import voice
from comity.site.dialogue.actions import (
    ATTEST,
    GIVE,
    Finding,
    attest_report,
    give_sealed_bundle,
    to_attest,
)
from comity.site.dialogue.answers import found, found_restatement, markup
from comity.site.dialogue.audits import audit_html, audit_of, is_audited
from comity.site.dialogue.pages.running import asks_again, confirm_again
from comity.site.dialogue.pages.signing import PASSKEY, asked_of_passkey, word_for
from comity.site.dialogue.queries import PublishedView, RestatementView, given_out, has_lost_votes
from comity.site.members.permissions import require
from comity.site.members.queries import acting
from comity.site.record.models import Log
from comity.site.record.sequencing import wake
from comity.site.ui.languages import active_language
from comity.site.ui.personal import personal
from comity.site.ui.refusal import fault_words, refused_page
from comity.subject import Subject

__all__ = [
    "attest",
    "audit",
    "restatement_attest",
    "restatement_audit",
    "restatement_sealed",
    "sealed_bundle",
]

Published: TypeAlias = PublishedView | RestatementView

LONGEST_NOTE: Final = 10_000


@require_safe
def audit(request: HttpRequest, report_id: str) -> HttpResponse:
    """Show who counted the sealed votes again and what they found."""
    return _page(request, found(report_id))


@require_safe
def restatement_audit(request: HttpRequest, restatement_id: str) -> HttpResponse:
    """Show who counted the votes that were left again and what they found."""
    return _page(request, found_restatement(restatement_id))


@require_POST
def sealed_bundle(request: HttpRequest, report_id: str) -> HttpResponse:
    """Give an auditor the sealed votes; that they were given is entered."""
    return _given(request, found(report_id))


@require_POST
def restatement_sealed(request: HttpRequest, restatement_id: str) -> HttpResponse:
    """Give an auditor the sealed votes that a restatement was counted from."""
    return _given(request, found_restatement(restatement_id))


@require_POST
def attest(request: HttpRequest, report_id: str) -> HttpResponse:
    """Take an auditor's word: that the counts agree, with the signed note, or that they differ."""
    return _attested(request, found(report_id))


@require_POST
def restatement_attest(request: HttpRequest, restatement_id: str) -> HttpResponse:
    """Take an auditor's word on restated figures."""
    return _attested(request, found_restatement(restatement_id))


def _given(request: HttpRequest, published: Published) -> HttpResponse:
    who = acting(request)
    try:
        require(who, act=GIVE, at=now())
        confirm_again(request)
        data = give_sealed_bundle(
            log=Log.objects.get(),
            report=published.id,
            acting=who,
            folder=settings.COMITY.sealed_folder,
            now=now(),
        )
    except RefusedError as error:
        return _refused(request, published, error)
    wake()
    response = HttpResponse(data, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{published.id}-sealed.zip"'
    return personal(response)


def _attested(request: HttpRequest, published: Published) -> HttpResponse:
    """Take an auditor's word, first to be looked at, then signed."""
    who = acting(request)
    finding = _finding(request)
    try:
        mandate = require(who, act=ATTEST, at=now())
        about = to_attest(
            report=published.id, finding=finding, folder=settings.COMITY.sealed_folder
        )
    except RefusedError as error:
        if who is None:
            return _refused(request, published, error)
        return _page(request, published, error.faults, finding.note)
    if "digest" not in request.POST:
        return _to_sign(request, published, finding, about)
    try:
        if not request.POST.get(PASSKEY):
            confirm_again(request)  # a passkey shows itself who signs
        attest_report(
            log=Log.objects.get(),
            report=published.id,
            finding=finding,
            sign_off=word_for(request, ATTEST, about, who, mandate, now()),
            folder=settings.COMITY.sealed_folder,
            now=now(),
        )
    except RefusedError as error:
        return _to_sign(request, published, finding, about, error.faults)
    wake()
    response = HttpResponseRedirect(_address(published))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _finding(request: HttpRequest) -> Finding:
    if request.POST.get("outcome") == "differs":
        return Finding("differs")
    return Finding("agrees", request.POST.get("note", "")[:LONGEST_NOTE])


def _to_sign(
    request: HttpRequest,
    published: Published,
    finding: Finding,
    about: Subject,
    faults: Sequence[Fault] = (),
) -> HttpResponse:
    """Show the words that an auditor is about to sign, and the ways to sign them."""
    context = {
        "report": published,
        "finding": finding,
        "audit_at": _address(published),
        "attest_at": request.path,
        "digest": about.digest,
        "asked": asked_of_passkey(request, ATTEST, about, acting(request), now()),
        "nonce": secrets.token_hex(16),
        "ask_again": asks_again(request),
        "faults": fault_words(faults),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return personal(render(request, "dialogue/attest.html", context, status=status))


def _page(
    request: HttpRequest, published: Published, faults: Sequence[Fault] = (), note: str = ""
) -> HttpResponse:
    who, at, speaker = acting(request), now(), voice(active_language())
    known = audit_of(published, settings.COMITY)
    context = {
        "report": published,
        "lines": known.lines,
        "audit": markup(audit_html(published, known, speaker)),
        "audited": is_audited(known) and not known.differing,
        "given": given_out(published.id),
        "lost": isinstance(published, RestatementView) and has_lost_votes(published),
        "may_audit": who is not None
        and not published.open_ballots
        and who.mandate_for(ATTEST, at) is not None,
        "ask_again": who is not None and asks_again(request),
        "faults": fault_words(faults),
        "note": note,
    }
    restated = isinstance(published, RestatementView)
    page = "dialogue/restatement_audit.html" if restated else "dialogue/audit.html"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return personal(render(request, page, context, status=status))


def _address(published: Published) -> str:
    restated = isinstance(published, RestatementView)
    return reverse("restatement-audit" if restated else "report-audit", args=[published.id])


def _refused(request: HttpRequest, published: Published, error: RefusedError) -> HttpResponse:
    back = _address(published)
    return refused_page(request, error.faults, back=back, status=HTTPStatus.CONFLICT)
