"""``comity try``: a minute's tour without a server."""

import webbrowser
from pathlib import Path
from typing import Final

import click

from comity.cli import main
from comity.edge import make_folder, shipped, write_atomically
from comity.record import read_bundle, write_bundle

__all__ = ["try_it"]

PEOPLE: Final = 300
SEED: Final = 1
TITLE: Final = "What should a shared register of AI incidents contain?"
VOTES: Final = "inputs/votes.csv"


@click.command(
    "try", short_help="Make a report from simulated votes, verify it, and catch a change."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("comity-try"),
    show_default=True,
    help="Folder to write to.",
)
@click.option("--open/--no-open", "show", default=True, help="Open the report in a browser.")
def try_it(out: Path, *, show: bool) -> None:
    """Write a simulated conversation, report on it, verify the report and catch a changed vote.

    Every command is shown as it is run. Nothing leaves this computer.
    """
    votes, report = out / "votes.csv", out / "report"
    statements, translations = out / "statements.csv", out / "translations.csv"
    _write_conversation(votes, statements, translations)
    code = _run(
        "dialogue", "report", votes, "--statements", statements, "--translations", translations,
        "--out", report, "--simulated", "--title", TITLE,
    )  # fmt: skip
    if code:
        # Why was said; there is nothing to verify.
        raise SystemExit(code)
    _run("verify", report / "report.zip")
    changed = out / "changed.zip"
    click.echo(_change_one_vote(report / "report.zip", changed))
    _run("verify", changed)
    page = (report / "report.html").resolve()
    click.echo(f"The report to read: {page}")
    if show:
        webbrowser.open(page.as_uri())


def _write_conversation(votes: Path, statements: Path, translations: Path) -> None:
    from comity.dialogue import simulate  # noqa: PLC0415 - loads numpy

    simulated = simulate(PEOPLE, SEED, shipped("dialogue", "simulated-incident-register", 1))
    make_folder(votes.parent)
    write_atomically(votes, simulated.votes)
    write_atomically(statements, simulated.statements)
    write_atomically(translations, simulated.translations)
    click.echo(
        f"Simulated: {PEOPLE} invented voters are in {votes}, what they voted on in {statements}."
    )


def _run(*arguments: object) -> int:
    words = [str(argument) for argument in arguments]
    shown = " ".join(f'"{word}"' if " " in word else word for word in words)
    click.secho(f"\n$ comity {shown}", bold=True)
    try:
        result = main.main(args=words, prog_name="comity", standalone_mode=False)
    except SystemExit as stopped:
        result = stopped.code
    return result if isinstance(result, int) else 0


def _change_one_vote(source: Path, target: Path) -> str:
    """Write a copy of the bundle in which one agreement is a disagreement; say which."""
    members = dict(read_bundle(source.read_bytes()).members)
    lines = members[VOTES].splitlines(keepends=True)
    place = next(i for i, line in enumerate(lines) if line.rstrip().endswith(b",1"))
    lines[place] = lines[place].rstrip()[:-1] + b"-1\n"
    members[VOTES] = b"".join(lines)
    write_atomically(target, write_bundle(members))
    return (
        f"\nNow one vote is changed in a copy: {target}, {VOTES}, line {place + 1}: 1 becomes -1."
    )
