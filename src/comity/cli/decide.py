"""``comity decide``: what a rule says of some ballots, with both sides of every test."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from comity.cli.options import FILE, language_option

if TYPE_CHECKING:
    from comity.standards import Finding

__all__ = ["decide"]

FINDINGS: Final = ("consensus", "no_consensus")


@click.command(short_help="The outcome of a vote under a rule, with every test's two sides.")
@click.argument("ballots", type=FILE)
@click.option("--rule", required=True, help="The id of a rule, or its file; see comity rules list.")
@click.option("--roll", type=FILE, help="Who may vote: party,status,from,to,sets.")
@click.option("--weights", type=FILE, help="What parties weigh: party,from,to and a measure.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="The day of the decision.")
@click.option("--title", help="What is decided; without it the name of the ballots file.")
@click.option("--found-by", help="Who chairs, where the rule asks for a finding.")
@click.option("--finding", type=click.Choice(FINDINGS), help="What whoever chairs has found.")
@click.option(
    "--what-if",
    type=click.Choice(["all"]),
    help="Show the same ballots under every shipped rule: exploration, never a result.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for decision.html, decision.json and the bundle decision.zip.",
)
@language_option("The language of the sentences and of decision.html.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def decide(
    what_if: str | None, out: Path | None, lang: str, *, as_json: bool, **asked: Any
) -> None:
    """Decide on BALLOTS, a CSV file with the columns party and vote: Y, N, A or P.

    Prints the outcome with the base, the required number and both sides of every test. With --out
    it is entered in your own record, and decision.zip lets anybody recompute it with
    `comity verify`. Ballots of parties that may not vote are kept, outside all counts.
    """
    from comity.canonical import decode  # noqa: PLC0415 - only here
    from comity.cli.decision_folder import (  # noqa: PLC0415 - loads numpy
        DecisionAsked,
        computed_decision,
        explored,
        write_decision,
    )
    from comity.standards import DECISION  # noqa: PLC0415 - loads numpy

    finding = _finding(asked.pop("found_by"), asked.pop("finding"))
    day: datetime | None = asked.pop("at")
    files = computed_decision(
        DecisionAsked(**asked, at=None if day is None else day.date(), finding=finding)
    )
    decided: Any = decode(files[DECISION])
    other = explored(files) if what_if else None
    written = write_decision(files, out, lang) if out else ""
    if as_json:
        click.echo(json.dumps(decided | ({"what_if": other} if other else {}), ensure_ascii=False))
        return
    click.echo("\n".join(_lines(decided, other, lang)))
    if written:
        click.echo(f"\n{written}")


def _finding(by: str | None, found: str | None) -> "Finding | None":
    from comity.standards import Finding  # noqa: PLC0415 - loads numpy

    if (by is None) is not (found is None):
        raise click.UsageError("--found-by and --finding belong together")
    return None if by is None or found is None else Finding(by, found)


def _lines(decided: dict[str, Any], other: dict[str, Any] | None, lang: str) -> list[str]:
    from comity.render import LANGUAGES as ALL  # noqa: PLC0415 - loads Babel
    from comity.render import decision_lines, voice  # noqa: PLC0415 - loads Babel

    lines = decision_lines(decided, voice(ALL[lang]))
    asides = [*decided["refused"], *decided["noted"]]
    lines += [f"  {each['party']}: {each['vote']} ({each['reason']})" for each in asides]
    if other:
        lines.append("\nWhat if: the same ballots under other rules. None of these is a result.")
        lines += [_explored(each) for each in other["outcomes"]]
    return lines


def _explored(outcome: dict[str, Any]) -> str:
    rule, why = outcome["rule"], outcome["why"]
    name = f"{rule['id']}/{rule['version']}"
    return f"  {name:<28} {outcome['outcome']:<17} {why}"
