"""The signed note for what a request did: in the answer to a program, by the next page to a person.

A note names leaf hashes and times. It is signed after the commit; where that fails the act stands.
"""

import base64
import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final, TypeAlias

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.site.record.intake import Intake, intake_of
from comity.site.record.models import Entry
from comity.site.record.taken import Taken, collecting, taken_now
from comity.site.ui.personal import personal

__all__ = [
    "COOKIE",
    "HEADER",
    "acknowledgements",
    "entries_of",
    "note",
    "note_address",
    "note_files",
    "note_for",
    "offers_note",
]

HEADER: Final = "Intake-Note"
COOKIE: Final = "taken"
TEN_MINUTES: Final = 600
MOST: Final = 20
"""Entries that one answer gives a note for: what names more is too long for a header."""

PROMISE: Final = timedelta(days=2)
"""By then an entry is in the tree: it takes a second, and longer only while the server stands."""

INTERFACE: Final = "/api/"
READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
NAMED: Final = re.compile(rf"[\w-]{{43}}(?:\.[\w-]{{43}}){{0,{MOST - 1}}}", re.ASCII)
SHOWN: Final = "note_shown"
CLOSES: Final = ".close"
COLUMNS: Final = ("leaf_hash", "subject", "at")
LOGGER: Final = logging.getLogger(__name__)

Handler: TypeAlias = Callable[[HttpRequest], HttpResponseBase]


def acknowledgements(get_response: Handler) -> Handler:
    """Give the note of what a request did; forget where it is once a page has led to it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method in READS:
            return _forgotten(request, get_response(request))
        with collecting() as taken:
            response = _forgotten(request, get_response(request))
        if taken:
            _give(request, response, taken)
        return response

    return answer


def note_for(taken: Sequence[Taken], intake: Intake) -> bytes:
    """Return the signed note for entries, the same bytes whenever it is asked for.

    It states the times of the entries alone: some tell the day and not the hour. What is about
    several things is promised for the log, which is never closed.
    """
    subjects = {one.subject for one in taken}
    latest = max(one.at for one in taken)
    return intake.acknowledge(
        subject=subjects.pop() if len(subjects) == 1 else f"record:log:{intake.origin}",
        at=latest,
        by=latest + PROMISE,
        entries=sorted({one.leaf for one in taken}),
    )


def entries_of(leaves: Iterable[bytes]) -> Sequence[Taken]:
    """Return the entries with these leaf hashes; none unless the record keeps each, and in time."""
    wanted = set(leaves)
    rows = Entry.objects.exclude(_late()).filter(leaf_hash__in=wanted).values_list(*COLUMNS)
    found = {bytes(leaf): Taken(bytes(leaf), subject, at) for leaf, subject, at in rows}
    return list(found.values()) if found.keys() == wanted else []


def note_files(indices: Iterable[int]) -> Mapping[str, bytes]:
    """Return a note for each thing that the entries with these indices are about, by file names."""
    rows = Entry.objects.exclude(_late()).filter(idx__in=list(indices)).order_by("idx")
    about: dict[str, list[Taken]] = {}
    for leaf, subject, at in rows.values_list(*COLUMNS):
        about.setdefault(subject, []).append(Taken(bytes(leaf), subject, at))
    intake = _intake()
    signed = (note_for(taken, intake) for taken in about.values())
    return {f"acts-{number:03}.intake": one for number, one in enumerate(signed, start=1)}


def note_address(request: HttpRequest) -> str:
    """Return where the note lies of what was done in ``request`` or the one before, if anything.

    Whoever shows the address has shown it: the next page does not have it any more.
    """
    named = _named(request)
    if not named:
        return ""
    vars(request)[SHOWN] = named
    return reverse("intake-note", args=[named])


def offers_note(request: HttpRequest) -> bool:
    """Return whether the page to come leads to a note: it is one's own then, and never kept."""
    return bool(_named(request))


@require_safe
def note(_request: HttpRequest, leaves: str) -> HttpResponse:
    """Give the note for the entries with these leaf hashes, which only who did the act knows yet.

    Once they have their place in the record anybody may have it: it says nothing more than that.
    """
    if not NAMED.fullmatch(leaves):
        raise Http404
    taken = entries_of(base64.urlsafe_b64decode(f"{leaf}=") for leaf in leaves.split("."))
    if not taken:
        raise Http404
    response = HttpResponse(note_for(taken, _intake()), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{leaves[:12]}.intake"'
    return personal(response)


def _late() -> Q:
    """Return what tells entries that say they are of before a close and came in after it.

    A note is evidence that such a one was in time, so it is never signed for afterwards.
    """
    closings = Entry.objects.filter(
        subject=OuterRef("subject"),
        act__contains=CLOSES,
        idx__isnull=False,
        at__gte=OuterRef("at"),
    )
    return Q(Exists(closings.filter(idx__lt=OuterRef("idx")))) | Q(Exists(closings), idx=None)


def _intake() -> Intake:
    return intake_of(settings.COMITY.key_file)


def _give(request: HttpRequest, response: HttpResponseBase, taken: Sequence[Taken]) -> None:
    """Put the note, or where it lies, into the answer; of many entries My work has the notes."""
    if len(taken) > MOST or vars(request).get(SHOWN) == _name(taken):
        return
    if not request.path_info.startswith(INTERFACE):
        response.set_cookie(
            COOKIE, _name(taken), max_age=TEN_MINUTES, httponly=True, samesite="Lax"
        )
        return
    try:
        signed = note_for(taken, _intake())
    except Exception:
        # What was done is done: nobody may be told otherwise because a key cannot be read.
        LOGGER.exception("an act was taken and its intake note could not be signed")
        return
    response.headers[HEADER] = base64.b64encode(signed).decode()


def _forgotten(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    shown = vars(request).get(SHOWN)
    if shown and isinstance(response, HttpResponse):
        if request.COOKIES.get(COOKIE) == shown:
            response.delete_cookie(COOKIE, samesite="Lax")
        personal(response)
    return response


def _named(request: HttpRequest) -> str:
    """Return the leaf hashes of what was just done, or none where there are too many."""
    named = _name(taken_now()) or request.COOKIES.get(COOKIE, "")
    return named if NAMED.fullmatch(named) else ""


def _name(taken: Sequence[Taken]) -> str:
    """Return the leaf hashes in writing, as an address has them."""
    leaves = sorted({one.leaf for one in taken})
    return ".".join(base64.urlsafe_b64encode(leaf).decode().rstrip("=") for leaf in leaves)
