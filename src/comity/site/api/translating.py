"""Entering translations by a token: in the name of the person whose token it is."""

from typing import Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from ninja import Schema
from pydantic import Field

from comity.dialogue import Statement as Voted
from comity.dialogue import Translation, source_of
from comity.language import clean_text
from comity.site.api.callers import TokenBearer, holder
from comity.site.api.offices import done_once
from comity.site.api.participation import OnceKey, as_json
from comity.site.api.public import ERRORS, Name, router
from comity.site.api.sendings import Sent, Tag, Words
from comity.site.dialogue.actions import TRANSLATE, enter_translations
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.queries import ConversationView, Original, asked_in, shown_statements
from comity.site.record.models import Log
from comity.site.record.sequencing import wake

__all__ = ["router"]


class Made(Sent):
    """A translation: ``of`` is the number of a statement, or title, question, benefit or risk.

    ``source`` is that of the original as a list of translations gives it: an original that has
    changed meanwhile is refused. Without it the text as it stands now is meant.
    """

    of: str = Field(max_length=20)
    text: Words
    source: str = Field("", max_length=64)


class Translations(Sent):
    """Translations into one language, and who made them; ``system`` names the machine."""

    language: Tag
    origin: Literal["human", "machine"]
    system: str = Field("", max_length=200)
    reviewed: bool = False
    translations: list[Made] = Field(min_length=1, max_length=100)


class Entered(Schema):
    """How many translations were new; what says the same as the one in use is passed over."""

    entered: int


@router.post(
    "/conversations/{conversation}/translations",
    auth=TokenBearer(),
    response={200: Entered, **ERRORS},
)
def translate(
    request: HttpRequest, conversation: Name, body: Translations, once: OnceKey
) -> HttpResponse:
    """Enter translations of what is asked and of accepted statements: all of them or none."""
    who = holder(request, TRANSLATE)
    view = found_conversation(conversation, now())

    def act() -> HttpResponse:
        entered = enter_translations(
            log=Log.objects.get(),
            conversation=view.id,
            translations=_made(view, body, who.acting.name),
            acting=who.acting,
            now=now(),
        )
        transaction.on_commit(wake)
        return as_json(Entered(entered=entered))

    return done_once(request, once, who, act)


def _made(view: ConversationView, body: Translations, name: str) -> list[Translation]:
    originals = _sources(view)
    return [
        Translation(
            one.of,
            body.language,
            clean_text(one.text).text.strip(),
            body.origin,
            body.system.strip() if body.origin == "machine" else "",
            name if body.reviewed else "",
            one.source or originals.get(one.of, ""),
        )
        for one in body.translations
    ]


def _sources(view: ConversationView) -> dict[str, str]:
    """Return the digest of each text that may be translated."""
    originals: list[Original] = [
        *asked_in(view, view.terms.language).values(),
        *shown_statements(view),
    ]
    return {
        one.of: source_of(Voted(one.of, one.text, 1, language=one.language)) for one in originals
    }
