"""The page of a conversation: what is asked, the same to all, and the next statement, for one.

What is the same to all visitors is made once for each entry. What is one person's own is put into
it for each answer, and never kept.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from comity.site.dialogue.actions import (
    ACT,
    CLOSE,
    DECIDE_APPEAL,
    DECIDE_CONCERNS,
    MODERATE,
    SEED,
    TRANSLATE,
)
from comity.site.dialogue.answers import found_conversation, number_in
from comity.site.dialogue.browser import drawn_mark, token_of
from comity.site.dialogue.pages.data_map import key_life
from comity.site.dialogue.queries import (
    ConversationView,
    StatementLine,
    appeal_counts,
    asked_in,
    in_words_of,
    next_statement,
    shown_statements,
    votes_of,
)
from comity.site.dialogue.voters import as_whom, known_as, voting_tier
from comity.site.members.permissions import may
from comity.site.members.queries import acting
from comity.site.record.acknowledging import offers_note
from comity.site.record.meanwhile import meanwhile
from comity.site.ui.languages import active_language
from comity.site.ui.personal import personal
from comity.site.ui.style import style_path

__all__ = ["conversation", "last_vote", "lines_of"]

RUNS: Final = (MODERATE, DECIDE_APPEAL, DECIDE_CONCERNS, SEED, TRANSLATE, CLOSE, ACT)
PAGE: Final = "dialogue/conversation.html"
OWN: Final = "dialogue/conversation_vote.html"
TOOK_PART: Final = "dialogue/took_part.html"
PLAIN: Final = re.compile(r"(voted=[0-9]{1,6})?")
"""What an address may ask for that a page is kept under; a stranger can make up no more."""

HOLES: Final = {name: secrets.token_hex(16) for name in ("own", "took_part", "mark", "csrf_token")}
"""What stands where something of one's own is put in. Nobody can write it: it is drawn anew with
each start, and no page is shown before all of it is replaced."""


@require_safe
def conversation(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show the question, and the next statement with three buttons."""
    view = found_conversation(conversation_id, now())
    took_part = render_to_string(TOOK_PART, {"view": view}).strip()
    own = _own(request, view)
    return personal(HttpResponse(_filled(_page(request, view), own=own, took_part=took_part)))


def lines_of(view: ConversationView) -> Sequence[StatementLine]:
    """Return the statements that are voted on, for who reads the language of the page."""
    tag = active_language().tag
    return meanwhile(
        view.under,
        ("lines", view.id, tag),
        lambda: in_words_of(shown_statements(view), view.id, tag),
    )


def last_vote(request: HttpRequest, voted: Mapping[int, int]) -> tuple[int, int] | None:
    """Return the statement just voted on and the vote, if the address names one."""
    number = number_in(request.GET.get("voted", ""))
    return (number, voted[number]) if number in voted else None


def _page(request: HttpRequest, view: ConversationView) -> str:
    """Return the page with its holes: kept where nobody is signed in, whose name it would show."""
    query = request.META.get("QUERY_STRING", "")
    own = acting(request) is not None or offers_note(request)
    if own or not PLAIN.fullmatch(query):
        return _made(request, view)
    shown = (view.stage, view.suspended, active_language().code, query, style_path())
    return meanwhile(view.under, ("page", view.id, *shown), lambda: _made(request, view))


def _made(request: HttpRequest, view: ConversationView) -> str:
    context: dict[str, Any] = {
        "view": view,
        "asked": asked_in(view, active_language().tag),
        "appeals": appeal_counts(view.id),
        "runs": _runs(request),
        **key_life(view),
        "own": HOLES["own"],
        "took_part": HOLES["took_part"],
    }
    return render_to_string(PAGE, context, request)


def _own(request: HttpRequest, view: ConversationView) -> str:
    """Return what is this browser's alone: its next statement, its form and what it voted last."""
    known = known_as(view.id, request)
    voted = votes_of(view, known) if known else {}
    who = known or token_of(request) or secrets.token_hex(16)
    tier = voting_tier(view.id, request)
    drawn = next_statement(view, lines_of(view), voted, who) if view.takes and tier else None
    statement = drawn and drawn[0]
    context = {
        "view": view,
        "statement": statement,
        "voted": len(voted),
        "last": last_vote(request, voted),
        "tier": tier,
        "request": request,
        **{name: HOLES[name] for name in ("mark", "csrf_token")},
    }
    if voted or as_whom(known):
        section = _section(context)
    else:
        shown = (view.takes, tier, active_language().code, statement and statement.number)
        section = meanwhile(view.under, ("own", view.id, *shown), lambda: _section(context))
    if drawn is None:
        return section
    mark = drawn_mark(view.id, drawn[0].number, drawn[1])
    return _filled(section, mark=mark, csrf_token=get_token(request))


def _section(context: Mapping[str, Any]) -> str:
    # Without the request: the frame is not part of it.
    return render_to_string(OWN, dict(context)).strip()


def _filled(page: str, **parts: str) -> str:
    """Return ``page`` with its holes filled by what is written in HTML already."""
    for name, part in parts.items():
        page = page.replace(HOLES[name], part, 1)
    return page


def _runs(request: HttpRequest) -> bool:
    """Return whether there is something on the office page for whoever asks."""
    who, at = acting(request), now()
    return any(may(who, act, at) for act in RUNS)
