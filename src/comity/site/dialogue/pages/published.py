"""Pages of published reports."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from comity.canonical import decode
from comity.render import (
    LANGUAGES,
    Html,
    Publication,
    VerifyNote,
    Voice,
    arrived,
    asked,
    breakdown_tables,
    common_ground,
    definitions,
    differences,
    doubts,
    facts,
    flagged,
    full_tables,
    joined,
    map_picture,
    opinion_groups,
    participation,
    state,
    summary,
    summary_text,
    tag,
    voice,
)
from comity.site.dialogue import queries
from comity.site.dialogue.about import citation_html, version_words
from comity.site.dialogue.actions import OPEN, WITHDRAW
from comity.site.dialogue.answers import found, kept_page, markup, organisation
from comity.site.dialogue.arranging import (
    ORDERS,
    Arrangement,
    arranged,
    order_words,
    result_of,
    results_of,
)
from comity.site.dialogue.audits import Audited, audit_html, audit_of, is_audited
from comity.site.dialogue.beside import beside_published
from comity.site.dialogue.charts import Chart, charts_of, map_chart
from comity.site.dialogue.parts import breakdown_part, has_breakdowns, statement_pages
from comity.site.dialogue.polis import MOST_VOTES
from comity.site.dialogue.queries import PublishedView, RestatementView
from comity.site.dialogue.raster import can_draw
from comity.site.dialogue.signed_words import signed_words
from comity.site.dialogue.translations import in_language
from comity.site.members.permissions import may
from comity.site.members.queries import acting
from comity.site.record.queries import head
from comity.site.record.words import role_words
from comity.site.ui.languages import active_language
from comity.site.ui.paging import page_number, page_of, rows_of

__all__ = ["all_statements", "breakdowns", "downloads", "method", "report", "reports", "state_note"]

FIRST: Final = 3
"""So many findings have a chart; the others stand in a table, so that slow lines can bear it."""
SECTIONS: Final[Mapping[str, Callable[[Mapping[str, Any], Voice], str]]] = {
    "summary": summary,
    "common_ground": lambda report, speaker: common_ground(_few(report), speaker, first=FIRST),
    "differences": lambda report, speaker: differences(_few(report), speaker, first=FIRST),
}
FINDINGS: Final = 8
"""So many findings of a kind stand on the page; the others in the table of all statements."""
CHARTS: Final = 20
NAMED: Final = 20
"""So many statements that were restated are named; all of them stand on a page of their own."""


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List the published reports, newest first."""
    number = page_number(request)
    lines, pages = queries.reports_page(number)
    who = acting(request)
    live = sorted(
        queries.open_conversations(now()) if number == 1 else (),
        key=lambda view: view.stage not in ("planned", "open"),
    )
    context = {
        "may_open": who is not None and who.mandate_for(OPEN, now()) is not None,
        "conversations": queries.titled_in(live, active_language().tag),
        "reports": lines,
        "page": min(max(number, 1), pages),
        "pages": pages,
    }
    return render(request, "dialogue/reports.html", context)


@require_safe
def report(request: HttpRequest, report_id: str) -> HttpResponse:
    """Show a published report: the same parts as its self-contained file, in the site's frame."""
    published = found(report_id)
    audit = audit_of(published, settings.COMITY)
    return kept_page(
        request, published, lambda: _report_page(request, published, audit), audit.digest
    )


@require_safe
def all_statements(request: HttpRequest, report_id: str) -> HttpResponse:
    """Show every statement of a report with all its numbers, a page at a time.

    The address says by what they are ordered and which result is shown: it can be passed on.
    """
    published, speaker = found(report_id), voice(active_language())
    every = _shown(published)
    asked_for = _arrangement(request, every)
    rows = arranged(every, asked_for)
    cut = statement_pages(rows)
    number, pages = page_of(request, len(cut), 1)
    part = {**published.report, "statements": cut[number - 1]}
    read = in_language(part, published.digest, active_language())
    context = {
        "report": published,
        "tables": markup(full_tables(read, speaker)),
        "orders": order_words(speaker),
        "results": results_of(every, speaker),
        "asked_for": asked_for,
        "rows": len(rows),
        "every": len(every),
        "page": number,
        "pages": pages,
        "query_kept": asked_for.query,
    }
    return render(request, "dialogue/statements.html", context)


def _arrangement(request: HttpRequest, statements: Sequence[Mapping[str, Any]]) -> Arrangement:
    """Return what the address asks of the table; refuse an order or a result that is none."""
    asked_for = Arrangement(request.GET.get("order", "number"), request.GET.get("result", ""))
    known = {"", *map(result_of, statements)}
    if asked_for.order not in ORDERS or asked_for.result not in known:
        raise BadRequest("the table has no such order or result")
    return asked_for


@require_safe
def changes(request: HttpRequest, report_id: str) -> HttpResponse:
    """Show what a person changed in the text that a machine had drafted."""
    published = found(report_id)
    context = {"report": published, "signed": signed_words(published.summary)}
    return render(request, "dialogue/changes.html", context)


@require_safe
def breakdowns(request: HttpRequest, report_id: str) -> HttpResponse:
    """Show what the other tiers and the declared classes say, each for itself, a page at a time."""
    published = found(report_id)
    number, pages, part = breakdown_part(published.report, page_number(request))
    read = in_language(part, published.digest, active_language())
    tables = breakdown_tables(read, voice(active_language()))
    context = {
        "report": published,
        "tables": markup(tables),
        "page": number,
        "pages": pages,
    }
    return render(request, "dialogue/breakdowns.html", context)


@require_safe
def method(request: HttpRequest, report_id: str) -> HttpResponse:
    """Say what the words of a report mean, and by which rule and function it was made."""
    published, speaker = found(report_id), voice(active_language())
    context = {
        "report": published,
        **_audit(published, audit_of(published, settings.COMITY), speaker),
        "definitions": markup(definitions(published.report, speaker)),
        "facts": markup(facts(published.report, speaker)),
    }
    return render(request, "dialogue/method.html", context)


@require_safe
def downloads(request: HttpRequest, report_id: str) -> HttpResponse:
    """Show all files of a report, its charts, how to cite it and how to check it."""
    published = found(report_id)
    return kept_page(request, published, lambda: _downloads_page(request, published))


def _report_page(request: HttpRequest, published: PublishedView, audit: Audited) -> HttpResponse:
    speaker = voice(active_language())
    live = queries.conversation_with(published.id, now()) is not None
    context = {
        **_about(published, speaker),
        **_audit(published, audit, speaker),
        **_restated(published.id),
        "state": markup(state(state_note(published, speaker), speaker)),
        "conversation": live,
        "may_withdraw": published.withdrawn is None and may(acting(request), WITHDRAW, now()),
        "concerns": queries.concern_counts(published.id) if live else None,
        "signed": signed_words(published.summary),
        "signed_above": _is_above(published, speaker),
        "map_shown": published.report["map"]["shown"],
        "breakdowns": has_breakdowns(published.report),
        "undecided": _is_undecided(published),
        "shown": len(_shown(published)),
        "more_common": len(published.report["common_ground"]) > FINDINGS,
        "more_differences": len(published.report["differences"]) > FINDINGS,
        **_sections(published.report_bytes, published.digest, published.id, speaker.language.code),
    }
    return render(request, "dialogue/report.html", context)


def _downloads_page(request: HttpRequest, published: PublishedView) -> HttpResponse:
    speaker = voice(active_language())
    drawn = charts_of(published, speaker)
    number, pages = page_of(request, len(drawn), CHARTS)
    charts = [_listed(one, published, speaker) for one in rows_of(drawn, number, CHARTS)]
    opinions = map_chart(published, speaker) if number == 1 else None
    of_map = [_listed(opinions, published, speaker)] if opinions else []
    context = {
        **_about(published, speaker),
        "votes_open": published.open_ballots and published.votes <= MOST_VOTES,
        "maps": of_map,
        "charts": charts,
        "lacking": not all(one["png"] for one in [*of_map, *charts]),
        "page": number,
        "pages": pages,
    }
    return render(request, "dialogue/downloads.html", context)


def _listed(chart: Chart, published: PublishedView, speaker: Voice) -> Mapping[str, object]:
    """Return a chart for the list: whether this server can draw it, too, and not only give it."""
    png = can_draw(chart.svg(published, speaker), speaker.language)
    return {"number": chart.number, "title": chart.name_in_list or chart.title, "png": png}


def _audit(published: PublishedView, audit: Audited, speaker: Voice) -> Mapping[str, object]:
    return {
        "audit": markup(audit_html(published, audit, speaker)),
        "audited": is_audited(audit) and not audit.differing,
    }


def _restated(report_id: str) -> Mapping[str, object]:
    """Return the newest restatement of a report, and the first statements that it shows anew."""
    newest = next(iter(queries.restatements_of(report_id)), None)
    if newest is None:
        return {"restatement": None}
    return {
        "restatement": newest,
        "restated": newest.restated[:NAMED],
        "restated_more": len(newest.restated) > NAMED,
    }


def _about(published: PublishedView, speaker: Voice) -> Mapping[str, object]:
    return {
        "report": published,
        "citation": markup(citation_html(published, organisation(), speaker)),
        "version": version_words(published, speaker),
    }


def _is_above(published: PublishedView, speaker: Voice) -> bool:
    """Return whether the text that was signed is, word for word, the summary of the page."""
    if published.summary is None:
        return False
    read = in_language(published.report, published.digest, speaker.language)
    return published.summary.text == summary_text(read, speaker)


@lru_cache(maxsize=96)
def _sections(report: bytes, digest: str, report_id: str, code: str) -> Mapping[str, SafeString]:
    """Return the parts of a report's page; a published report never changes."""
    written: Any = decode(report)
    speaker = voice(LANGUAGES[code])
    members = in_language(written, digest, speaker.language)
    parts = {name: markup(part(members, speaker)) for name, part in SECTIONS.items()}
    image = _map_image(members, report_id, speaker)
    beside = beside_published(digest)
    doubtful = (doubts(members, speaker), flagged(beside.flags, members, speaker))
    came = (participation(members, speaker), arrived(beside.arrival, members, speaker))
    parts["doubts"] = markup(joined([*doubtful, asked(beside.routing, members, speaker)]))
    parts["participation"] = markup(joined(came))
    return {**parts, "opinion_groups": markup(opinion_groups(members, speaker, image=image))}


def _is_undecided(published: PublishedView) -> bool:
    """Return whether the report flags people and its bundle does not tell what was decided."""
    flagged_people = (published.report.get("duplicates") or {}).get("flagged")
    return bool(flagged_people) and beside_published(published.digest).flags is None


def _few(report: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the report with so many findings as a page bears."""
    first = {name: report[name][:FINDINGS] for name in ("common_ground", "differences")}
    return {**report, **first}


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


def state_note(published: PublishedView | RestatementView, speaker: Voice) -> VerifyNote:
    """Return by whom something was put into effect, and where it stands in the record."""
    at = head()
    return VerifyNote(
        origin=at.origin if at else None,
        entry=published.entry,
        witnesses=at.witnesses_of(published.entry) if at else 0,
        publication=Publication(
            published.signer,
            role_words(published.role, speaker),
            published.at.date(),
            "signed" if published.strength == "signed" else "attested",
        ),
    )
