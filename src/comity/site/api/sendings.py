"""What the interface takes: each member named here, and bounded; one that is not is refused."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from comity.site.api.cursors import LARGEST_PAGE, LONGEST, PAGE
from comity.site.dialogue.actions import MOST_AT_ONCE

__all__ = [
    "Ballots",
    "Close",
    "Decision",
    "Join",
    "Nothing",
    "Paging",
    "Seeds",
    "Sought",
    "Suggestion",
    "Vote",
]

Tag = Annotated[str, Field(max_length=35)]
Whole = Annotated[int, Field(strict=True)]
"""A number and nothing that might be read as one: true is no vote, and 1.0 no statement."""
Words = Annotated[str, Field(max_length=10_000)]


class Sent(Schema):
    """Something that is sent: a member that is not known is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


class Paging(Schema):
    """Which part of a list: what the page before gave as ``next``, and how many at most."""

    cursor: str = Field("", max_length=LONGEST)
    limit: int = Field(PAGE, ge=1, le=LARGEST_PAGE)


class Sought(Schema):
    """What is looked for in the record."""

    q: str = Field(min_length=1, max_length=300)


class Join(Sent):
    """The short code of a conversation, or its link."""

    code: str = Field(min_length=1, max_length=300)


class Vote(Sent):
    """A vote: 1 (agree), 0 (pass) or -1 (disagree) on the number of a statement."""

    statement: Whole
    vote: Whole


class Ballots(Sent):
    """Votes sent in one go; ``language`` is that in which the statements were read, if it is told.

    It is counted where somebody votes for the first time, and kept beside no vote.
    """

    votes: list[Vote] = Field(min_length=1, max_length=MOST_AT_ONCE)
    language: Tag = ""


class Suggestion(Sent):
    """A statement of a participant."""

    text: Words
    language: Tag


class Decision(Sent):
    """What a moderator decides; a rejection has a reason."""

    decision: Literal["accepted", "rejected"]
    reason: str = Field("", max_length=60)


class Seeds(Sent):
    """Statements of the organisation's own."""

    statements: list[Suggestion] = Field(min_length=1, max_length=100)


class Close(Sent):
    """Which alarms of who took part were seen, by their ids, and what is said of them for ever."""

    seen: list[Annotated[str, Field(max_length=LONGEST)]] = Field([], max_length=100)
    words: str = Field("", max_length=2_000)


class Nothing(Sent):
    """Nothing has to be said."""
