"""Files of a published report: bundle, tables, charts."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.dialogue import statements_download
from comity.fault import RefusedError
from comity.render import Voice, map_picture, voice, words
from comity.site.dialogue.about import Told
from comity.site.dialogue.answers import SHORT, download, file_key, found, organisation
from comity.site.dialogue.audits import audit_of, audit_text
from comity.site.dialogue.charts import Chart, charts_of, map_chart
from comity.site.dialogue.files import bundle_members, proven_bundle
from comity.site.dialogue.image import image_of
from comity.site.dialogue.made import BusyError, made
from comity.site.dialogue.polis import MOST_VOTES, polis_statements, polis_votes
from comity.site.dialogue.queries import PublishedView
from comity.site.dialogue.raster import png_of
from comity.site.dialogue.workbook import report_workbook
from comity.site.ui.languages import active_language

__all__ = [
    "bundle",
    "chart_png",
    "chart_svg",
    "comments",
    "map_image",
    "map_png",
    "map_svg",
    "report_json",
    "statements",
    "votes",
    "workbook",
]

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LATER: Final = "30"


@require_safe
def bundle(_request: HttpRequest, report_id: str) -> HttpResponse:
    """Give the bundle from which anybody recomputes the report."""
    folders = settings.COMITY
    data = proven_bundle(found(report_id), bundles=folders.bundle_folder, log=folders.log_folder)
    if data is None:
        raise Http404
    return download(data, f"{report_id}.zip", "application/zip")


@require_safe
def report_json(_request: HttpRequest, report_id: str) -> HttpResponse:
    """Give the report as published, byte for byte."""
    return download(found(report_id).report_bytes, f"{report_id}.json", "application/json")


@require_safe
def statements(_request: HttpRequest, report_id: str) -> HttpResponse:
    """Give all statements with their figures for a spreadsheet."""
    return download(
        statements_download(found(report_id).report), f"{report_id}-statements.csv", CSV
    )


@require_safe
def workbook(request: HttpRequest, report_id: str) -> HttpResponse:
    """Give all tables as a workbook in the language of the page."""
    published, speaker = found(report_id), voice(active_language())
    found_audit = audit_of(published, settings.COMITY)
    told = Told(organisation(), audit_text(published, found_audit, speaker))
    name = f"{report_id}-{speaker.language.code}.xlsx"
    return _made(
        request,
        file_key(published, f"xlsx {found_audit.digest}"),
        lambda: report_workbook(published, told, speaker),
        lambda data: download(data, name, XLSX),
    )


@require_safe
def votes(request: HttpRequest, report_id: str) -> HttpResponse:
    """Give the votes as the incumbent exports them, where they are open."""
    return _polis(request, report_id, "votes", polis_votes)


@require_safe
def comments(request: HttpRequest, report_id: str) -> HttpResponse:
    """Give the statements as the incumbent exports them, where the votes are open."""
    return _polis(request, report_id, "comments", polis_statements)


@require_safe
def map_svg(_request: HttpRequest, report_id: str) -> HttpResponse:
    """Give the map of opinions as a picture with its title and source."""
    published, speaker = found(report_id), voice(active_language())
    return _svg(published, _map(published, speaker), speaker)


@require_safe
def map_png(request: HttpRequest, report_id: str) -> HttpResponse:
    """Give the same map as PNG."""
    published, speaker = found(report_id), voice(active_language())
    return _png(request, published, _map(published, speaker))


@require_safe
def chart_svg(_request: HttpRequest, report_id: str, number: int) -> HttpResponse:
    """Give the chart of a finding as a picture with its title and source."""
    published, speaker = found(report_id), voice(active_language())
    return _svg(published, _finding(published, number, speaker), speaker)


@require_safe
def chart_png(request: HttpRequest, report_id: str, number: int) -> HttpResponse:
    """Give the same chart as PNG."""
    published, speaker = found(report_id), voice(active_language())
    return _png(request, published, _finding(published, number, speaker))


@require_safe
def map_image(_request: HttpRequest, report_id: str) -> HttpResponse:
    """Give the map of opinions as the page of the report loads it."""
    published = found(report_id)
    if not published.report["map"]["shown"]:
        raise Http404
    svg = image_of(map_picture(published.report, voice(active_language())))
    headers = {"Cache-Control": SHORT}
    return HttpResponse(svg, content_type="image/svg+xml", headers=headers)


def _polis(
    request: HttpRequest,
    report_id: str,
    name: str,
    convert: Callable[[dict[str, bytes]], bytes | None],
) -> HttpResponse:
    published = found(report_id)
    if not published.open_ballots or published.votes > MOST_VOTES:
        raise Http404
    folder = settings.COMITY.bundle_folder

    def make() -> bytes:
        data = convert(bundle_members(published, folder))
        if data is None:
            raise Http404
        return data

    key = file_key(published, f"polis {name}")
    return _made(request, key, make, lambda data: download(data, f"{report_id}-{name}.csv", CSV))


def _map(published: PublishedView, speaker: Voice) -> Chart:
    chart = map_chart(published, speaker)
    if chart is None:
        raise Http404
    return chart


def _finding(published: PublishedView, number: int, speaker: Voice) -> Chart:
    charts = charts_of(published, speaker)
    if not 1 <= number <= len(charts):
        raise Http404
    return charts[number - 1]


def _svg(published: PublishedView, chart: Chart, speaker: Voice) -> HttpResponse:
    svg = chart.svg(published, speaker)
    return download(svg.encode(), f"{published.id}-{chart.name}.svg", "image/svg+xml")


def _png(request: HttpRequest, published: PublishedView, chart: Chart) -> HttpResponse:
    language = active_language()
    svg = chart.svg(published, voice(language))
    return _made(
        request,
        file_key(published, f"png {svg}"),
        lambda: png_of(svg, language),
        lambda data: download(data, f"{published.id}-{chart.name}.png", "image/png"),
    )


def _made(
    request: HttpRequest,
    key: str,
    make: Callable[[], bytes],
    answer: Callable[[bytes], HttpResponse],
) -> HttpResponse:
    """Answer with what is made once; with the reason where it cannot be made here, or not now."""
    try:
        return answer(made(key, make))
    except BusyError:
        return _busy(request)
    except RefusedError as refused:
        return _not_here(request, refused)


def _busy(request: HttpRequest) -> HttpResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    response = render(request, "dialogue/no_file.html", {"busy": True}, status=status)
    response.headers["Retry-After"] = LATER
    return response


def _not_here(request: HttpRequest, refused: RefusedError) -> HttpResponse:
    language = active_language()
    pictured = request.path.endswith(".png")
    context = {
        "reasons": [words(fault, language, wrote_nothing=False) for fault in refused.faults],
        "svg": f"{request.path.removesuffix('.png')}.svg" if pictured else "",
    }
    return render(request, "dialogue/no_file.html", context, status=HTTPStatus.NOT_FOUND)
