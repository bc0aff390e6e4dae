"""``comity roll-call``: a roll call, replayed from its acts."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from comity.cli.options import FILE

if TYPE_CHECKING:
    from comity.standards import RollCall

__all__ = ["roll_call"]

LARGEST: Final = 1_000_000


@click.group("roll-call", short_help="A roll call, replayed from its acts.")
def roll_call() -> None:
    """Replay roll calls: the running order, the votes that count, what was refused."""


@roll_call.command(short_help="The votes that count, and what never alters them.")
@click.argument("acts", type=FILE)
@click.option(
    "--ballots",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the votes that count to this file, for comity decide.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the sheet as JSON.")
def replay(acts: Path, ballots: Path | None, *, as_json: bool) -> None:
    """Replay ACTS, a CSV file with the columns act and at, and print what came of the roll call.

    The last ballot of a party before the close counts. Correction notes give a second tally that
    is unofficial; acts that were refused are printed with the reason.
    """
    from comity.canonical import encode  # noqa: PLC0415 - only here
    from comity.edge import read_bounded, write_atomically  # noqa: PLC0415 - with the rest
    from comity.standards import (  # noqa: PLC0415 - loads numpy
        read_roll_call_acts,
        roll_call_ballots,
        roll_call_of,
        roll_call_outcome,
    )

    done: RollCall = roll_call_of(read_roll_call_acts(read_bounded(acts, LARGEST), acts.name))
    sheet = roll_call_outcome(done)
    if ballots is not None:
        write_atomically(ballots, roll_call_ballots(done))
    click.echo(encode(sheet).decode() if as_json else "\n".join(_lines(sheet)))


def _lines(sheet: dict[str, Any]) -> list[str]:
    lines = [f"{sheet['question'] or 'No question'}: {sheet['state']}", f"  {_tally(sheet)}"]
    lines += [f"  {party:<24} {sheet['votes'].get(party, '–')}" for party in sheet["order"]]
    unofficial = sheet["unofficial"]
    if unofficial:
        lines.append(f"Unofficial, with correction notes: {_tally(unofficial)}")
        lines += [
            f"  {each['party']} voted {each['voted']} and had intended {each['intended']}"
            for each in unofficial["notes"]
        ]
    for each in sheet["refused"]:
        vote = f" {each['vote']}" if each["vote"] else ""
        lines.append(f"Refused: {each['kind']}{vote} of {each['party']} ({each['fault']})")
    return lines


def _tally(sheet: dict[str, Any]) -> str:
    return ", ".join(f"{vote} {count}" for vote, count in sheet["counts"].items())
