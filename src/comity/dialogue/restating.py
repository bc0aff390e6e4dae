"""What may be shown anew of a statement once votes on it were erased.

Whoever subtracts two figures of one statement learns what those have voted who went in between. So
a figure is shown anew only where at least as many have gone as the rule says, counted from the
figure shown last; otherwise the earlier one stands. That none went and that few went is told by
the same word, or it would tell of a few whether they had voted on it. What was hidden stays hidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from comity.dialogue.columns import aligned
from comity.dialogue.tally import tally
from comity.dialogue.votes import Statement, VoteLog
from comity.fault import N_, FaultKind, Place, refuse

__all__ = [
    "STATES",
    "Counts",
    "Restated",
    "Standing",
    "could_be_said",
    "counts_left",
    "is_shown_anew",
    "restate",
    "seen_in",
]

Counts: TypeAlias = tuple[int, int, int]
"""How many agree, disagree and pass."""
Standing: TypeAlias = Mapping[str, Counts | None]
"""The figure of each statement as it was shown last; None where it is hidden."""
State: TypeAlias = Literal["restated", "stands", "hidden", "erased"]
STATES: Final[tuple[State, ...]] = get_args(State)

GREW: Final = FaultKind(
    "dialogue.restatement_grew",
    N_("statement {statement} has more votes than were published"),
    N_("after the close votes only go"),
    N_("Compare the rows with the record: comity record reconcile."),
)
NONE_SUCH: Final = FaultKind(
    "dialogue.restatement_statements",
    N_("the statements are not those of the published report"),
    N_("a restatement has a line for each statement of the report it restates"),
    N_("Compare the rows with the record: comity record reconcile."),
)


@dataclass(frozen=True, slots=True)
class Restated:
    """What a restatement says of a statement: counts only where it is shown anew."""

    statement: str
    state: State
    counts: Counts | None = None

    def standing(self, before: Counts | None) -> Counts | None:
        """Return the figure that stands from now on, where ``before`` stood until now."""
        return before if self.state == "stands" else self.counts


def restate(
    before: Standing,
    now: Mapping[str, Counts],
    erased: frozenset[str],
    *,
    min_changes: int,
    minimum_cell: int,
) -> Sequence[Restated]:
    """Return what is said of each statement that ``before`` names, in that order.

    ``now`` are the votes that are left, ``erased`` the statements whose words are gone. Raises
    ``RefusedError`` where a count grew, or a statement is in one of both only.
    """
    if before.keys() != now.keys():
        raise refuse(NONE_SUCH.at(Place("statements")))
    found = []
    for statement, shown in before.items():
        left = now[statement]
        if shown is not None and any(new > old for new, old in zip(left, shown, strict=True)):
            raise refuse(GREW.at(Place("statements"), statement=statement))
        state = _state(shown, left, min_changes, minimum_cell)
        if statement in erased:
            state = "erased"
        found.append(Restated(statement, state, left if state == "restated" else None))
    return found


def counts_left(log: VoteLog, statements: Sequence[str]) -> Mapping[str, Counts]:
    """Return how many agree, disagree and pass by the last votes in ``log``, of each statement."""
    found = tally(aligned(log.matrix("content"), [Statement(one, "") for one in statements]))
    columns = zip(found.agree.tolist(), found.disagree.tolist(), found.passed.tolist(), strict=True)
    return dict(zip(statements, columns, strict=True))


def is_shown_anew(before: Counts, now: Counts, min_changes: int) -> bool:
    """Return whether votes only went, and so many that the difference may be told."""
    only_went = all(new <= old for new, old in zip(now, before, strict=True))
    return only_went and seen_in(before) - seen_in(now) >= min_changes


def could_be_said(
    said: Restated,
    before: Counts | None,
    now: Counts,
    gone: int,
    *,
    min_changes: int,
    minimum_cell: int,
) -> bool:
    """Return whether ``said`` follows from ``now`` and the votes of at most ``gone`` people more.

    Where nobody has gone, only what is said by the rule of ``now`` does. What is erased has no
    figure, so nothing follows.
    """
    if said.state == "erased" or before is None:
        return said.state in {"erased", "hidden"}
    most = min(seen_in(before), seen_in(now) + gone)
    if said.counts is not None:
        grew = any(one < left for one, left in zip(said.counts, now, strict=True))
        rule = _state(before, said.counts, min_changes, minimum_cell)
        return not grew and seen_in(said.counts) <= most and rule == said.state
    if said.state == "stands":
        return seen_in(before) - most < min_changes
    few = max(1, seen_in(now))
    return few <= most and few < minimum_cell and seen_in(before) - few >= min_changes


def seen_in(counts: Counts) -> int:
    """Return how many voted, those who passed included."""
    return sum(counts)


def _state(before: Counts | None, now: Counts, min_changes: int, minimum_cell: int) -> State:
    if before is None:
        return "hidden"
    if not is_shown_anew(before, now, min_changes):
        return "stands"
    return "hidden" if 0 < seen_in(now) < minimum_cell else "restated"
