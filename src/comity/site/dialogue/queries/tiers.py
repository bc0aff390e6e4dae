"""In which tiers people take part in a conversation: fixed when it opens."""

from functools import lru_cache

from django.db import connection

from comity.dialogue import decode_terms
from comity.site.dialogue.models import Conversation

__all__ = ["shaping_tier", "taken_tiers"]


def taken_tiers(conversation: str) -> tuple[str, ...]:
    """Return the tiers people may take part in; none where there is no such conversation."""
    # Not by the model: each page asks for it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT terms FROM dialogue_conversation WHERE id = %s", [conversation])
        row = cursor.fetchone()
    return () if row is None else _tiers(bytes(row[0]))


@lru_cache(maxsize=64)
def _tiers(terms: bytes) -> tuple[str, ...]:
    return decode_terms(terms).tiers


def shaping_tier(conversation: str) -> str:
    """Return the tier that shapes the report of a conversation."""
    terms = Conversation.objects.values_list("terms", flat=True).get(pk=conversation)
    return decode_terms(bytes(terms)).tier
