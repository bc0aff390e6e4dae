"""What search says of the record: its entries by number, symbol, digest, title or kind of act."""

from collections.abc import Sequence

from django.urls import reverse

from comity.fault import N_
from comity.language import folded_words
from comity.render import voice
from comity.site.record.models import Entry
from comity.site.record.queries import EntryLine, entry_lines, find
from comity.site.record.words import ACTS, act_words
from comity.site.ui.languages import active_language
from comity.site.ui.searching import Hit, Provider, Question

__all__ = ["RECORD"]


def _found(question: Question) -> Sequence[Hit]:
    answer = find(question.text)
    lines = list(answer.found[: question.limit])
    acts = _acts(question.words)
    if acts and len(lines) < question.limit:
        rows = Entry.objects.filter(act__in=acts, idx__isnull=False).order_by("-idx")
        lines += entry_lines(rows[: question.limit - len(lines)])
    return [_hit(line) for line in dict.fromkeys(lines)]


def _acts(words: Sequence[str]) -> Sequence[str]:
    """Return the kinds of acts whose words in the page's language are all that is looked for."""
    speaker = voice(active_language())
    told = {act: folded_words(act_words(act, speaker)) for act in ACTS}
    return [
        act
        for act, said in told.items()
        if words and all(any(one.startswith(word) for one in said) for word in words)
    ]


def _hit(line: EntryLine) -> Hit:
    speaker = voice(active_language())
    number = speaker.say("Entry {number}", number=speaker.number(line.index))
    title = f"{number}: {act_words(line.act, speaker)}"
    return Hit(title, reverse("record-entry", args=[line.index]), line.title)


RECORD = Provider(N_("Entries of the record"), _found, order=80)
