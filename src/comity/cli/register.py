"""``comity register``: who is bound by what, computed from the history of acts."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from comity.cli.options import FILE

__all__ = ["register"]

DAY: Final = click.DateTime(["%Y-%m-%d"])
OPTIONS: Final = (
    click.argument("acts", type=FILE),
    click.option("--rule", required=True, metavar="ID|FILE", help="A shipped rule, or a file."),
    click.option("--at", type=DAY, required=True, metavar="DATE", help="The day, as 2016-10-05."),
    click.option("--parties", type=FILE, help="All known parties: acts of others are refused."),
    click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON."),
)


@click.group(short_help="Who is bound by what: entry into force, parties, endorsements.")
def register() -> None:
    """Answer from the history of acts who is bound by an instrument, and since when."""


def _on_acts(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every question on an instrument takes."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@register.command(short_help="Is it in force, by which act, or what is missing?")
@_on_acts
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="A folder to write.")
def status(at: datetime, out: Path | None, *, as_json: bool, **asked: Any) -> None:
    """Tell from ACTS (party,act,date and the measures of the rule) where an instrument stands.

    With --out the answer is entered in your own record, and status.zip lets anybody recompute it
    with `comity verify`.
    """
    from comity.canonical import encode  # noqa: PLC0415 - with the rest
    from comity.cli.register_files import Asked, read_instrument  # noqa: PLC0415 - loads numpy
    from comity.cli.register_folder import write_status  # noqa: PLC0415 - loads cryptography
    from comity.cli.register_words import status_words  # noqa: PLC0415 - with the rest
    from comity.standards import status_document  # noqa: PLC0415 - loads numpy

    instrument = read_instrument(Asked(**asked))
    found = status_document(instrument.on(at.date()))
    written = None if out is None else write_status(instrument, at.date(), out)
    if as_json:
        click.echo(encode(found).decode())
        return
    click.echo(status_words(found))
    if written is not None:
        click.echo(written.in_words())
