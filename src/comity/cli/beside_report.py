"""What a report on files is given beside the conversation, and what is computed beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from comity.canonical import decode
from comity.cli.question import Prepared, Question
from comity.dialogue import (
    ARRIVAL_MEMBER,
    ARRIVALS,
    DECISIONS,
    FLAGS_MEMBER,
    ROUTING_MEMBER,
    arrival_lines,
    arrival_table,
    decision_lines,
    flagged_components,
    read_flag_decisions,
    read_rule,
    votes_of,
)
from comity.edge import read_bounded
from comity.fault import N_, FaultKind, Place, refuse
from comity.render import Beside

__all__ = ["NOTHING", "Given", "arrival_inputs", "asked_inputs", "beside", "refuse_vain"]

LARGEST_DECISIONS: Final = 10_000_000

NO_FLAGS: Final = FaultKind(
    "cli.decisions_without_flags",
    N_("decisions are given with {option}"),
    N_("sets of voters are named, and so decided on, in full reports on open ballots alone"),
    N_("Leave out one of the two."),
)
PROTECTED_ARRIVALS: Final = FaultKind(
    "cli.arrivals_protected",
    N_("times of arrival are asked for with protected ballots"),
    N_("with protected ballots it is not published when anybody came"),
    N_("Leave the option out."),
)


@dataclass(frozen=True, slots=True)
class Given:
    """Files that a report may be given beside the conversation."""

    translations: Path | None = None
    decisions: Path | None = None


NOTHING: Final = Given()


def refuse_vain(given: Given, question: Question) -> None:
    """Raise ``RefusedError`` where something is given that such a report cannot take in.

    Decisions, where it flags nobody by name; times of arrival, where ballots are protected.
    """
    if question.arrivals and question.ballots == "protected":
        raise refuse(PROTECTED_ARRIVALS.at(Place("--arrivals-by")))
    asked = {"--ballots protected": question.ballots == "protected", "--quick": question.quick}
    for option in (option for option, is_asked in asked.items() if is_asked):
        if given.decisions is not None:
            raise refuse(NO_FLAGS.at(Place(str(given.decisions)), option=option))


def asked_inputs(given: Given, inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the inputs of what is computed beside a full report on open ballots.

    What is wrong with a file is said here, before long work.
    """
    if given.decisions is None:
        return {DECISIONS: decision_lines()}
    data = read_bounded(given.decisions, LARGEST_DECISIONS)
    decided = read_flag_decisions(data, str(given.decisions), flagged_components(inputs))
    return {DECISIONS: decision_lines(decided)}


def arrival_inputs(question: Question, prepared: Prepared) -> dict[str, bytes]:
    """Return when whom came, by the columns asked for and by tier; nothing where neither is there.

    Tiers are compared among all who voted, classes within the tier that shapes the report.
    """
    least = read_rule(prepared.rule).minimum_cell
    log, people, tier = prepared.log, prepared.people, prepared.parameters.tier
    tables = []
    if len(people.tiers) > 1:
        tables.append(arrival_table(log, "tier", people.tier, least))
    shaping = votes_of(log, people, tier)
    columns = dict.fromkeys(question.arrivals)
    tables += [arrival_table(shaping, by, people.classes[by], least) for by in columns]
    return {ARRIVALS: arrival_lines(tables)} if tables else {}


def beside(files: Mapping[str, bytes]) -> Beside:
    """Return what ``files``, the members of a bundle, hold beside the report."""
    members = (FLAGS_MEMBER, ARRIVAL_MEMBER, ROUTING_MEMBER)
    return Beside(*(_value(files, member) for member in members))


def _value(files: Mapping[str, bytes], member: str) -> Any:
    return decode(files[member]) if member in files else None
