"""Whose pages may show a conversation in a frame: for anybody to read, for an office to set."""

from typing import Annotated, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from ninja import Router, Schema
from pydantic import Field

from comity.dialogue import MOST_ORIGINS
from comity.site.api import sendings
from comity.site.api.callers import TokenBearer, holder
from comity.site.api.offices import done_once
from comity.site.api.participation import OnceKey, as_json
from comity.site.api.public import ERRORS, Name
from comity.site.dialogue.actions import EMBED, allow_embedding
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.queries import embed_origins
from comity.site.record.models import Log
from comity.site.record.sequencing import wake

__all__ = ["router"]

router: Final = Router()
PLACE: Final = "/conversations/{conversation}/embedding"


class Embedding(Schema):
    """The origins whose pages may show a conversation in a frame; none: nobody's."""

    conversation: str
    origins: list[str]


class Origins(sendings.Sent):
    """The whole list: what is not in it any more may no longer show the conversation."""

    origins: list[Annotated[str, Field(max_length=1_000)]] = Field(max_length=MOST_ORIGINS)


@router.get(PLACE, response={200: Embedding, **ERRORS})
def read_embedding(request: HttpRequest, conversation: Name) -> Embedding:  # noqa: ARG001 - ninja's form
    """Return whose pages may show the conversation in a frame."""
    view = found_conversation(conversation, now())
    return Embedding(conversation=view.id, origins=list(embed_origins(view.id)))


@router.post(PLACE, auth=TokenBearer(), response={200: Embedding, **ERRORS})
def set_embedding(
    request: HttpRequest, conversation: Name, body: Origins, once: OnceKey
) -> HttpResponse:
    """Set the whole list, as an official act; the same list again enters nothing."""
    who = holder(request, EMBED)
    view = found_conversation(conversation, now())

    def act() -> HttpResponse:
        allow_embedding(
            log=Log.objects.get(),
            conversation=view.id,
            origins=body.origins,
            acting=who.acting,
            now=now(),
        )
        transaction.on_commit(wake)
        return as_json(Embedding(conversation=view.id, origins=list(embed_origins(view.id))))

    return done_once(request, once, who, act)
