"""The page of one's own work: what waits for whoever is signed in, what changed, what they did."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from comity.people import Acting
from comity.record import write_bundle
from comity.site.dialogue.queries import conversation_duties, open_conversations, titled_in
from comity.site.members.answers import to_sign_in
from comity.site.members.duties import Duty, account_duties
from comity.site.members.queries import AccountView, acting, own_account
from comity.site.record.acknowledging import note_files
from comity.site.record.queries import EntryLine, acts_under, in_bursts
from comity.site.ui.languages import active_language
from comity.site.ui.paging import page_of, rows_of
from comity.site.ui.personal import personal
from comity.site.work.queries import changes_since
from comity.site.work.reminders import notices_of

__all__ = ["my_notes", "my_work"]

ACTS_SHOWN: Final = 20
ACTS_READ: Final = 400
CHANGES_SHOWN: Final = 10


@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """Show what waits, the most urgent first, which conversations are open, and one's own acts."""
    at = now()
    who, account = acting(request), own_account(request, at)
    if who is None or account is None:
        return to_sign_in(request)
    language = active_language().tag
    open_now = [view for view in open_conversations(at) if view.takes]
    duties = _duties(who, account, language, at)
    changes = changes_since(who, (one.of for one in duties if one.of))
    number, pages = page_of(request, len(changes.groups), CHANGES_SHOWN)
    context = {
        "duties": duties,
        "notices": notices_of(who.person, at),
        "changes": changes,
        "groups": rows_of(changes.groups, number, CHANGES_SHOWN),
        "page": number,
        "pages": pages,
        "conversations": titled_in(open_now, language),
        "lines": _own_acts(who),
        "shown": ACTS_SHOWN,
    }
    return personal(render(request, "home/my_work.html", context))


@require_safe
def my_notes(request: HttpRequest) -> HttpResponse:
    """Give the signed notes of one's own latest acts, one for each thing they are about."""
    who = acting(request)
    if who is None:
        return to_sign_in(request)
    data = write_bundle(note_files(one.index for one in acts_under(_roles(who), ACTS_READ)))
    response = HttpResponse(data, content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="my-notes.zip"'
    return personal(response)


def _duties(who: Acting, account: AccountView, language: str, at: datetime) -> Sequence[Duty]:
    """Return what waits, by when it is due; what has no date stands behind."""
    found = [*conversation_duties(who, language, at), *account_duties(account, at)]
    return sorted(found, key=lambda one: (one.due is None, one.due or at, one.of, one.kind))


def _own_acts(who: Acting) -> Sequence[EntryLine]:
    """Return one's latest acts; a burst of the same act about the same thing is one line."""
    return in_bursts(acts_under(_roles(who), ACTS_READ))[:ACTS_SHOWN]


def _roles(who: Acting) -> Mapping[str, str]:
    return {one.id: str(one.role) for one in who.mandates}
