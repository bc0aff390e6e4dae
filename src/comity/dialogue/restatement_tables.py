"""The two tables a restatement is made from: the figures shown last, and those shown anew.

Reading the second checks it against the first, so that nobody publishes a restatement from which
fewer people could be told than the rule says.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from comity.dialogue.published_table import (
    HIDDEN,
    Line,
    read_counts,
    read_lines,
    refuse_line,
    write_lines,
)
from comity.dialogue.restating import STATES, Counts, Restated, Standing, is_shown_anew
from comity.fault import N_, phrase

__all__ = ["read_restated", "read_standing", "restated_lines", "standing_lines"]

STANDING_HEADER: Final = ("statement", "agree", "disagree", "pass")
RESTATED_HEADER: Final = ("statement", "state", "agree", "disagree", "pass")
NOTHING: Final = ("", "", "")


def standing_lines(standing: Standing) -> bytes:
    """Return ``statement,agree,disagree,pass``: the figures shown last, empty where hidden."""
    return write_lines(
        STANDING_HEADER, ([one, *(counts or NOTHING)] for one, counts in standing.items())
    )


def read_standing(data: bytes, path: str, minimum: int) -> Mapping[str, Counts | None]:
    """Return the figures shown last; ``RefusedError`` for one of fewer people than ``minimum``."""
    lines = read_lines(data, path, STANDING_HEADER)
    found = {line.fields[0]: _counts(path, line, line.fields[1:], minimum) for line in lines}
    if len(found) < len(lines):
        raise refuse_line(path, None, phrase(N_("a statement stands twice")))
    return found


def restated_lines(restated: Iterable[Restated]) -> bytes:
    """Return ``statement,state,agree,disagree,pass``: counts only of what is shown anew."""
    return write_lines(
        RESTATED_HEADER,
        ([one.statement, one.state, *(one.counts or NOTHING)] for one in restated),
    )


def read_restated(
    data: bytes, path: str, before: Standing, *, min_changes: int, minimum_cell: int
) -> Sequence[Restated]:
    """Return what is said of each statement of ``before``; refuse what must not be published.

    That is a figure shown anew that differs from the earlier one by fewer than ``min_changes``
    people, one that was hidden before, and one of fewer than ``minimum_cell``.
    """
    lines = read_lines(data, path, RESTATED_HEADER)
    if [line.fields[0] for line in lines] != list(before):
        raise refuse_line(
            path, None, phrase(N_("its statements are not those of the figures before"))
        )
    found = []
    for line in lines:
        one = _restated(path, line, minimum_cell)
        reason = _wrong(one, before[one.statement], min_changes)
        if reason:
            raise refuse_line(path, line, reason)
        found.append(one)
    return found


def _restated(path: str, line: Line, minimum: int) -> Restated:
    statement, said, *fields = line.fields
    state = next((one for one in STATES if one == said), None)
    if state is None:
        raise refuse_line(
            path, line, phrase(N_("a state is one of {names}"), names=", ".join(STATES))
        )
    return Restated(statement, state, _counts(path, line, fields, minimum))


def _counts(path: str, line: Line, fields: Sequence[str], minimum: int) -> Counts | None:
    counts = read_counts(path, line, fields, minimum)
    return None if counts[0] == HIDDEN else counts


def _wrong(one: Restated, before: Counts | None, min_changes: int) -> str:
    """Return why this must not be published, or "" if it may."""
    if (one.counts is not None) != (one.state == "restated"):
        return phrase(N_("counts stand where a figure is shown anew, and nowhere else"))
    if before is None and one.state in {"restated", "stands"}:
        return phrase(N_("what was hidden stays hidden"))
    if one.counts is None or before is None or is_shown_anew(before, one.counts, min_changes):
        return ""
    return phrase(
        N_("it differs from the earlier figure by fewer than {min_changes} people who went"),
        min_changes=min_changes,
    )
