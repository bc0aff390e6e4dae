"""Pages of published reports."""

from typing import Final

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from comity.render import Publication, VerifyNote, Voice, standalone, voice
from comity.render.method import definitions, facts
from comity.render.sections import (
    common_ground,
    differences,
    full_tables,
    map_picture,
    opinion_groups,
    participation,
)
from comity.render.sentences import state, summary
from comity.site.dialogue import queries
from comity.site.dialogue.files import proven_bundle, statements_csv
from comity.site.dialogue.queries import PublishedView
from comity.site.record.queries import head
from comity.site.record.words import role_words
from comity.site.ui.languages import active_language

__all__ = ["bundle", "picture", "report", "report_json", "reports", "statements"]

SECTIONS: Final = {
    "summary": summary,
    "common_ground": common_ground,
    "differences": differences,
    "opinion_groups": opinion_groups,
    "participation": participation,
    "full_tables": full_tables,
    "definitions": definitions,
    "facts": facts,
}
SHORT: Final = "public, max-age=60"


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List the published reports, newest first."""
    try:
        number = int(request.GET.get("page", "1"))
    except ValueError as error:
        raise BadRequest("page") from error
    lines, pages = queries.reports_page(number)
    context = {"reports": lines, "page": min(max(number, 1), pages), "pages": pages}
    return render(request, "dialogue/reports.html", context)


@require_safe
def report(request: HttpRequest, report_id: str) -> HttpResponse:
    """Show a published report: the same parts as its self-contained file, in the site's frame."""
    published = _found(report_id)
    speaker = voice(active_language())
    parts = {name: _markup(part(published.report, speaker)) for name, part in SECTIONS.items()}
    context = {
        "report": published,
        "state": _markup(state(_note(published, speaker), speaker)),
        "host": request.get_host(),
        "map_shown": published.report["map"]["shown"],
        "groups_shown": published.report["groups"]["outcome"] != "not_run",
        **parts,
    }
    return render(request, "dialogue/report.html", context)


@require_safe
def bundle(_request: HttpRequest, report_id: str) -> HttpResponse:
    """Give the bundle from which anybody recomputes the report."""
    folders = settings.COMITY
    data = proven_bundle(_found(report_id), bundles=folders.bundle_folder, log=folders.log_folder)
    if data is None:
        raise Http404
    return _download(data, f"{report_id}.zip", "application/zip")


@require_safe
def report_json(_request: HttpRequest, report_id: str) -> HttpResponse:
    """Give the report as published, byte for byte."""
    return _download(_found(report_id).report_bytes, f"{report_id}.json", "application/json")


@require_safe
def statements(_request: HttpRequest, report_id: str) -> HttpResponse:
    """Give all statements with their figures for a spreadsheet."""
    data = statements_csv(_found(report_id).report)
    return _download(data, f"{report_id}-statements.csv", "text/csv; charset=utf-8")


@require_safe
def picture(_request: HttpRequest, report_id: str) -> HttpResponse:
    """Give the map of opinions as a picture with its title and source."""
    published = _found(report_id)
    if not published.report["map"]["shown"]:
        raise Http404
    speaker = voice(active_language())
    source = speaker.say(
        "{symbol}, n {n}",
        symbol=published.symbol,
        n=speaker.number(published.report["participation"]["participants"]),
    )
    svg = standalone(
        map_picture(published.report, speaker),
        title=published.title,
        source=source,
        language=speaker.language.tag,
    )
    return _download(svg.encode(), f"{report_id}-map.svg", "image/svg+xml")


def _found(report_id: str) -> PublishedView:
    published = queries.report_with(report_id)
    if published is None:
        raise Http404
    return published


def _note(published: PublishedView, speaker: Voice) -> VerifyNote:
    at = head()
    return VerifyNote(
        origin=at.origin if at else None,
        entry=published.entry,
        witnesses=0,
        publication=Publication(
            published.signer,
            role_words(published.role, speaker),
            published.at.date(),
            "signed" if published.strength == "signed" else "attested",
        ),
    )


def _markup(part: str) -> SafeString:
    # What comes from render is markup with every outside text escaped (render.markup).
    return mark_safe(part)  # noqa: S308 - see the line above


def _download(data: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": SHORT}
    return HttpResponse(data, content_type=kind, headers=headers)
