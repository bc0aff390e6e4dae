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


@register.command(short_help="Who is bound towards whom, and through which path?")
@_on_acts
@click.option("--party", required=True, metavar="ID", help="The party that is asked about.")
@click.option("--towards", metavar="ID", help="Towards this party; without it towards everybody.")
def bound(at: datetime, party: str, towards: str | None, *, as_json: bool, **asked: Any) -> None:
    """Tell what an instrument is between a party and others: reservations and objections count."""
    from comity.cli.register_files import Asked, read_instrument  # noqa: PLC0415 - loads numpy
    from comity.cli.register_words import relations_words  # noqa: PLC0415 - with the rest
    from comity.standards import (  # noqa: PLC0415 - loads numpy
        bound_towards,
        relation,
        relations_document,
    )

    found = read_instrument(Asked(**asked)).on(at.date())
    pairs = [relation(found, party, towards)] if towards else bound_towards(found, party)
    _say(relations_document(found, pairs), relations_words, as_json=as_json)


@register.command("party", short_help="One party: its state, and every act of it.")
@_on_acts
@click.option("--party", required=True, metavar="ID", help="The party that is asked about.")
def one_party(at: datetime, party: str, *, as_json: bool, **asked: Any) -> None:
    """Tell what an instrument is to a party, and print its acts up to the day."""
    from comity.cli.register_files import Asked, read_instrument  # noqa: PLC0415 - loads numpy
    from comity.cli.register_words import history_words  # noqa: PLC0415 - with the rest
    from comity.standards import history_document  # noqa: PLC0415 - loads numpy

    found = read_instrument(Asked(**asked)).on(at.date())
    document = history_document(found, party)
    _say(document, lambda told: history_words(told, party), as_json=as_json)


@register.command("count", short_help="How many endorsed on a day, source by source.")
@click.argument("acts", type=FILE)
@click.option("--at", type=DAY, required=True, metavar="DATE", help="The day, as 2016-10-05.")
@click.option("--groups", type=FILE, help="Groups of parties: set,party and perhaps from,until.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def count_endorsements(acts: Path, at: datetime, groups: Path | None, *, as_json: bool) -> None:
    """Count endorsements in ACTS (party,act,date,source), and set the sources side by side.

    A group counts as its members on the day of its act; nobody counts twice.
    """
    from comity.cli.register_files import read_count  # noqa: PLC0415 - loads numpy
    from comity.cli.register_words import count_words  # noqa: PLC0415 - with the rest
    from comity.standards import count_document  # noqa: PLC0415 - loads numpy

    _say(count_document(read_count(acts, groups, at.date())), count_words, as_json=as_json)


@register.command(short_help="Was there such a decision?")
@click.argument("decisions", type=FILE)
@click.option("--about", "words", multiple=True, metavar="WORDS", help="Stand in the title.")
@click.option("--votes", metavar="YES-NO[-ABSTAIN]", help="The votes claimed, as in 185-1.")
@click.option("--from", "since", type=DAY, metavar="DATE", help="Not before this day.")
@click.option("--until", type=DAY, metavar="DATE", help="Not after this day.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def claim(decisions: Path, *, as_json: bool, **claimed: Any) -> None:
    """Look a claim up in DECISIONS (decision,date,title,yes,no,abstain).

    Where there is none, the decisions whose votes come closest are shown.
    """
    from comity.cli.register_files import answer_claim  # noqa: PLC0415 - loads numpy
    from comity.cli.register_words import claim_words  # noqa: PLC0415 - with the rest
    from comity.standards import claim_document  # noqa: PLC0415 - loads numpy

    _say(claim_document(answer_claim(decisions, **claimed)), claim_words, as_json=as_json)


@register.command(short_help="Run the worked cases of rules of entry into force.")
@click.argument("cases", type=FILE, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_context
def test(context: click.Context, cases: Path | None, *, as_json: bool) -> None:
    """Run the worked cases in CASES, or without it all that come with the shipped rules.

    Ends with code 1 where a rule says something else than a case expects.
    """
    from comity.cli.register_files import run_cases  # noqa: PLC0415 - loads numpy
    from comity.cli.register_words import cases_words  # noqa: PLC0415 - with the rest

    passed, failed = run_cases(cases)
    _say({"passed": passed, "failed": list(failed), "said": failed}, cases_words, as_json=as_json)
    if failed:
        context.exit(1)


def _say(
    document: dict[str, Any], in_words: Callable[[dict[str, Any]], str], *, as_json: bool
) -> None:
    from comity.canonical import encode  # noqa: PLC0415 - with the rest

    click.echo(encode(document).decode() if as_json else in_words(document))
