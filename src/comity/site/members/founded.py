"""Whether the record itself gives the mandate that an entry names: asked of every official act.

Who owns the database can put a revoked mandate back, or write an entry under one of long ago. The
entries that gave and ended it still stand, in their order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from comity.people import ANYBODY, holds
from comity.site.members.entering import OPERATOR
from comity.site.members.models import MandateRow
from comity.site.members.permissions import SERVER, role_table
from comity.site.members.recorded import ACTS, Given
from comity.site.record.comparison import Difference
from comity.site.record.recorded import Recorded, recorded_acts

__all__ = ["reconcile_official", "unfounded"]

SIGNED: Final = "oversight.sign_off"
COVERED_BY: Final = {"dialogue.see_alarms": "dialogue.close_conversation"}
"""What is entered with another act needs a mandate for that one alone."""


def reconcile_official(mandates: Mapping[str, Given]) -> Iterator[Difference]:
    """Yield the official acts of other rooms than this one that nobody could have done.

    Sign-offs are compared where their rows are: those tell what was signed off.
    """
    for one in recorded_acts(*_official_elsewhere()):
        act = COVERED_BY.get(one.statement.act, one.statement.act)
        for found, rule in unfounded(one, act, mandates):
            yield Difference("entry", one.name, "mandate", found, rule)


def unfounded(one: Recorded, act: str, mandates: Mapping[str, Given]) -> Iterator[tuple[str, str]]:
    """Yield why the mandate that the entry names was not in force for ``act``, and the rule.

    A mandate whose content was erased is not doubted: nobody can tell any more what it covered.
    """
    statement, table = one.statement, role_table()
    if table.is_open(act):
        return
    if statement.mandate is None:
        if statement.actor != str(SERVER) or not table.allows(OPERATOR, act):
            yield "its entry names no mandate", "official acts name one"
        return
    given = mandates.get(statement.mandate)
    if given is None:
        if not _erased(statement.mandate):
            yield f"there is no mandate {statement.mandate}", "one gave it"
    elif not _in_force(one, act, given):
        found = f"mandate {given.mandate.id} of {given.mandate.role} did not cover {act} then"
        yield found, "who acts needs a mandate valid at that time"
    elif not table.allows(given.mandate.role.title, act):
        yield f"the role {given.mandate.role.title} never does it", "roles have bounds"


def _in_force(one: Recorded, act: str, given: Given) -> bool:
    """Return whether the mandate ran at the entry's time, and was not ended before the entry.

    Before is meant in the order of the record: of two acts in the same moment, each dated when its
    page was asked for, the one that was entered first counts.
    """
    mandate = given.mandate
    if str(mandate.role) != one.statement.actor or one.row <= given.row:
        return False
    if given.ended is not None and given.ended < one.row:
        return False
    running = replace(mandate, revoked=None)
    return holds(running, holder=mandate.holder, act=act, at=one.at)


def _official_elsewhere() -> list[str]:
    wanted = (
        rule for rule in role_table().acts if rule.roles - {OPERATOR} and ANYBODY not in rule.roles
    )
    return [rule.act for rule in wanted if rule.act not in (*ACTS, SIGNED)]


def _erased(mandate: str) -> bool:
    """Return whether a mandate is entered of which the record no longer tells what it covered."""
    rows = MandateRow.objects.filter(pk=mandate)
    return rows.filter(entry__payload=None).exists()
