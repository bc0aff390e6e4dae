"""What anybody reads without an account: the site, parties, conversations, reports, the record."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now
from ninja import Path, Query, Router

from comity import __version__
from comity.fault import KINDS
from comity.render import LANGUAGES, voice
from comity.site.api import sendings, shapes
from comity.site.api.cursors import after, page_after, pointing_to
from comity.site.api.telling import (
    conversation_told,
    entry_told,
    full_entry_told,
    head_told,
    line_told,
    party_told,
    report_told,
    statement_told,
)
from comity.site.dialogue.answers import found, found_conversation
from comity.site.dialogue.queries import (
    in_words_of,
    open_conversations,
    reports_after,
    shown_statements,
)
from comity.site.home.health import functions_in_use, last_health
from comity.site.members import queries as members
from comity.site.record import queries as record
from comity.site.server import workers_of
from comity.site.ui.languages import active_language

__all__ = ["ERRORS", "Index", "Name", "Tongue", "router"]

router: Final = Router()
Name = Annotated[str, Path(min_length=1, max_length=60)]
Index = Annotated[int, Path(ge=0, le=10**12)]
Tongue = Annotated[str, Query(max_length=35, description="a language tag, for translations")]
ERRORS: Final[Mapping[Any, Any]] = {
    frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503}): shapes.Problem
}


@router.get("/instance", response={200: shapes.Instance, **ERRORS})
def read_instance(request: HttpRequest) -> shapes.Instance:
    """Return whose site this is, who answers for it, and in which languages it speaks."""
    instance = settings.COMITY.instance
    return shapes.Instance(
        name=instance.name(active_language().tag),
        names=dict(instance.names),
        operator=dict(instance.operator),
        origin=instance.origin,
        pillars=list(instance.pillars),
        series=instance.series,
        simulated=instance.simulated,
        languages=[one.tag for one in LANGUAGES.values()],
        software=f"Comity {__version__}",
    )


@router.get("/health", response={200: shapes.Health, **ERRORS})
def read_health(request: HttpRequest) -> shapes.Health:
    """Return what the last comparison of the public rows with the record found."""
    found_last = last_health(settings.COMITY)
    return shapes.Health(
        at=found_last.at if found_last else None,
        checked=found_last.checked if found_last else 0,
        differences=len(found_last.differences) if found_last else 0,
        software=f"Comity {__version__}",
        functions=list(functions_in_use()),
        workers=workers_of(settings.COMITY.data_folder),
    )


@router.get("/problems/{kind}", response={200: shapes.Kind, **ERRORS})
def read_kind(request: HttpRequest, kind: Name) -> shapes.Kind:
    """Return a kind of fault in words, before its values are filled in."""
    known = KINDS.get(kind)
    if known is None:
        raise Http404
    say = voice(active_language()).translations.gettext
    parts = {name: say(getattr(known, name)) for name in ("found", "rule", "remedy")}
    return shapes.Kind(kind=kind, **parts)


@router.get("/parties", response={200: shapes.Parties, **ERRORS})
def list_parties(request: HttpRequest, paging: Query[sendings.Paging]) -> shapes.Parties:
    """Return all parties by id, with the status that holds today."""
    lines, following = page_after(
        "parties",
        members.parties(now().date()),
        lambda line: line.party.id,
        cursor=paging.cursor,
        limit=paging.limit,
    )
    return shapes.Parties(items=[party_told(line) for line in lines], next=following)


@router.get("/conversations", response={200: shapes.Conversations, **ERRORS})
def list_conversations(
    request: HttpRequest, paging: Query[sendings.Paging], language: Tongue = ""
) -> shapes.Conversations:
    """Return conversations that have no report yet, those that close first at the front."""
    views, following = page_after(
        "conversations",
        open_conversations(now()),
        lambda view: view.id,
        cursor=paging.cursor,
        limit=paging.limit,
    )
    items = [conversation_told(found_conversation(view.id, now()), language) for view in views]
    return shapes.Conversations(items=items, next=following)


@router.get("/conversations/{conversation}", response={200: shapes.Conversation, **ERRORS})
def read_conversation(
    request: HttpRequest, conversation: Name, language: Tongue = ""
) -> shapes.Conversation:
    """Return one conversation: what is asked, by when, and how many took part so far."""
    return conversation_told(found_conversation(conversation, now()), language)


@router.get("/conversations/{conversation}/statements", response={200: shapes.Statements, **ERRORS})
def list_statements(
    request: HttpRequest,
    conversation: Name,
    paging: Query[sendings.Paging],
    language: Tongue = "",
) -> shapes.Statements:
    """Return the statements that are voted on, by number, with their translations."""
    view = found_conversation(conversation, now())
    lines, following = page_after(
        f"statements/{view.id}",
        shown_statements(view),
        lambda line: line.of,
        cursor=paging.cursor,
        limit=paging.limit,
    )
    told = in_words_of(lines, view.id, language) if language else lines
    return shapes.Statements(items=[statement_told(line) for line in told], next=following)


@router.get("/reports", response={200: shapes.Reports, **ERRORS})
def list_reports(request: HttpRequest, paging: Query[sendings.Paging]) -> shapes.Reports:
    """Return published reports, the newest first."""
    lines = reports_after(after("reports", paging.cursor), paging.limit + 1)
    page = lines[: paging.limit]
    more = len(lines) > paging.limit
    following = pointing_to("reports", page[-1].id) if more else None
    return shapes.Reports(items=[line_told(line) for line in page], next=following)


@router.get("/reports/{report}", response={200: shapes.Report, **ERRORS})
def read_report(request: HttpRequest, report: Name) -> shapes.Report:
    """Return a published report: who signed it off, its digest, and where its files are."""
    return report_told(found(report))


@router.get("/reports/{report}/report.json", response={200: dict[str, Any], **ERRORS})
def read_report_file(request: HttpRequest, report: Name) -> HttpResponse:
    """Return the report as it was published, byte for byte."""
    return HttpResponse(found(report).report_bytes, content_type="application/json")


@router.get("/record", response={200: shapes.Head, **ERRORS})
def read_head(request: HttpRequest) -> shapes.Head:
    """Return the last signed head of the record, with the checkpoint itself."""
    return head_told(_head())


@router.get("/record/entries", response={200: shapes.Entries, **ERRORS})
def list_entries(request: HttpRequest, paging: Query[sendings.Paging]) -> shapes.Entries:
    """Return the entries of the record, the newest first."""
    last = after("entries", paging.cursor)
    lines = record.entries_before(int(last) if last else None, paging.limit + 1)
    page = lines[: paging.limit]
    following = pointing_to("entries", str(page[-1].index)) if len(lines) > paging.limit else None
    return shapes.Entries(items=[entry_told(line) for line in page], next=following)


@router.get("/record/entries/{index}", response={200: shapes.EntryFull, **ERRORS})
def read_entry(request: HttpRequest, index: Index) -> shapes.EntryFull:
    """Return an entry with the very bytes that count, and its content where that is published."""
    full = record.entry_at(index)
    if full is None:
        raise Http404
    return full_entry_told(full)


@router.get("/record/entries/{index}/receipt", response={200: shapes.Receipt, **ERRORS})
def read_receipt(request: HttpRequest, index: Index) -> shapes.Receipt:
    """Return the proof that an entry is in the record, under a signed head."""
    proof = record.receipt(index, folder=settings.COMITY.log_folder)
    if proof is None:
        raise Http404
    return shapes.Receipt(proof=proof.decode())


@router.get("/record/find", response={200: shapes.Found, **ERRORS})
def find(request: HttpRequest, sought: Query[sendings.Sought]) -> shapes.Found:
    """Return whether there was such a decision: the entries that fit, or none up to a head."""
    answer = record.find(sought.q)
    size = answer.head.size if answer.head else 0
    return shapes.Found(
        items=[entry_told(line) for line in answer.found], more=answer.more, size=size
    )


def _head() -> record.Head:
    head = record.head()
    if head is None:
        raise Http404
    return head
