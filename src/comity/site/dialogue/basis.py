"""What a draft and a sealed bundle were made from: as much of a conversation as is not erased.

Votes are only added until a conversation closes; after that they, and the words of statements, can
only go. So what is still there tells which erasures something has seen, whoever asked for them.
"""

from typing import Final

from django.db.models import Count, Sum

from comity.canonical import encode, sha256_hex
from comity.site.dialogue.models import Statement, TranslationRow, VoteLine
from comity.site.record.models import Entry

__all__ = ["basis_of", "basis_of_draft"]

DECIDED: Final = "dialogue.decide_flag"
LENGTH: Final = 32


def basis_of(conversation: str) -> str:
    """Return a digest that changes with every erasure in a closed conversation.

    It holds which numbers are left and no word or vote, so that it tells nothing of what went.
    """
    lines = VoteLine.objects.filter(conversation=conversation)
    votes = lines.aggregate(count=Count("seq"), total=Sum("seq"))
    without = Statement.objects.filter(conversation=conversation, text="").order_by("number")
    numbers = list(without.values_list("number", flat=True))
    seen = encode([conversation, votes["count"], votes["total"] or 0, numbers])
    return sha256_hex(seen)[:LENGTH]


def basis_of_draft(conversation: str) -> str:
    """Return a digest that also changes with what only a draft holds.

    That is a translation that was erased, or a decision on flagged voters that was entered.
    """
    rows = TranslationRow.objects.filter(conversation=conversation, text="").order_by("pk")
    gone = list(rows.values_list("pk", flat=True))
    decided = Entry.objects.filter(act=DECIDED, subject=f"dialogue:flags:{conversation}").count()
    return sha256_hex(encode([basis_of(conversation), gone, decided]))[:LENGTH]
