"""``comity dialogue``: reports from files, and what they are made of."""

from pathlib import Path
from typing import Any, Final

import click

from comity.cli.acting import ACTING
from comity.cli.convert import convert
from comity.cli.drafting import draft
from comity.cli.options import FILE, files_options, language_option, progress_line, question_options
from comity.cli.sealing import attest, audited, seal
from comity.cli.voting import VOTING

__all__ = ["dialogue"]

BALLOTS: Final = ("open", "protected")


@click.group(short_help="Reports on conversations: what everybody agrees on, and where not.")
def dialogue() -> None:
    """Read the votes of a conversation and report on it, so that anybody can recompute it."""


for command in (convert, draft, seal, attest, audited, *VOTING, *ACTING):
    dialogue.add_command(command)


@dialogue.command(short_help="Report on a conversation: report.html, .json, .csv and .zip.")
@question_options
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder."
)
@click.option(
    "--ballots",
    type=click.Choice(BALLOTS),
    default="open",
    show_default=True,
    help="open: the votes are in the bundle; protected: only cells, small ones hidden.",
)
@language_option("The language of report.html.")
@click.option(
    "--translations",
    type=FILE,
    help="Statements in other languages: statement,language,text,origin,reviewer,original.",
)
@click.option(
    "--decisions",
    type=FILE,
    help="What humans decided on flagged near duplicates: component,decision,by,at,reason.",
)
@click.option(
    "--arrivals-by",
    "arrivals",
    multiple=True,
    metavar="COLUMN",
    help="A column of --people: did its classes come at different times? Several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def report(out: Path, lang: str, *, as_json: bool, **asked: Any) -> None:
    """Report on VOTES, a Polis export or Comity's own file.

    The result is computed, not published: it is entered in your own record, and the bundle
    report.zip lets anybody recompute every number with `comity verify`. With protected ballots
    anybody recomputes all that follows from the cells, and auditors the cells themselves. An
    earlier report.zip in the folder is kept under another name.
    """
    from comity.cli.beside_report import Given  # noqa: PLC0415 - loads numpy
    from comity.cli.question import Question  # noqa: PLC0415 - loads numpy
    from comity.cli.report_folder import Request, write_report  # noqa: PLC0415 - loads numpy

    given = Given(asked.pop("translations"), asked.pop("decisions"))
    written = write_report(Request(Question(**asked), out, lang, given), progress_line())
    click.echo(written.as_json() if as_json else written.in_words())


@dialogue.command(short_help="The result exactly as the incumbent's maths gives it.")
@files_options
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write.",
)
def compat(votes: Path, statements: Path, mapping: tuple[str, ...], out: Path) -> None:
    """Write the result that Polis' maths gives from a cold start, as JSON."""
    import json  # noqa: PLC0415 - only here

    from comity.cli.question import read_files  # noqa: PLC0415 - loads numpy
    from comity.dialogue import compat as compute  # noqa: PLC0415 - loads numpy
    from comity.edge import write_atomically  # noqa: PLC0415 - loads cryptography

    read = read_files(votes, statements, mapping)
    result = compute(read.log, read.statements)
    write_atomically(out, json.dumps(result).encode())
    click.echo(f"{out}: the incumbent-compatible result.")
