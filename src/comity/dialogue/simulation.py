"""Our own simulated conversation: invented voters whose opinions are stated beforehand.

So one can check what an analysis makes of them.
Camps, the statements and how each camp votes on them are data
(``data/dialogue/simulated-incident-register``); here is only how voters come and vote.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

import numpy as np

from comity.canonical import decode
from comity.dialogue.votes import Statement
from comity.dialogue.writing import write_statements
from comity.documents import write_rows
from comity.statistics import Draw, derive_seed

__all__ = ["Simulated", "Truth", "simulate"]

DAYS_OPEN: Final = 14
DAY: Final = 24 * 3600 * 1000
# Out of a hundred voters so many cast at most … votes, at least as many as those before.
VOTES_CAST: Final = ((8, 6), (55, 20), (85, 32), (100, 60))
FEWEST: Final = 2
# Out of a hundred voters so many answer as their camp does in so many percent of their votes.
LOYALTY: Final = ((65, 100), (90, 85), (100, 60))
REVOTES_PERCENT: Final = 2
SHORTEST_THOUGHT, LONGEST_THOUGHT = 2_000, 20_000
LONGEST_RETURN: Final = 600_000
TRANSLATED_BY: Final = "machine texts of the demonstration, system not named"
"""The plan says that nobody has reviewed its translations, and names no translator."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What was put in: the camp of each participant, and what kind of statement each one is."""

    camps: tuple[str, ...]
    camp_of: Mapping[str, str]
    kind_of: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulated conversation: its question, its three files in Comity's form, and the truth."""

    title: str
    votes: bytes
    statements: bytes
    translations: bytes
    truth: Truth


@dataclass(frozen=True, slots=True)
class _Planned:
    """A statement of the plan: who is shown it, and the percent of agree and disagree by camp.

    The last item of ``agree`` and ``disagree`` is the mean over all voters.
    """

    statement: Statement
    texts: Mapping[str, str]
    kind: str
    shown_from: int
    shown_until: int
    agree: tuple[int, ...]
    disagree: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Cast:
    at: int
    participant: str
    statement: str
    vote: int


def simulate(people: int, seed: int, plan: bytes) -> Simulated:
    """Return the conversation of ``people`` invented voters, the same for the same arguments.

    ``plan`` is the shipped file ``dialogue/simulated-incident-register/1.json``. Only whole
    numbers are drawn, so that every machine gives the same bytes.
    """
    stated: Any = decode(plan)
    shares = [camp["percent"] for camp in stated["camps"]]
    planned = [_planned(each, shares) for each in stated["statements"]]
    draw = Draw(derive_seed(seed, stated["id"], stated["version"], people))
    camp_of = np.array(_by_share(shares, people), dtype=np.int64)[draw.permutation(people)].tolist()
    opens = int(datetime.fromisoformat(stated["opens"]).timestamp()) * 1000
    arrivals = opens + np.cumsum(draw.integers(2 * DAYS_OPEN * DAY // max(1, people), people))
    votes: list[_Cast] = []
    for number, (camp, at) in enumerate(zip(camp_of, arrivals.tolist(), strict=True)):
        visible = _visible(planned, number * 100 // people)
        votes += _votes_of(str(number + 1), camp, at, visible, draw)
    votes.sort(key=attrgetter("at"))
    names = tuple(camp["id"] for camp in stated["camps"])
    return Simulated(
        title=stated["question"]["en"],
        votes=write_rows(
            ("participant", "statement", "vote", "at"),
            ((cast.participant, cast.statement, cast.vote, cast.at) for cast in votes),
        ),
        statements=write_statements([each.statement for each in planned]),
        translations=write_rows(
            ("statement", "language", "text", "origin", "reviewer", "original"),
            (line for each in planned for line in _translations(each)),
        ),
        truth=Truth(
            camps=names,
            camp_of={str(number): names[camp] for number, camp in enumerate(camp_of, start=1)},
            kind_of={each.statement.id: each.kind for each in planned},
        ),
    )


def _planned(each: Mapping[str, Any], shares: Sequence[int]) -> _Planned:
    return _Planned(
        statement=Statement(
            id=each["id"],
            text=each["texts"][each["original"]],
            moderated=each["moderated"],
            meta=each["meta"],
            language=each["original"],
        ),
        texts=each["texts"],
        kind=each["kind"],
        shown_from=each["from"],
        shown_until=each["until"],
        agree=(*each["agree"], _mean(each["agree"], shares)),
        disagree=(*each["disagree"], _mean(each["disagree"], shares)),
    )


def _translations(planned: _Planned) -> Iterator[tuple[str, ...]]:
    original = planned.statement
    for language, text in planned.texts.items():
        if language != original.language:
            yield original.id, language, text, TRANSLATED_BY, "", original.text


def _mean(percents: Sequence[int], shares: Sequence[int]) -> int:
    weighted = sum(share * percent for share, percent in zip(shares, percents, strict=True))
    return weighted // sum(shares)


def _by_share(shares: Sequence[int], people: int) -> list[int]:
    """Return the camp of each of ``people``, in blocks whose sizes follow the shares."""
    ends = np.cumsum(shares) * people // sum(shares)
    camps: list[int] = np.searchsorted(ends, np.arange(people), side="right").tolist()
    return camps


def _visible(planned: Sequence[_Planned], percent: int) -> list[_Planned]:
    return [each for each in planned if each.shown_from <= percent < each.shown_until]


def _votes_of(
    participant: str, camp: int, at: int, visible: Sequence[_Planned], draw: Draw
) -> list[_Cast]:
    """Return what one voter casts: some of the visible statements in random order, some twice."""
    many, loyal = draw.integers(100, 2).tolist()
    order = draw.permutation(len(visible))[: _votes_cast(many, draw)].tolist()
    loyalty = next(percent for below, percent in LOYALTY if loyal < below)
    votes = []
    for position in order:
        thought = SHORTEST_THOUGHT + int(draw.integers(LONGEST_THOUGHT - SHORTEST_THOUGHT, 1)[0])
        at += thought
        votes.append(_vote(participant, at, visible[position], (camp, loyalty), draw))
    again = draw.integers(100, len(order)).tolist()
    for position, roll in zip(order, again, strict=True):
        if roll < REVOTES_PERCENT:
            later = at + int(draw.integers(LONGEST_RETURN, 1)[0])
            votes.append(_vote(participant, later, visible[position], (camp, loyalty), draw))
    return votes


def _votes_cast(many: int, draw: Draw) -> int:
    place = next(place for place, (below, _) in enumerate(VOTES_CAST) if many < below)
    least, most = VOTES_CAST[place - 1][1] if place else FEWEST, VOTES_CAST[place][1]
    return least + int(draw.integers(most - least + 1, 1)[0])


def _vote(
    participant: str, at: int, planned: _Planned, leaning: tuple[int, int], draw: Draw
) -> _Cast:
    camp, loyalty = leaning
    roll, stray = draw.integers(100, 2).tolist()
    source = camp if stray < loyalty else -1
    agree, disagree = planned.agree[source], planned.disagree[source]
    vote = 1 if roll < agree else -1 if roll < agree + disagree else 0
    return _Cast(at, participant, planned.statement.id, vote)
