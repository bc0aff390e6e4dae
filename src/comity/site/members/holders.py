"""Who may do an act at a time: to see whether there is anybody at all, or a second person."""

from datetime import datetime

from comity.site.members.models import MandateRow, PersonRow
from comity.site.members.permissions import role_table

__all__ = ["holders_of"]


def holders_of(act: str, at: datetime) -> frozenset[str]:
    """Return the persons with an open account whose mandate covers ``act`` at ``at``."""
    rows = MandateRow.objects.filter(start__lte=at, end__gt=at, scope__contains=act)
    running = rows.exclude(revocationrow__at__lte=at)
    people = PersonRow.objects.filter(closingrow=None, human=True).values("pk")
    found = running.filter(holder__in=people).values_list("holder", "role", "scope")
    table = role_table()
    return frozenset(
        holder
        for holder, role, scope in found
        if act in scope.splitlines() and table.allows(role, act)
    )
