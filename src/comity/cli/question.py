"""What a command about a conversation was asked, and the files it names, read and checked."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unicodedata import normalize

from comity.dialogue import (
    FILE,
    Conversation,
    InputFile,
    Parameters,
    People,
    Statement,
    VoteLog,
    nobody_declared,
    read_conversation,
    read_people,
    read_rule,
    read_vote_map,
    refuse_undeclared,
)
from comity.edge import read_bounded, shipped
from comity.fault import N_, FaultKind, Place, refuse
from comity.language import clean_text

__all__ = ["Prepared", "Question", "prepare", "read_files"]

LARGEST_FILE: Final = 500_000_000
LARGEST_RULE: Final = 1_000_000
LONGEST_TITLE: Final = 300

NO_PEOPLE: Final = FaultKind(
    "cli.people_needed",
    N_("{option} is given, and no file of people"),
    N_("tiers and classes stand in a file with the columns participant, tier and others"),
    N_("Give it too: --people PEOPLE.csv"),
)


BAD_TITLE: Final = FaultKind(
    "cli.title",
    N_("the title is “{title}”"),
    N_("a title is one line of at most 300 characters, without controls that deceive"),
    N_('Give one: --title "Your question". Without it the name of the votes file is the title.'),
)


@dataclass(frozen=True, slots=True)
class Question:
    """The files and wishes that ``comity dialogue report`` and ``seal`` have in common."""

    votes: Path
    statements: Path
    mapping: tuple[str, ...] = ()
    people: Path | None = None
    tier: str | None = None
    classes: tuple[str, ...] = ()
    arrivals: tuple[str, ...] = ()
    ballots: str = "open"
    rules: Path | None = None
    seed: int = 0
    quick: bool = False
    title: str | None = None
    simulated: bool = False

    @property
    def name(self) -> str:
        """Return the question asked of people, or the name of the votes file."""
        return normalize("NFC", self.title or self.votes.stem)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A conversation ready to be counted: votes, statements, people, parameters and rule file."""

    log: VoteLog
    statements: tuple[Statement, ...]
    people: People
    parameters: Parameters
    rule: bytes


def prepare(question: Question) -> Prepared:
    """Return what the files hold; ``RefusedError`` with what is wrong in the first that is."""
    if not _is_title(question.name):
        raise refuse(BAD_TITLE.at(Place("--title"), title=question.name))
    conversation = read_files(question.votes, question.statements, question.mapping)
    people, tier = _people(question, conversation.log)
    rule = shipped("dialogue", "common-ground", 2)
    if question.rules is not None:
        rule = read_bounded(question.rules, LARGEST_RULE)
        read_rule(rule, str(question.rules))
    parameters = Parameters(
        title=question.name,
        seed=question.seed,
        quick=question.quick,
        simulated=question.simulated,
        tier=tier,
        ballots=question.ballots,
        classes=question.classes,
    )
    return Prepared(conversation.log, conversation.statements, people, parameters, rule)


def read_files(votes: Path, statements: Path, mapping: tuple[str, ...]) -> Conversation:
    """Return the conversation in two files, each read no further than 500 MB."""
    return read_conversation(_input(votes), _input(statements), read_vote_map(mapping))


def _is_title(text: str) -> bool:
    has_surrogates = any("\ud800" <= sign <= "\udfff" for sign in text)
    is_line = bool(text.strip()) and "\n" not in text and len(text) <= LONGEST_TITLE
    return is_line and not has_surrogates and clean_text(text).text == text


def _people(question: Question, log: VoteLog) -> tuple[People, str]:
    """Return what is declared of whom, and the tier that shapes the report."""
    if question.people is None:
        given = [("--tier", question.tier), ("--class", question.classes)]
        given.append(("--arrivals-by", question.arrivals))
        for option in (option for option, value in given if value):
            raise refuse(NO_PEOPLE.at(Place(option), option=option))
        return nobody_declared(log), FILE
    file = _input(question.people)
    columns = tuple(dict.fromkeys((*question.classes, *question.arrivals)))
    people = read_people(file.data, file.name, columns)
    refuse_undeclared(log, people, file.name)
    return people, people.shaping(question.tier)


def _input(path: Path) -> InputFile:
    return InputFile(str(path), read_bounded(path, LARGEST_FILE))
