"""Pages of published reports."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from comity.canonical import decode, sha256_hex
from comity.render import (
    LANGUAGES,
    Html,
    Publication,
    VerifyNote,
    Voice,
    common_ground,
    definitions,
    differences,
    facts,
    fragility,
    full_tables,
    map_picture,
    opinion_groups,
    participation,
    standalone,
    state,
    summary,
    tag,
    voice,
)
from comity.site.dialogue import queries
from comity.site.dialogue.files import proven_bundle, statements_csv
from comity.site.dialogue.image import image_of
from comity.site.dialogue.queries import PublishedView
from comity.site.dialogue.translations import in_language
from comity.site.record.queries import head
from comity.site.record.words import role_words
from comity.site.ui.languages import active_language
from comity.site.ui.paging import page_number
from comity.site.ui.style import style_path

__all__ = [
    "all_statements",
    "bundle",
    "map_image",
    "picture",
    "report",
    "report_json",
    "reports",
    "statements",
]

FIRST: Final = 3
"""So many findings have a chart; the others stand in a table, so that slow lines can bear it."""
SECTIONS: Final[Mapping[str, Callable[[Mapping[str, Any], Voice], str]]] = {
    "summary": summary,
    "common_ground": partial(common_ground, first=FIRST),
    "differences": partial(differences, first=FIRST),
    "participation": participation,
    "definitions": definitions,
    "facts": facts,
    "fragility": fragility,
}
SHORT: Final = "public, max-age=60"
ROWS: Final = 50


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List the published reports, newest first."""
    number = page_number(request)
    lines, pages = queries.reports_page(number)
    context = {"reports": lines, "page": min(max(number, 1), pages), "pages": pages}
    return render(request, "dialogue/reports.html", context)


@require_safe
def report(request: HttpRequest, report_id: str) -> HttpResponse:
    """Show a published report: the same parts as its self-contained file, in the site's frame."""
    published = _found(report_id)
    # What the page shows besides the report, which never changes.
    frame = (settings.COMITY.instance, head(), style_path(), request.get_host())
    shown = (published.digest, published.entry, published.signer, published.strength)
    key = sha256_hex(repr((active_language().code, frame, shown)).encode())
    page = cache.get_or_set(key, lambda: _report_page(request, published))
    return HttpResponse(page)


def _report_page(request: HttpRequest, published: PublishedView) -> bytes:
    speaker = voice(active_language())
    context = {
        "report": published,
        "state": _markup(state(_note(published, speaker), speaker)),
        "host": request.get_host(),
        "map_shown": published.report["map"]["shown"],
        "shown": len(_shown(published)),
        **_sections(published.report_bytes, published.digest, published.id, speaker.language.code),
    }
    return render(request, "dialogue/report.html", context).content


@require_safe
def all_statements(request: HttpRequest, report_id: str) -> HttpResponse:
    """Show every statement of a report with all its numbers, a page at a time."""
    published = _found(report_id)
    statements = _shown(published)
    pages = max(1, -(-len(statements) // ROWS))
    number = min(max(page_number(request), 1), pages)
    part = {**published.report, "statements": statements[(number - 1) * ROWS : number * ROWS]}
    read = in_language(part, published.digest, active_language())
    tables = full_tables(read, voice(active_language()))
    context = {
        "report": published,
        "tables": _markup(tables),
        "page": number,
        "pages": pages,
    }
    return render(request, "dialogue/statements.html", context)


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


@require_safe
def map_image(_request: HttpRequest, report_id: str) -> HttpResponse:
    """Give the map of opinions as the page of the report loads it."""
    published = _found(report_id)
    if not published.report["map"]["shown"]:
        raise Http404
    svg = image_of(map_picture(published.report, voice(active_language())))
    headers = {"Cache-Control": SHORT}
    return HttpResponse(svg, content_type="image/svg+xml", headers=headers)


@lru_cache(maxsize=96)
def _sections(report: bytes, digest: str, report_id: str, code: str) -> Mapping[str, SafeString]:
    """Return the parts of a report's page; a published report never changes."""
    written: Any = decode(report)
    speaker = voice(LANGUAGES[code])
    members = in_language(written, digest, speaker.language)
    parts = {name: _markup(part(members, speaker)) for name, part in SECTIONS.items()}
    image = _map_image(members, report_id, speaker)
    return {**parts, "opinion_groups": _markup(opinion_groups(members, speaker, image=image))}


def _map_image(report: Mapping[str, Any], report_id: str, speaker: Voice) -> Html | None:
    if not report["map"]["shown"]:
        return None
    drawn = map_picture(report, speaker)
    image = tag(
        "img",
        src=reverse("report-map-image", args=[report_id]),
        alt=drawn.label,
        width=drawn.width,
        height=drawn.height,
        loading="lazy",
        class_="chart",
    )
    return tag("figure", tag("figcaption", drawn.label), image)


def _shown(published: PublishedView) -> Sequence[Mapping[str, Any]]:
    statements = published.report["statements"]
    return [statement for statement in statements if statement["moderated"] >= 0]


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
