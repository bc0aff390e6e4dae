"""``comity verify``: whether what one was given holds, and by whose word."""

import json
from pathlib import Path
from typing import Any, Final

import click

from comity.cli.options import FILE, LANGUAGES

__all__ = ["verify"]

EXISTING: Final = click.Path(exists=True, path_type=Path)


@click.command(short_help="Recompute a bundle, or check a receipt or a whole record, offline.")
@click.argument("thing", metavar="FILE", type=EXISTING)
@click.option("--key", help="Trust this one log: its verifier key, or a file that holds it.")
@click.option("--policy", type=FILE, help="Trust what this policy file says, not your own.")
@click.option("--checkpoint", "older", type=EXISTING, help="Compare with an older checkpoint.")
@click.option("--entry", type=FILE, help="The entry a receipt is for, if it is not in it.")
@click.option("--note", type=FILE, help="With a record: an intake note that it has to keep.")
@click.option("--unsigned-ok", is_flag=True, help="Do not ask whose key it is: 5 becomes 0.")
@click.option("--steps", "all_steps", is_flag=True, help="Print every step.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="The language; else COMITY_LANG's.")
@click.option("--json", "as_json", is_flag=True, help="Print code and steps as JSON, in English.")
@click.pass_context
def verify(
    context: click.Context, /, *, all_steps: bool, as_json: bool, lang: str | None, **asked: Any
) -> None:
    """Verify FILE: a report's zip, a receipt, also of a ballot, or a record's folder.

    Nothing leaves this computer. Exit codes: 0 all holds and you trust the signer; 1 something
    differs; 2 unreadable or refused; 3 inputs were erased; 4 contradicts a head seen before;
    5 the signer is unknown to you, or too few witnesses; 6 needs another version; 7 partly.
    """
    from comity.cli.verdict_words import language_of, verdict_lines  # noqa: PLC0415 - loads Babel
    from comity.cli.verification import Asked, run  # noqa: PLC0415 - loads numpy
    from comity.record import verdict_json  # noqa: PLC0415 - the others have loaded it

    verdict = run(Asked(**asked))
    if as_json:
        click.echo(json.dumps(verdict_json(verdict), ensure_ascii=False, indent=1))
    else:
        for line in verdict_lines(verdict, language_of(lang), all_steps=all_steps):
            click.echo(line)
    context.exit(verdict.code)
