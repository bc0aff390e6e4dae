"""The votes that are left after forty people less: what is said of them, sealed and public."""

from comity.dialogue.publication import RULE, VOTES
from comity.dialogue.restated_counts import (
    PUBLISHED,
    Remaining,
    restated_counts,
    restated_inputs,
    sealed_left_inputs,
)
from comity.dialogue.restatement_document import (
    BEFORE,
    RESTATEMENT_RULE,
    RESTATES,
    Restates,
    encode_restates,
    restatement,
)
from comity.dialogue.restatement_tables import standing_lines
from comity.dialogue.votes import VoteLog
from comity.edge import shipped
from tests.dialogue.sealed_worlds import bundled

SHOWN = {"1": (21, 10, 9), "2": (12, 0, 0), "3": None, "4": (40, 0, 0)}


def left(people: int = 25, erased=frozenset({"4"})) -> Remaining:
    """Return what is left: all agree on 1, nobody but one voted on 2; two are of another tier."""
    who = [f"p{number}" for number in range(people)]
    votes = [(one, "1", 1 if number < 20 else -1) for number, one in enumerate(who)]
    votes += [(who[0], "2", 1), ("delegations.a", "1", 1), ("delegations.b", "1", -1)]
    one, statements, values = zip(*votes, strict=True)
    return Remaining(VoteLog.of(one, statements, values), "anonymous", erased)


def published(**changes) -> dict[str, bytes]:
    """Return the inputs that are the same in both bundles."""
    said = {"report": "dia-7", "title": "A question", "ballots": "protected"}
    said |= {"published": "a" * 64, "before": "a" * 64, "date": "2027-01-01", "simulated": True}
    restates = Restates(**{**said, "participants_before": 40, "participants": 25, **changes})
    return {
        BEFORE: standing_lines(SHOWN),
        RULE: shipped("dialogue", "common-ground", 2),
        RESTATEMENT_RULE: shipped("dialogue", "restatement", 1),
        RESTATES: encode_restates(restates),
    }


def sealed_left(remaining=None, **changes) -> dict[str, bytes]:
    """Return the inputs of the sealed bundle."""
    return sealed_left_inputs(remaining or left(), published(**changes), 3)


def sealed_left_bundle(inputs=None):
    """Return the members of the sealed bundle."""
    inputs = inputs or sealed_left()
    files = {**inputs, **restated_counts(inputs)}
    return bundled(files, PUBLISHED.name, "sealed_restatement")


def restated_bundle(inputs=None):
    """Return the members of the public bundle."""
    sealed = sealed_left()
    inputs = inputs or restated_inputs(sealed, restated_counts(sealed))
    return bundled({**inputs, **restatement(inputs)}, "dialogue.restatement", "restatement")


def one_vote_changed() -> dict[str, bytes]:
    """Return the inputs of the sealed bundle with a vote that is another."""
    sealed = sealed_left()
    return {**sealed, VOTES: sealed[VOTES].replace(b",1,-1\n", b",1,1\n", 1)}
