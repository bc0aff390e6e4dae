"""What people want to be told, in which language, and by mail or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from comity.site.work.models import Wish

__all__ = ["Wished", "languages_of", "who_asked", "wish_of"]


@dataclass(frozen=True, slots=True)
class Wished:
    """What somebody chose: their address, whether it is theirs, how often, in which language."""

    address: str = ""
    confirmed: bool = False
    rhythm: str = "none"
    reminders: bool = False
    language: str = "en"
    code_at: datetime | None = None


def wish_of(person: str, language: str = "en") -> Wished:
    """Return what ``person`` chose; ``language`` stands where nothing was chosen yet."""
    row = Wish.objects.filter(pk=person).first()
    if row is None:
        return Wished(language=language)
    return Wished(row.address, row.confirmed, row.rhythm, row.reminders, row.language, row.code_at)


def languages_of() -> dict[str, str]:
    """Return in which language people read who have said so, by pseudonym."""
    return dict(Wish.objects.values_list("pk", "language"))


def who_asked() -> Sequence[str]:
    """Return who wants to be reminded of every close."""
    rows = Wish.objects.filter(reminders=True, person__closingrow=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))
