"""Options that several commands on a conversation share."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeAlias

import click

__all__ = [
    "FILE",
    "LANGUAGES",
    "files_options",
    "language_option",
    "progress_line",
    "question_options",
]

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
LANGUAGES: Final = ("ar", "zh", "en", "fr", "ru", "es")
LARGEST_SEED: Final = 2**53 - 1
"""The largest number that JSON of every reader keeps."""

Command: TypeAlias = Callable[..., Any]
Option: TypeAlias = Callable[[Command], Command]

FILES: Final[tuple[Option, ...]] = (
    click.argument("votes", type=FILE),
    click.option(
        "--statements",
        type=FILE,
        required=True,
        help="The statements: Polis comments.csv, or statement,text,… .",
    ),
    click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="FROM=TO",
        help="Read the vote FROM as TO (1, 0 or -1); may be given several times.",
    ),
)
QUESTION: Final[tuple[Option, ...]] = (
    *FILES,
    click.option("--people", type=FILE, help="Who is who: participant,tier and other columns."),
    click.option("--tier", help="The tier that shapes groups and headline; tiers never add up."),
    click.option(
        "--class",
        "classes",
        multiple=True,
        metavar="COLUMN",
        help="A column of --people to show votes by, with protected ballots; several times.",
    ),
    click.option("--rules", type=FILE, help="A rule file; without it the shipped one is used."),
    click.option(
        "--seed",
        type=click.IntRange(0, LARGEST_SEED),
        default=0,
        show_default=True,
        help="Of every random draw.",
    ),
    click.option("--quick", is_flag=True, help="Leave out stable groups and what attacks can do."),
    click.option("--title", help="The question asked; without it the name of the votes file."),
    click.option("--simulated", is_flag=True, help="Say that the votes are invented."),
)


def language_option(what: str) -> Option:
    """Return the option of the language in which something is written; ``what`` says what."""
    return click.option(
        "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help=what
    )


def files_options(command: Command) -> Command:
    """Add the arguments that every command on a conversation takes: votes and statements."""
    return _with(FILES, command)


def question_options(command: Command) -> Command:
    """Add all that ``comity.cli.question.Question`` takes from reports and sealed bundles alike."""
    return _with(QUESTION, command)


def progress_line() -> Callable[[str, int, int], None] | None:
    """Return a line on the terminal that tells how far long work is; None where nobody looks."""
    if not sys.stderr.isatty():
        return None

    def show(what: str, done: int, total: int) -> None:
        click.echo(f"\r{what}: {done} of {total}\033[K", err=True, nl=done >= total)

    return show


def _with(options: tuple[Option, ...], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
