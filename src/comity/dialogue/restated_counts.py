"""The step before a restatement: from the votes that are left, sealed, to the figures shown anew.

The published function ``dialogue.restated_counts`` is run by auditors, who are given the votes
sealed; ``dialogue.restatement`` takes over where anybody can follow. With open ballots, too: the
votes that are left, beside those published before, would single out the rows of those who went.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.canonical import Json, NotCanonicalError, decode, encode
from comity.dialogue.people import read_people, refuse_undeclared, votes_of
from comity.dialogue.publication import RULE, VOTES, row_order, vote_lines
from comity.dialogue.published_table import write_lines
from comity.dialogue.reading import read_votes
from comity.dialogue.restatement_document import (
    BEFORE,
    LEFT,
    RESTATEMENT_RULE,
    RESTATES,
    read_restates,
)
from comity.dialogue.restatement_rule import read_restatement_rule
from comity.dialogue.restatement_tables import read_restated, read_standing, restated_lines
from comity.dialogue.restating import could_be_said, counts_left, restate
from comity.dialogue.rule import read_rule
from comity.dialogue.sealing import PEOPLE
from comity.dialogue.tiers import tier_of, votes_in_tier
from comity.dialogue.votes import VoteLog
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import PublishedFunction

__all__ = [
    "COUNTED",
    "COUNTING",
    "PUBLISHED",
    "UNCHANGED",
    "Remaining",
    "restated_counts",
    "restated_inputs",
    "sealed_left_inputs",
    "were_left",
]

COUNTING: Final = "inputs/counting.json"
KEYS: Final = frozenset(("v", "tier", "erased"))
COUNTED: Final = "outputs/counted.csv"
UNCHANGED: Final = (BEFORE, RULE, RESTATEMENT_RULE, RESTATES)

UNREADABLE: Final = FaultKind(
    "dialogue.restated_counting",
    N_("{path} cannot be read"),
    N_("it names the tier that is counted, and the statements whose words are gone"),
    N_("Nothing was signed. Take the sealed bundle as the organisation made it."),
)
OTHER_PEOPLE: Final = FaultKind(
    "dialogue.restated_people",
    N_("{found} people’s votes are left, and {said} are said to be"),
    N_("a restatement says of how many people its figures are"),
    N_("Nothing was signed. Tell the organisation, and the other auditors."),
)


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a conversation: the votes of all tiers, and which words are gone.

    ``tier`` is that of the report: it alone is counted.
    """

    log: VoteLog
    tier: str
    erased: frozenset[str]

    @property
    def counted(self) -> VoteLog:
        """Return the votes of the tier that is counted."""
        return votes_in_tier(self.log, self.tier)


def sealed_left_inputs(
    left: Remaining, published: Mapping[str, bytes], seed: int
) -> dict[str, bytes]:
    """Return the inputs of the sealed bundle of a restatement with the inputs ``published``.

    ``seed`` numbers the rows, and is drawn afresh and thrown away.
    """
    matrix = left.log.matrix("content")
    who = [matrix.participants[row] for row in row_order(matrix, seed)]
    rows = ([number, tier_of(one)] for number, one in enumerate(who, start=1))
    said: dict[str, Json] = {"v": 1, "tier": left.tier, "erased": [*sorted(left.erased)]}
    return {
        VOTES: vote_lines(matrix, seed),
        PEOPLE: write_lines(("row", "tier"), rows),
        COUNTING: encode(said),
        **{path: published[path] for path in UNCHANGED},
    }


def restated_counts(inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what may be said anew of each statement by the votes that are left.

    Raises ``RefusedError`` for inputs that are not what they should be, and where the votes are
    those of other many people than the restatement says.
    """
    rule = read_rule(inputs[RULE], RULE)
    schedule = read_restatement_rule(inputs[RESTATEMENT_RULE], RESTATEMENT_RULE)
    restates = read_restates(inputs[RESTATES], schedule)
    before = read_standing(inputs[BEFORE], BEFORE, rule.minimum_cell)
    tier, erased = _read_counting(inputs[COUNTING])
    cast = read_votes(inputs[VOTES], VOTES, statements=tuple(before))
    people = read_people(inputs[PEOPLE], PEOPLE)
    refuse_undeclared(cast, people, PEOPLE)
    log = votes_of(cast, people, tier)
    count = len(log.participants)
    if count != restates.participants:
        raise refuse(OTHER_PEOPLE.at(Place(VOTES), found=count, said=restates.participants))
    restated = restate(
        before,
        counts_left(log, list(before)),
        erased,
        min_changes=schedule.min_changes,
        minimum_cell=rule.minimum_cell,
    )
    return {COUNTED: restated_lines(restated)}


def restated_inputs(sealed: Mapping[str, bytes], counted: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the inputs of the public bundle of a restatement that belongs to a sealed one."""
    return {**{path: sealed[path] for path in UNCHANGED}, LEFT: counted[COUNTED]}


def were_left(inputs: Mapping[str, bytes], left: Remaining, erasures: int) -> bool:
    """Return whether ``inputs``, of a restatement, were of ``left`` before the last ``erasures``.

    Each of these took out one person's votes. Where nobody has gone since, the figures are those
    of the votes, to the last one; after that votes can only have gone, and words too. Raises
    ``RefusedError`` for inputs that cannot be read.
    """
    rule = read_rule(inputs[RULE], RULE)
    schedule = read_restatement_rule(inputs[RESTATEMENT_RULE], RESTATEMENT_RULE)
    said = read_restates(inputs[RESTATES], schedule)
    gone = said.participants - len(left.counted.participants)
    before = read_standing(inputs[BEFORE], BEFORE, rule.minimum_cell)
    least = {"min_changes": schedule.min_changes, "minimum_cell": rule.minimum_cell}
    drawn = read_restated(inputs[LEFT], LEFT, before, **least)
    now = counts_left(left.counted, list(before))
    erased = frozenset(one.statement for one in drawn if one.state == "erased")
    if not 0 <= gone <= erasures or erased - left.erased:
        return False
    return all(
        could_be_said(one, before[one.statement], now[one.statement], gone, **least)
        for one in drawn
    )


def _read_counting(data: bytes) -> tuple[str, frozenset[str]]:
    """Return the tier that is counted, and the statements whose words are gone."""
    try:
        said: Any = decode(data)
    except NotCanonicalError as error:
        raise refuse(UNREADABLE.at(Place(COUNTING), path=COUNTING)) from error
    sound = isinstance(said, dict) and said.keys() == KEYS and said["v"] == 1
    if not sound or not isinstance(said["tier"], str) or not isinstance(said["erased"], list):
        raise refuse(UNREADABLE.at(Place(COUNTING), path=COUNTING))
    return said["tier"], frozenset(map(str, said["erased"]))


PUBLISHED: Final = PublishedFunction(
    name="dialogue.restated_counts",
    version=1,
    inputs=(VOTES, PEOPLE, COUNTING, *UNCHANGED),
    outputs=(COUNTED,),
    tolerance=0.0,
    run=restated_counts,
)
"""Counts of the votes that are left, where the rule lets them be said; else only a word."""
