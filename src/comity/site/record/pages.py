"""Pages of the record, and the log's files at addresses any mirror can copy."""

from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from comity import __version__
from comity.record import (
    RecordFormatError,
    Tile,
    parse_tile_path,
    payload_key_path,
    payload_path,
)
from comity.render import voice
from comity.site.record import queries
from comity.site.record.citing import entry_citation, entry_permalink
from comity.site.record.verifier import verifier
from comity.site.record.words import subject_path
from comity.site.record.wrapping import refuse_locked
from comity.site.ui.languages import active_language
from comity.site.ui.paging import page_number

__all__ = [
    "audit",
    "browse",
    "check",
    "checkpoint",
    "entry",
    "find",
    "key",
    "leaf",
    "log_content",
    "log_content_key",
    "log_file",
    "payload",
    "policy",
    "receipt",
    "verifier_file",
]

TEXT: Final = "text/plain; charset=utf-8"
BYTES: Final = "application/octet-stream"
FOR_EVER: Final = "public, max-age=31536000, immutable"
SECONDS: Final = "public, max-age=5"
MINUTE: Final = "public, max-age=60"
"""Of content: what is published now may have to be erased."""

NOWHERE: Final = "no-store"
"""Of content that names a person, and of its key: no copy on the way keeps them."""

LONGEST_QUERY: Final = 300
LONGEST_NUMBER: Final = 16


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """Show the entries, newest first."""
    number = page_number(request)
    lines, pages = queries.entries_page(number)
    number = min(max(number, 1), pages)
    sealed = queries.sealed_counts()
    context = {"lines": lines, "page": number, "pages": pages, "sealed": sealed}
    return render(request, "record/browse.html", context)


@require_safe
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """Show one entry in plain words and as the bytes that count."""
    found = queries.entry_at(index)
    if found is None:
        raise Http404
    shown = found.payload.decode() if found.payload is not None and found.payload_shown else ""
    head, speaker = queries.head(), voice(active_language())
    if head is None:
        raise Http404
    name = settings.COMITY.instance.name(speaker.language.tag)
    said = entry_citation(found.line, name, head.origin, speaker)
    context = {
        "entry": found,
        "citation": mark_safe(said),  # noqa: S308 - every outside text in it is escaped
        "permalink": entry_permalink(index),
        "origin": head.origin,
        "leaf": found.leaf.decode(),
        "shown": shown,
        "path": subject_path(found.line.subject),
    }
    return render(request, "record/entry.html", context)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Answer whether there was such a decision: yes, entry N, or none up to a checkpoint."""
    sought = request.GET.get("q", "")[:LONGEST_QUERY]
    answer = queries.find(sought) if sought.strip() else None
    return render(request, "record/find.html", {"answer": answer, "sought": sought})


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Draw a sample of entries by a seed that anybody may choose."""
    seed = request.GET.get("seed", "").strip()[:LONGEST_QUERY]
    at = queries.head()
    size = _size(request, at.size) if at else 0
    lines = queries.audit_sample(seed, size) if seed else []
    kept = urlencode({"seed": seed, "size": size})
    context = {"seed": seed, "lines": lines, "size": size, "kept": kept}
    return render(request, "record/audit.html", context)


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Say how to check what is published, with the file that does it and its digest."""
    context = {
        "verifier": verifier(),
        "version": __version__,
        "bundle": "FILE.zip",
        "address": f"{request.scheme}://{request.get_host()}",
    }
    return render(request, "record/check.html", context)


@require_safe
def verifier_file(_request: HttpRequest) -> HttpResponse:
    """Give the one-file verifier."""
    offered = verifier()
    return _download(offered.data, offered.name, BYTES)


@require_safe
def receipt(_request: HttpRequest, index: int) -> HttpResponse:
    """Give the proof that an entry is in the record, under the last checkpoint."""
    proof = queries.receipt(index, folder=_folder())
    if proof is None:
        raise Http404
    return _download(proof, f"entry-{index}.tlog-proof", TEXT)


@require_safe
def leaf(_request: HttpRequest, index: int) -> HttpResponse:
    """Give the bytes of an entry that the tree hashes."""
    found = queries.entry_at(index)
    if found is None:
        raise Http404
    return _download(found.leaf, f"entry-{index}.json", "application/json")


@require_safe
def payload(_request: HttpRequest, index: int) -> HttpResponse:
    """Give the content an entry commits to, as long as it is published."""
    found = queries.entry_at(index)
    if found is None or found.payload is None or not found.payload_shown:
        raise Http404
    return _download(found.payload, f"payload-{index}.json", "application/json")


@require_safe
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """Give the last signed head."""
    head = queries.head()
    if head is None:
        raise Http404
    return _file(head.note, TEXT, SECONDS)


@require_safe
def key(_request: HttpRequest) -> HttpResponse:
    """Give the key under which this site signs; compare it with another source before trusting."""
    head = queries.head()
    if head is None:
        raise Http404
    return _file(f"{head.vkey}\n".encode(), TEXT, SECONDS)


@require_safe
def policy(_request: HttpRequest) -> HttpResponse:
    """Give the policy by which this log is checked: its key, its witnesses and the quorum."""
    data = queries.policy_file()
    if data is None:
        raise Http404
    return _file(data, TEXT, SECONDS)


@require_safe
def log_file(_request: HttpRequest, path: str) -> HttpResponse:
    """Give a tile or bundle of the log, never one beyond the published size."""
    try:
        tile = parse_tile_path(f"tile/{path}")
    except RecordFormatError as error:
        raise Http404 from error
    head = queries.head()
    if head is None or not _published(tile, head.size):
        raise Http404
    file = _folder() / tile.path
    if not file.is_file():
        raise Http404
    return _file(file.read_bytes(), BYTES, FOR_EVER)


@require_safe
def log_content(request: HttpRequest, index: int, **_thousand: str) -> HttpResponse:
    """Give the content of an entry where a mirror looks for it; 410 once it was erased."""
    found = _at_path(request, payload_path(index), index)
    if found.erased:
        return _gone()
    if found.payload is None or not found.payload_shown:
        raise Http404
    return _file(found.payload, "application/json", NOWHERE if found.sealed else MINUTE)


@require_safe
def log_content_key(request: HttpRequest, opened: int, **_thousand: str) -> HttpResponse:
    """Give the key that opens published content which may have to be erased; 410 once it was."""
    found = _at_path(request, payload_key_path(opened), opened)
    if found.erased and found.sealed:
        return _gone()
    if not found.sealed or not found.payload_shown:
        raise Http404
    if found.payload_key is None:
        # It is there and locked: a mirror that was told otherwise would drop its copy.
        raise refuse_locked()
    return _file(f"{found.payload_key.hex()}\n".encode(), TEXT, NOWHERE)


def _at_path(request: HttpRequest, path: str, index: int) -> queries.EntryFull:
    """Return the entry if it was asked for by the one way in which its ``path`` is written."""
    asked = request.path_info == f"/log/{path}"
    found = queries.entry_at(index) if asked else None
    if found is None:
        raise Http404
    return found


def _gone() -> HttpResponse:
    headers = {"Cache-Control": SECONDS}
    return HttpResponse(status=HTTPStatus.GONE, content_type=TEXT, headers=headers)


def _size(request: HttpRequest, all_entries: int) -> int:
    """Return of how many entries to draw: those asked for, as far as there are so many."""
    asked = request.GET.get("size", "")
    known = asked.isascii() and asked.isdigit() and 0 < len(asked) < LONGEST_NUMBER
    return min(max(int(asked), 1), all_entries) if known else all_entries


def _published(tile: Tile, size: int) -> bool:
    hashes = size >> (8 * max(tile.level, 0))
    return tile.index * 256 + tile.width <= hashes


def _folder() -> Path:
    folder: Path = settings.COMITY.log_folder
    return folder


def _file(data: bytes, kind: str, caching: str) -> HttpResponse:
    headers = {"Cache-Control": caching, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(data, content_type=kind, headers=headers)


def _download(data: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": SECONDS}
    return HttpResponse(data, content_type=kind, headers=headers)
