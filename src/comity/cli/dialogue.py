"""``comity dialogue``: reports from files, and what they are made of."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from comity.cli.convert import convert

__all__ = ["dialogue"]

LANGUAGES: Final = ("ar", "zh", "en", "fr", "ru", "es")
FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
Command = Callable[..., Any]


@click.group(short_help="Reports on conversations: what everybody agrees on, and where not.")
def dialogue() -> None:
    """Read the votes of a conversation and report on it, so that anybody can recompute it."""


dialogue.add_command(convert)


def _votes_and_statements(command: Command) -> Command:
    """Add the arguments that every command on a conversation takes."""
    for option in (
        click.option(
            "--map",
            "mapping",
            multiple=True,
            metavar="FROM=TO",
            help="Read the vote FROM as TO (1, 0 or -1); may be given several times.",
        ),
        click.option(
            "--statements",
            type=FILE,
            required=True,
            help="The statements: Polis comments.csv, or statement,text,… .",
        ),
        click.argument("votes", type=FILE),
    ):
        command = option(command)
    return command


@dialogue.command(short_help="Report on a conversation: report.json, report.html, report.zip.")
@_votes_and_statements
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder."
)
@click.option("--rules", type=FILE, help="A rule file; without it the shipped one is used.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Of every random draw."
)
@click.option("--quick", is_flag=True, help="Leave out the search for stable opinion groups.")
@click.option("--title", help="The question asked; without it the name of the votes file.")
@click.option("--simulated", is_flag=True, help="Say in the report that the votes are invented.")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of report.html.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def report(votes: Path, out: Path, lang: str, *, as_json: bool, **asked: Any) -> None:
    """Report on VOTES, a Polis export or Comity's own file.

    The result is computed, not published: it is entered in your own record, and the bundle
    report.zip lets anybody recompute every number with `comity verify`.
    """
    from comity.cli.report_folder import Request, write_report  # noqa: PLC0415 - loads numpy

    written = write_report(Request(votes=votes, out=out, language=lang, **asked), _progress())
    click.echo(written.as_json() if as_json else written.in_words())


@dialogue.command(short_help="The result exactly as the incumbent's maths gives it.")
@_votes_and_statements
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write.",
)
def compat(votes: Path, statements: Path, mapping: tuple[str, ...], out: Path) -> None:
    """Write the result that Polis' maths gives from a cold start, as JSON."""
    import json  # noqa: PLC0415 - only here

    from comity.cli.report_folder import read_files  # noqa: PLC0415 - loads numpy
    from comity.dialogue.compat import compat as compute  # noqa: PLC0415 - loads numpy
    from comity.edge import write_atomically  # noqa: PLC0415 - loads cryptography

    read = read_files(votes, statements, mapping)
    result = compute(read.log, read.statements)
    write_atomically(out, json.dumps(result).encode())
    click.echo(f"{out}: the incumbent-compatible result.")


def _progress() -> Callable[[str, int, int], None] | None:
    """Return a line on the terminal that tells how far long work is; None where nobody looks."""
    if not sys.stderr.isatty():
        return None

    def show(what: str, done: int, total: int) -> None:
        click.echo(f"\r{what}: {done} of {total}\033[K", err=True, nl=done >= total)

    return show
