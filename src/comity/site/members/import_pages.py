"""Pages on which the secretariat enters a list of members, or takes one back, all or nothing."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comity.fault import Fault, RefusedError
from comity.people import Acting
from comity.site.members import actions, queries, signing_in
from comity.site.members.answers import (
    field,
    form_page,
    now,
    see,
    to_sign_in,
    to_sign_in_keeping,
)
from comity.site.members.entering import site_log
from comity.site.members.given_list import GivenList, entered_as, given_list, refuse_entered
from comity.site.members.importing import import_members, take_back_members
from comity.site.members.member_list import COLUMNS, Line
from comity.site.members.permissions import may
from comity.site.record.sequencing import wake
from comity.site.ui.kept import keeps
from comity.site.ui.languages import LANGUAGES, active_language

__all__ = ["enter_list", "in_office", "list_form", "take_list_back"]

OFFICES: Final = frozenset({"secretary", "administrator"})
FIRST_ROWS: Final = 10
DAY: Final = timedelta(days=1)
MOST_FAULTS: Final = 20
ONCE: Final = re.compile(r"[0-9a-f]{32}")
BATCH: Final = re.compile(r"[0-9]{1,9}-[0-9]{1,9}")


@require_safe
def list_form(request: HttpRequest) -> HttpResponse:
    """Ask for a file, or for the list that is to be taken back."""
    who = _in_office(request)
    if who is None:
        return to_sign_in(request)
    return _form(request)


@keeps()
@require_POST
def enter_list(request: HttpRequest) -> HttpResponse:
    """Show what a list would come to, with its columns to be named, then enter it."""
    who = _in_office(request)
    if who is None:
        return to_sign_in_keeping(request)
    try:
        told = given_list(request)
        columns = _columns(told)
    except RefusedError as error:
        return _form(request, error.faults)
    try:
        if field(request, "step") == "enter":
            return _entered(request, who, told)
    except RefusedError as error:
        return _check(request, who, told, columns, error.faults)
    return _check(request, who, told, columns)


@require_POST
def take_list_back(request: HttpRequest) -> HttpResponse:
    """Say whom taking a list back would concern, then close their accounts."""
    who = _in_office(request)
    if who is None:
        return to_sign_in(request)
    batch = field(request, "batch")
    shown = batch if BATCH.fullmatch(batch) else "–"
    told: dict[str, Any] = {"log": site_log(), "acting": who, "batch": batch, "now": now()}
    try:
        if field(request, "step") != "take-back":
            count = take_back_members(**told, only_check=True)
        else:
            _confirm(request)
            take_back_members(**told)
            wake()
            return see(reverse("members"))
    except RefusedError as error:
        return _form(request, error.faults[:MOST_FAULTS])
    context = {"batch": shown, "count": count, "ask_again": signing_in.asks_again(request, now())}
    return form_page(request, "members/check_back.html", context)


def in_office(who: Acting | None, at: datetime) -> bool:
    """Return whether ``who`` enters people for all parties; each act asks for its own mandate."""
    titles = {one.role.title for one in who.mandates} if who is not None else set()
    return bool(titles & OFFICES) and may(who, actions.OPEN, at)


def _in_office(request: HttpRequest) -> Acting | None:
    """Return who is signed in; nobody but those who enter people for all sees these pages."""
    who = queries.acting(request)
    if who is None:
        return None
    if not in_office(who, now()):
        raise Http404
    return who


def _form(request: HttpRequest, faults: tuple[Fault, ...] = ()) -> HttpResponse:
    tongues = [(one.code, one.tag, one.endonym) for one in LANGUAGES.values()]
    context = {"tongues": tongues, "chosen": active_language().code}
    return form_page(request, "members/list_form.html", context, faults)


def _columns(told: GivenList) -> list[Mapping[str, Any]]:
    """Return each of our columns with what it is called in the file, and the value for all rows."""
    heading = told.heading
    return [
        {
            "name": column,
            "known": heading.known.get(column, ""),
            "chosen": told.mapping.get(column) or heading.known.get(column, ""),
            "options": heading.columns,
            "value": told.given.get(column, ""),
        }
        for column in COLUMNS
    ]


def _check(
    request: HttpRequest,
    who: Acting,
    told: GivenList,
    columns: list[Mapping[str, Any]],
    faults: tuple[Fault, ...] = (),
) -> HttpResponse:
    """Show columns, first rows and what would come of all; with ``faults`` nothing was entered."""
    lines, would = tuple[Line, ...](), None
    try:
        lines = told.lines(now())
        if not faults:
            would = import_members(
                log=site_log(), acting=who, lines=lines, language=_language(request),
                now=now(), only_check=True,
            )  # fmt: skip
    except RefusedError as error:
        faults = faults or error.faults
    context = {
        "told": told,
        "columns": columns,
        "rows": [(one, one.until and one.until - DAY) for one in lines[:FIRST_ROWS]],
        "all_rows": len(lines),
        "would": would,
        "more_faults": max(len(faults) - MOST_FAULTS, 0),
        "language_code": field(request, "language"),
        "once": token_hex(16),
        "ask_again": signing_in.asks_again(request, now()),
    }
    return form_page(request, "members/check_list.html", context, faults[:MOST_FAULTS])


def _entered(request: HttpRequest, who: Acting, told: GivenList) -> HttpResponse:
    """Enter the list and show its invitations, which nobody can show again."""
    once = field(request, "once")
    lines, batch = entered_as(once if ONCE.fullmatch(once) else token_hex(16), told.lines(now()))
    refuse_entered(told.file, batch)
    _confirm(request)
    done = import_members(
        log=site_log(), acting=who, lines=lines, language=_language(request), now=now()
    )
    wake()
    context = {"done": done, "sheets": sorted(done.invited, key=lambda one: one.party)}
    return form_page(request, "members/entered_list.html", context)


def _confirm(request: HttpRequest) -> None:
    """Take password and code from the form where they are asked for again."""
    if signing_in.asks_again(request, now()):
        password, code = request.POST.get("password", ""), field(request, "code")
        signing_in.confirm(request, password=password, code=code, now=now())


def _language(request: HttpRequest) -> str:
    found = LANGUAGES.get(field(request, "language"))
    return (found or active_language()).tag
