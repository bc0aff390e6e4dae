"""Which acts need a second person: the rules of the checks themselves, and why each is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.fault import N_
from comity.render import Voice
from comity.site.dialogue.actions.concerns import DECIDE_CONCERNS, OWN_CONCERN
from comity.site.dialogue.actions.statements import MODERATE
from comity.site.dialogue.permissions import OWN_STATEMENT, SAME_PERSON
from comity.site.members.actions import INVITE
from comity.site.members.recovery import ALONE
from comity.site.record.words import act_words

__all__ = ["SECOND", "SecondPerson", "second_persons_in"]


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """An act for which one person is not enough, by which rule, and why."""

    act: str
    rule: str
    why: str


SECOND: Final = (
    SecondPerson(INVITE, ALONE.rule, N_("Whoever prints a sheet could sign in with it.")),
    SecondPerson(MODERATE, OWN_STATEMENT.rule, N_("A moderator judges the words of others.")),
    SecondPerson(
        "dialogue.decide_appeal",
        SAME_PERSON.rule,
        N_("Asked of the same person again, an appeal would be none."),
    ),
    SecondPerson(
        DECIDE_CONCERNS, OWN_CONCERN.rule, N_("Who raises a concern does not judge it as well.")
    ),
    SecondPerson(
        "dialogue.attest_report",
        N_("protected votes are audited once two auditors of different parties find the same"),
        N_("Nobody else sees these votes, so nobody else would find a wrong count."),
    ),
)


def second_persons_in(speaker: Voice) -> Sequence[SecondPerson]:
    """Return the acts, rules and reasons in the language of ``speaker``."""
    return [
        SecondPerson(act_words(one.act, speaker), speaker.say(one.rule), speaker.say(one.why))
        for one in SECOND
    ]
