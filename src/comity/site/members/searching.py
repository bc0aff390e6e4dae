"""What search says of members: parties, by their names in any language and by their id."""

from collections.abc import Sequence

from django.urls import reverse

from comity.fault import N_
from comity.language import folded_words
from comity.site.members.models import PartyRow
from comity.site.ui.searching import Hit, Provider, Question

__all__ = ["PARTIES"]


def _parties(question: Question) -> Sequence[Hit]:
    found = [row for row in PartyRow.objects.order_by("id") if _is_meant(row, question.words)]
    return [_hit(row, question.language) for row in found[: question.limit]]


def _is_meant(row: PartyRow, words: Sequence[str]) -> bool:
    said = folded_words("\n".join((row.id, *row.names.values())))
    return all(any(one.startswith(word) for one in said) for word in words)


def _hit(row: PartyRow, language: str) -> Hit:
    shown = language if language in row.names else row.original
    return Hit(row.names[shown], reverse("party", args=[row.id]), language=shown)


PARTIES = Provider(N_("Members"), _parties, order=40)
