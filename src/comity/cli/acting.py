"""``comity dialogue`` verbs against a running site: they go through its interface, by a token."""

import csv
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from comity.edge import CalledSite

__all__ = ["ACTING", "GIVEN", "in_columns", "read_given", "said_plainly"]

LARGEST: Final = 256_000
MOST_SHOWN: Final = 10_000
GIVEN: Final = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
ORIGINS: Final = ("human", "machine")


def _on_site(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every verb on a site takes."""
    as_json = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
    named = click.option(
        "--site",
        envvar="COMITY_SITE",
        required=True,
        help="The site's address, or COMITY_SITE; the token is in COMITY_TOKEN_FILE.",
    )
    return named(as_json(command))


@click.command("open", short_help="Open a conversation on a site, from a JSON file.")
@click.argument("file", type=GIVEN)
@click.option("--check", is_flag=True, help="Only say what speaks against it; open nothing.")
@_on_site
def open_(file: Path, site: str, *, check: bool, as_json: bool) -> None:
    """Open the conversation that FILE describes, as POST /api/v1/conversations takes it."""
    try:
        asked = json.loads(read_given(file))
    except ValueError as error:
        raise click.UsageError(f"{file} is not JSON: {error}") from error
    if not isinstance(asked, dict):
        raise click.UsageError(f"{file} holds no JSON object.")
    done = _tell(site, "conversations", {**asked, "check": check})
    _say(done, "Nothing speaks against it." if check else "Opened: {conversation}", as_json=as_json)


@click.command(short_help="Add statements of the organisation to a conversation on a site.")
@click.argument("conversation")
@click.argument("file", type=GIVEN)
@click.option("--language", required=True, help="The language they are in, such as en.")
@_on_site
def seed(conversation: str, file: Path, language: str, site: str, *, as_json: bool) -> None:
    """Add each line of FILE (- for standard input) as a statement: all of them or none.

    A CSV file has the columns statement, text and, where they differ, language.
    """
    data, in_rows = read_given(file), file.suffix == ".csv"
    said = _rows_of(data, file.name, language) if in_rows else _lines_of(data, language)
    done = _tell(site, _one(conversation, "seeds"), {"statements": said})
    _say(done, "Added: {numbers}", as_json=as_json)


def _lines_of(text: str, language: str) -> list[dict[str, str]]:
    lines = (line.strip() for line in text.split("\n"))
    return [{"text": line, "language": language} for line in lines if line]


def _rows_of(text: str, name: str, language: str) -> list[dict[str, str]]:
    """Return the statements of a file, but those that were rejected."""
    from comity.dialogue import read_statements_file  # noqa: PLC0415 - loads numpy

    found = read_statements_file(text.encode(), name).statements
    kept = [one for one in found if one.moderated >= 0]
    return [{"text": one.text, "language": one.language or language} for one in kept]


@click.command(short_help="List what waits for a moderator of a conversation on a site.")
@click.argument("conversation")
@_on_site
def waiting(conversation: str, site: str, *, as_json: bool) -> None:
    """List the statements that nobody has decided on, the oldest first; at most 100."""
    done = _ask(site, _one(conversation, "waiting?limit=100"))
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False))
        return
    for one in done["items"]:
        click.echo(in_columns(one["number"], one["language"], one["text"]))


@click.command(short_help="Accept or reject a statement of a conversation on a site.")
@click.argument("conversation")
@click.argument("number", type=click.IntRange(min=0))
@click.argument("decision", type=click.Choice(("accepted", "rejected")))
@click.option("--reason", default="", help="The published reason of a rejection, by its name.")
@_on_site
def moderate(
    conversation: str, number: int, decision: str, reason: str, site: str, *, as_json: bool
) -> None:
    """Decide on statement NUMBER in the name of the person whose token it is."""
    said = {"decision": decision, "reason": reason}
    done = _tell(site, _one(conversation, f"statements/{number}/decision"), said)
    _say(done, "Statement {number}: {state}", as_json=as_json)


@click.command(short_help="Enter translations into a conversation on a site, from a CSV file.")
@click.argument("conversation")
@click.argument("file", type=GIVEN)
@click.option("--into", required=True, help="The language they are in, such as fr.")
@click.option("--origin", type=click.Choice(ORIGINS), required=True, help="Who made them.")
@click.option("--system", default="", help="With machine: the name of the system.")
@click.option("--reviewed", is_flag=True, help="You have read each of them.")
@_on_site
def translate(conversation: str, file: Path, into: str, site: str, **asked: Any) -> None:
    """Enter FILE, a CSV with the columns statement and text: all of it or nothing.

    What is asked is named by title, question, benefit and risk instead of a number.
    """
    rows = csv.DictReader(io.StringIO(read_given(file)))
    if not {"statement", "text"} <= set(rows.fieldnames or ()):
        raise click.UsageError(f"{file} has no columns statement and text.")
    made = [{"of": row["statement"] or "", "text": row["text"] or ""} for row in rows]
    as_json = asked.pop("as_json")
    said = {"language": into, "translations": made, **asked}
    done = _tell(site, _one(conversation, "translations"), said)
    _say(done, "Entered: {entered}", as_json=as_json)


@click.command(short_help="Close a conversation on a site.")
@click.argument("conversation")
@click.option("--seen", multiple=True, metavar="ALARM", help="An alarm you have seen; each one.")
@click.option("--words", default="", help="What is said of the alarms for ever.")
@_on_site
def close(
    conversation: str, seen: tuple[str, ...], words: str, site: str, *, as_json: bool
) -> None:
    """Close CONVERSATION; a refusal names the alarms of who took part that were not seen."""
    done = _tell(site, _one(conversation, "close"), {"seen": list(seen), "words": words})
    _say(done, "{conversation}: {stage}", as_json=as_json)


@click.command(short_help="Give the live results of a conversation on a site, as JSON.")
@click.argument("conversation")
@_on_site
def results(conversation: str, site: str, *, as_json: bool) -> None:  # noqa: ARG001 - always JSON
    """Give what the site shows of the votes so far, by its release ledger."""
    click.echo(json.dumps(_ask(site, _one(conversation, "results")), ensure_ascii=False, indent=1))


ACTING: Final = (open_, seed, waiting, moderate, translate, close, results)


def _one(conversation: str, what: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 - only here

    return f"conversations/{quote(conversation, safe='')}/{what}"


def _called(site: str) -> "CalledSite":
    from comity.edge import called_site  # noqa: PLC0415 - loads cryptography

    return called_site(site, os.environ)


def _tell(site: str, path: str, said: dict[str, Any]) -> Any:
    from comity.edge import tell_site  # noqa: PLC0415 - loads cryptography

    return tell_site(_called(site), path, said)


def _ask(site: str, path: str) -> Any:
    from comity.edge import ask_site  # noqa: PLC0415 - loads cryptography

    return ask_site(_called(site), path)


def read_given(file: Path) -> str:
    """Return the text of a file, or of standard input where it is a dash."""
    if str(file) == "-":
        data = sys.stdin.buffer.read(LARGEST + 1)
    else:
        with file.open("rb") as source:
            data = source.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise click.UsageError(f"{file} has more than {LARGEST} bytes.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeError as error:
        raise click.UsageError(f"{file} is not UTF-8.") from error


def _say(done: Any, words: str, *, as_json: bool) -> None:
    told = json.dumps(done, ensure_ascii=False) if as_json else said_plainly(words.format(**done))
    click.echo(told)


def in_columns(*parts: object) -> str:
    """Return what a site said in columns with tabs between; none of them can hold one."""
    return "\t".join(said_plainly(str(part)) for part in parts)


def said_plainly(text: str) -> str:
    """Return what a site said so that it cannot steer a terminal."""
    from comity.record import plain  # noqa: PLC0415 - loaded with edge

    return plain(text, MOST_SHOWN)
