"""``comity dialogue convert``: the same votes in another form."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from comity.dialogue import Conversation, InputFile

__all__ = ["convert"]

FORMS: Final = ("long", "wide", "comity")
FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE: Final = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="The same votes in another form: Polis long or wide, or Comity's own.")
@click.argument("votes", type=FILE)
@click.option("--statements", type=FILE, help="The statements: votes on others are refused.")
@click.option(
    "--map", "mapping", multiple=True, metavar="FROM=TO", help="Read the vote FROM as TO."
)
@click.option(
    "--to",
    "form",
    type=click.Choice(FORMS),
    required=True,
    help="long: votes.csv; wide: participants-votes.csv; comity: participant,statement,vote,at.",
)
@click.option("--out", type=NEW_FILE, required=True, help="File for the votes.")
@click.option("--statements-out", "texts", type=NEW_FILE, help="File for the statements.")
def convert(form: str, out: Path, texts: Path | None, **asked: Any) -> None:
    """Read VOTES in any form Comity knows and write them in another.

    Every vote is kept, revotes too; only `wide` has no place for them and holds the latest. Agree
    is 1 and disagree -1 in all of them.
    """
    from comity.edge import write_atomically  # noqa: PLC0415 - loads cryptography

    conversation = _read(**asked)
    votes_bytes, statements_bytes = _written(conversation, form)
    write_atomically(out, votes_bytes)
    click.echo(f"{out}: {len(conversation.log)} votes read.")
    if texts is not None:
        write_atomically(texts, statements_bytes)
        click.echo(f"{texts}: {len(conversation.statements)} statements.")


def _read(votes: Path, statements: Path | None, mapping: tuple[str, ...]) -> "Conversation":
    from comity.dialogue import read_conversation, read_vote_map  # noqa: PLC0415 - loads numpy

    texts = None if statements is None else _file(statements)
    return read_conversation(_file(votes), texts, read_vote_map(mapping))


def _file(path: Path) -> "InputFile":
    from comity.dialogue import InputFile  # noqa: PLC0415 - loads numpy
    from comity.documents import LIMITS  # noqa: PLC0415 - loads numpy
    from comity.edge import read_bounded  # noqa: PLC0415 - loads cryptography

    return InputFile(path.name, read_bounded(path, LIMITS.bytes))


def _written(conversation: "Conversation", form: str) -> tuple[bytes, bytes]:
    """Return votes and statements in the form."""
    from comity import dialogue  # noqa: PLC0415 - loads numpy

    log, statements = conversation.log, conversation.statements
    if form == "comity":
        return dialogue.write_votes(log), dialogue.write_statements(statements)
    polis_statements = dialogue.write_polis_statements(log, statements)
    if form == "wide":
        return dialogue.write_polis_wide(log, statements), polis_statements
    return dialogue.write_polis_votes(log), polis_statements
