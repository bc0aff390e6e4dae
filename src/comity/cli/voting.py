"""``comity dialogue join``, ``vote``, ``mine`` and ``receipts``: taking part from a terminal."""

import csv
import io
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

import click

from comity.cli.acting import GIVEN, in_columns, read_given, said_plainly
from comity.fault import N_, Fault, FaultKind, Place, RefusedError

if TYPE_CHECKING:
    from comity.edge import VoterFolder

__all__ = ["VOTING"]

MOST: Final = 200
SOME: Final = 1
WORDS: Final = {"agree": 1, "pass": 0, "disagree": -1, "1": 1, "0": 0, "-1": -1}
SAID: Final = {1: "agree", 0: "pass", -1: "disagree"}

BAD_LINE: Final = FaultKind(
    "cli.vote_line",
    N_("it says “{found}”"),
    N_("a line names the number of a statement, and agree, pass or disagree (1, 0, -1)"),
    N_("Correct the line and send it again; the other votes are taken by themselves."),
)

on_site = click.option(
    "--site", envvar="COMITY_SITE", required=True, help="The site's address, or COMITY_SITE."
)
as_answer = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")


@click.command(short_help="Join a conversation on a site by its short code or link.")
@click.argument("code")
@click.option("--site", envvar="COMITY_SITE", help="The site's address, if CODE is no link.")
def join(code: str, site: str | None) -> None:
    """Join the conversation with this CODE, without an account, and say what it is about.

    The token that the site gives is kept on this computer, for its owner alone: whoever has it has
    the votes. Joining again changes nothing.
    """
    link = urlsplit(code) if "://" in code else None
    address = f"{link.scheme}://{link.netloc}" if link else site
    if not address:
        raise click.UsageError("Give --site, or the link instead of the code.")
    from comity.edge import as_described, ask_site, tell_site  # noqa: PLC0415 - cryptography

    folder = _folder(address)
    with as_described(folder.anybody):
        begun = tell_site(folder.anybody, "join", {"code": code})
        conversation = str(begun["conversation"])
        new = folder.keep_token(conversation, str(begun["voter"]))
        about = ask_site(folder.anybody, f"conversations/{conversation}")
        said = [about[part]["text"] for part in ("title", "question", "benefit", "risk")]
        said.append(f"Ballots: {about['ballots']}. Until {about['closes']}.")
    for line in said:
        click.echo(said_plainly(line))
    click.echo("Joined." if new else "This computer had joined before.", nl=False)
    click.echo(f" Go on with: comity dialogue mine {conversation} --site {address}")


@click.command(short_help="Vote in a conversation that was joined, once or from a CSV file.")
@click.argument("conversation")
@click.argument("statement", required=False)
@click.argument("answer", required=False, type=click.Choice(tuple(WORDS)))
@click.option("--file", type=GIVEN, help="Up to 200 votes: CSV with the columns statement, vote.")
@on_site
@as_answer
@click.pass_context
def vote(context: click.Context, /, conversation: str, site: str, **given: Any) -> None:
    """Vote on STATEMENT, a number: agree, pass or disagree. A later vote replaces an earlier one.

    With --file each line is taken by itself: the good ones are kept, each other one is named, and
    the command ends with 1. The site's signed word for the votes is kept in a file.
    """
    from comity.edge import as_described, told_faults  # noqa: PLC0415 - loads cryptography

    one = (given["statement"], given["answer"])
    if (given["file"] is None) != all(one) or (given["file"] and any(one)):
        raise click.UsageError("Give a statement and a vote, or --file.")
    rows = [(1, *one)] if given["file"] is None else _rows(given["file"])
    votes, faults = _read(rows)
    if not votes:
        raise RefusedError(faults)
    folder = _folder(site)
    with as_described(folder.anybody):
        done = _sent(folder, conversation, votes)
        faults += told_faults(done)
        file = folder.keep_note(conversation, str(done["note"]).encode())
        said = [f"Kept: {int(one['statement'])} {SAID[one['vote']]}" for one in done["kept"]]
        said.append(f"In the record, sealed, by {done['in_record_by']}; the word for it: {file}")
    for line in () if given["as_json"] else said:
        click.echo(said_plainly(line))
    if given["as_json"]:
        click.echo(json.dumps(done, ensure_ascii=False))
    if faults:
        _name(faults)
        context.exit(SOME)


@click.command(short_help="List a conversation's statements, with your own votes.")
@click.argument("conversation")
@on_site
@as_answer
def mine(conversation: str, site: str, *, as_json: bool) -> None:
    """List each statement of CONVERSATION by number, with the vote that this computer has cast."""
    from comity.edge import as_described, ask_site  # noqa: PLC0415 - loads cryptography

    folder = _folder(site)
    with as_described(folder.anybody):
        told = ask_site(folder.voter(conversation), f"conversations/{conversation}/mine")
        if as_json:
            click.echo(json.dumps(told, ensure_ascii=False))
            return
        own = {one["statement"]: SAID[one["vote"]] for one in told["votes"]}
        for number, text in _statements(folder, conversation):
            click.echo(in_columns(number, own.get(number, "-"), text))
        for one in told["statements"]:
            state = f"{one['state']} {one['reason']}"
            click.echo(in_columns(one["number"], state, one["text"]))


@click.command(short_help="Fetch the receipts of your votes in a conversation.")
@click.argument("conversation")
@on_site
def receipts(conversation: str, site: str) -> None:
    """Fetch the receipts of all votes that this computer cast, and say where they are.

    A receipt proves that a ballot is in the record, and neither tells how nor when you voted.
    `comity verify` checks one without the site.
    """
    from comity.edge import as_described, ask_site  # noqa: PLC0415 - loads cryptography

    folder = _folder(site)
    with as_described(folder.anybody):
        told = ask_site(folder.voter(conversation), f"conversations/{conversation}/receipts")
        files = {str(name): str(data).encode() for name, data in told["files"].items()}
    for name, data in sorted(files.items()):
        click.echo(folder.keep_file(conversation, name, data))
    if not files:
        click.echo("No votes, so no receipts.")


VOTING: Final = (join, vote, mine, receipts)


def _folder(site: str) -> "VoterFolder":
    from comity.edge import VoterFolder, find_home  # noqa: PLC0415 - loads cryptography

    return VoterFolder(find_home(os.environ), site)


def _sent(folder: "VoterFolder", conversation: str, votes: list[dict[str, int]]) -> Any:
    from comity.edge import tell_site  # noqa: PLC0415 - loads cryptography

    # A key of its own each time: who agrees, disagrees and agrees again means all three.
    return tell_site(
        folder.voter(conversation),
        f"conversations/{conversation}/votes",
        {"votes": votes},
        once=secrets.token_hex(16),
    )


def _rows(file: Path) -> list[tuple[int, str, str]]:
    rows = csv.DictReader(io.StringIO(read_given(file)))
    if not {"statement", "vote"} <= set(rows.fieldnames or ()):
        raise click.UsageError(f"{file} has no columns statement and vote.")
    found = [(rows.line_num, row["statement"] or "", row["vote"] or "") for row in rows]
    if not 0 < len(found) <= MOST:
        raise click.UsageError(f"{file} has {len(found)} votes; 1 to {MOST} are taken at once.")
    return found


def _read(rows: list[tuple[int, str, str]]) -> tuple[list[dict[str, int]], list[Fault]]:
    """Return the votes that can be sent, and a fault for each line that cannot."""
    votes, faults = [], []
    for line, statement, said in rows:
        number, word = statement.strip(), said.strip().lower()
        if number.isascii() and number.isdigit() and len(number) < 10 and word in WORDS:
            votes.append({"statement": int(number), "vote": WORDS[word]})
        else:
            found = said_plainly(f"{statement},{said}"[:80])
            faults.append(BAD_LINE.at(Place("votes", line), found=found))
    return votes, faults


def _statements(folder: "VoterFolder", conversation: str) -> Iterator[tuple[int, str]]:
    from comity.edge import ask_site  # noqa: PLC0415 - loads cryptography

    path, cursor = f"conversations/{conversation}/statements?limit=100", ""
    while True:
        told = ask_site(folder.anybody, path + cursor)
        for one in told["items"]:
            yield int(one["number"]), str(one["words"]["text"])
        if not told["next"]:
            return
        cursor = f"&cursor={quote(told['next'], safe='')}"


def _name(faults: list[Fault]) -> None:
    from comity.render import LANGUAGES, words  # noqa: PLC0415 - loads Babel

    language = LANGUAGES.get(os.environ.get("COMITY_LANG", ""), LANGUAGES["en"])
    for fault in faults:
        click.echo(words(fault, language, wrote_nothing=False), err=True)
