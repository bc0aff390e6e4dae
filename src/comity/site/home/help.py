"""What people come to do, each with the page where it is done and the text that explains it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from comity.fault import N_
from comity.render import Voice

__all__ = ["HELP", "Chapter", "Task", "chapters_in"]


@dataclass(frozen=True, slots=True)
class Task:
    """What is done, and where: the name of a page, and once it is looked up its address."""

    words: str
    page: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one kind of people do; ``text`` is the how-to text that comes with the software."""

    id: str
    title: str
    tasks: tuple[Task, ...]
    text: str


HELP: Final = (
    Chapter(
        "take-part",
        N_("Take part"),
        (
            Task(N_("Take part with a code"), "join"),
            Task(
                N_("Vote, suggest a statement, take your votes out"),
                "dialogue",
            ),
        ),
        "docs/howto/take-part.md",
    ),
    Chapter(
        "check",
        N_("Read and check a result"),
        (
            Task(N_("Reports on conversations"), "dialogue"),
            Task(N_("Check it on your own computer"), "record-check"),
            Task(N_("Was there such a decision?"), "record-find"),
            Task(N_("Draw a sample to audit"), "record-audit"),
            Task(N_("Where machines wrote"), "machines"),
        ),
        "docs/howto/verify.md",
    ),
    Chapter(
        "follow",
        N_("My work"),
        (
            Task(N_("What waits for me"), "my-work"),
            Task(N_("What comes to me by mail"), "my-work-mail"),
            Task(N_("Search"), "search"),
        ),
        "docs/howto/follow.md",
    ),
    Chapter(
        "run",
        N_("Run a conversation"),
        (
            Task(N_("Open a conversation"), "conversation-opening"),
            Task(
                N_("Decide on statements, close it, sign its report"),
                "dialogue",
            ),
        ),
        "docs/howto/hold-a-conversation.md",
    ),
    Chapter(
        "people",
        N_("Give people access and mandates"),
        (
            Task(N_("Redeem an invitation"), "invitation"),
            Task(N_("My account"), "account"),
            Task(N_("Tokens for programs"), "tokens"),
            Task(N_("Members"), "members"),
            Task(N_("Accredit a party"), "accredit"),
            Task(N_("Who may do what"), "roles"),
            Task(N_("Where a second person is needed"), "second-person"),
        ),
        "docs/howto/accounts.md",
    ),
    Chapter(
        "audit",
        N_("Count protected votes again"),
        (Task(N_("Choose a report, then: About the audit"), "dialogue"),),
        "docs/howto/protect-ballots.md",
    ),
    Chapter(
        "witness",
        N_("Keep a copy of the record, and witness it"),
        (Task(N_("The record"), "record"),),
        "docs/howto/witness.md",
    ),
    Chapter(
        "operate",
        N_("Run the server"),
        (Task(N_("State of this site"), "health"),),
        "docs/howto/run-for-an-organisation.md",
    ),
)


def chapters_in(speaker: Voice) -> Sequence[Chapter]:
    """Return the chapters in the language of ``speaker``, with the addresses of the pages."""
    return [
        Chapter(
            one.id,
            speaker.say(one.title),
            tuple(Task(speaker.say(task.words), reverse(task.page)) for task in one.tasks),
            one.text,
        )
        for one in HELP
    ]
