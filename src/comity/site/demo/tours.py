"""Tours of the demonstration: five steps for each of four people who are new here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from comity.fault import N_
from comity.site.demo import awaiting, conversation, protected, register

__all__ = ["TOURS", "Step", "Tour", "tour_with"]


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, what to notice there, on which page, and as whom if as somebody else."""

    do: str
    notice: str
    name: str
    of: str = ""
    persona: str = ""

    def path(self) -> str:
        """Return the address of the page, in the language of the request."""
        return reverse(self.name, args=[self.of] if self.of else [])


@dataclass(frozen=True, slots=True)
class Tour:
    """A tour: for whom it is, which persona to act as (none for a citizen), its five steps."""

    id: str
    whom: str
    persona: str
    steps: Sequence[Step]


LIVE: Final = conversation.ID
PUBLISHED: Final = register.ID
AUDITED: Final = protected.ID
WAITING: Final = awaiting.HELD.id

TOURS: Final = (
    Tour(
        "citizen",
        N_("For a citizen"),
        "",
        (
            Step(
                N_("Read what is asked, and vote on the statement below it."),
                N_("No account, no name. You can change each vote until the close."),
                "conversation",
                LIVE,
            ),
            Step(
                N_("Vote on several statements in one go."),
                N_("Everything here works without script, on an old telephone."),
                "conversation-ballot",
                LIVE,
            ),
            Step(
                N_("Suggest a statement of your own."),
                N_("A moderator decides, with a reason that you can read."),
                "conversation-suggest",
                LIVE,
            ),
            Step(
                N_("See what you voted and sent."),
                N_("Only your browser shows it, and you can take it all out again."),
                "conversation-mine",
                LIVE,
            ),
            Step(
                N_("Read what came out of another conversation."),
                N_("Beside each number stand how many voted and an interval."),
                "report",
                PUBLISHED,
            ),
        ),
    ),
    Tour(
        "delegate",
        N_("For a small delegation"),
        "delegate",
        (
            Step(
                N_("Open your work."),
                N_("What waits for you stands first, with the day it is due."),
                "my-work",
            ),
            Step(
                N_("Read a conversation in your language."),
                N_("A text that was translated says by whom, and shows its original."),
                "conversation-ballot",
                LIVE,
            ),
            Step(
                N_("See what a report says, and to which groups it applies."),
                N_("Where there is not enough data it says so."),
                "report",
                PUBLISHED,
            ),
            Step(
                N_("Ask whether there was a certain decision."),
                N_("The answer is an entry, or that there is none up to a checkpoint."),
                "record-find",
            ),
            Step(
                N_("Look up who acts for whom."),
                N_("Mandates have a beginning and an end; members stand in no ranking."),
                "members",
            ),
        ),
    ),
    Tour(
        "officer",
        N_("For the secretariat"),
        "secretary",
        (
            Step(
                N_("Open your work."),
                N_("A conversation has closed, and its report waits for a signature."),
                "my-work",
            ),
            Step(
                N_("Decide on a statement that waits."),
                N_("Its author reads your reason, in the language of the page."),
                "conversation-office",
                LIVE,
                "moderator",
            ),
            Step(
                N_("Read the draft of its report, change a sentence, and read the difference."),
                N_("A machine wrote it. Nothing is published before somebody signs."),
                "conversation-office",
                WAITING,
            ),
            Step(
                N_("Sign it on the same page, then open the record."),
                N_("The newest entry names the role, the mandate and what was signed."),
                "record",
            ),
            Step(
                N_("See where machines wrote."),
                N_("Your changes stand there for everybody to read."),
                "machines",
            ),
        ),
    ),
    Tour(
        "auditor",
        N_("For an auditor"),
        "auditor",
        (
            Step(
                N_("See what auditors of two parties found."),
                N_("Votes on protected ballots are never published; auditors count them again."),
                "report-audit",
                AUDITED,
            ),
            Step(
                N_("Download the bundle of an open conversation and verify it."),
                N_("The page shows the line to paste. It works offline."),
                "report-downloads",
                PUBLISHED,
            ),
            Step(
                N_("Draw entries to look at by a published seed."),
                N_("Anybody who uses the same seed draws the same entries."),
                "record-audit",
            ),
            Step(
                N_("Compare the pages with the record."),
                N_("This page says what was found the last time, and when."),
                "health",
            ),
            Step(
                N_("Check a file that somebody sent you."),
                N_("The verifier is one file and needs nothing but Python."),
                "record-check",
            ),
        ),
    ),
)


def tour_with(tour: str) -> Tour | None:
    """Return the tour with this id, or None."""
    return next((one for one in TOURS if one.id == tour), None)
