"""The words by which public texts are found: folded, each under the entry that entered its text.

The texts stand in the rows of their rooms; what is kept here only leads to them, and whoever shows
one reads it there again. Texts and words are read and written in one transaction, which an erasure
needs too: no word outlives its text.
"""

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from comity.language import FOLDING, folded_words
from comity.site.record.models import Entry, FoldedWord, Indexed, Log
from comity.site.ui.searching import all_texts

__all__ = ["entries_with", "index_new"]

AT_ONCE: Final = 50
"""Entries in one transaction: who writes waits for some hundredths of a second at most."""
LAST: Final = "\U0010ffff"


def index_new() -> int:
    """Fold the words of what entered since the last call; return of how many entries.

    After another version of folding came into use all is folded anew, some of it at each call.
    """
    return sum(_index(log) for log in Log.objects.filter(size__gt=0) if _is_behind(log))


def _is_behind(log: Log) -> bool:
    # Asked outside a transaction: nobody who writes has to wait for nothing.
    done = Indexed.objects.filter(log=log, folding=FOLDING).first()
    return done is None or done.size < log.size


@transaction.atomic
def _index(log: Log) -> int:
    row, _ = Indexed.objects.select_for_update().get_or_create(
        log=log, defaults={"folding": FOLDING}
    )
    if row.folding != FOLDING:
        FoldedWord.objects.filter(entry__log=log).delete()
        row.size, row.folding = 0, FOLDING
    upto = min(row.size + AT_ONCE, log.size)
    placed = Entry.objects.select_for_update().filter(log=log, idx__gte=row.size, idx__lt=upto)
    keys = list(placed.order_by("idx").values_list("pk", flat=True))
    words = [
        FoldedWord(entry_id=entry, word=word)
        for entry, text in all_texts(keys).items()
        for word in sorted(folded_words(text))
    ]
    FoldedWord.objects.bulk_create(words, batch_size=AT_ONCE)
    done, row.size = len(keys), upto
    row.save()
    return done


def entries_with(words: Sequence[str], limit: int) -> Sequence[int]:
    """Return the keys of at most ``limit`` entries, the newest first, whose texts have all words.

    A word counts as had where one begins with it.
    """
    if not words:
        return []
    rows = FoldedWord.objects.filter(word__gte=words[0], word__lt=words[0] + LAST)
    for word in words[1:]:
        others = FoldedWord.objects.filter(word__gte=word, word__lt=word + LAST)
        rows = rows.filter(entry__in=others.values("entry"))
    keys = rows.order_by("-entry").values_list("entry", flat=True).distinct()
    return list(keys[:limit])
