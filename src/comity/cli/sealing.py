"""``comity dialogue seal``, ``attest`` and ``audited``: the votes behind protected ballots."""

from pathlib import Path
from typing import Any, Final

import click

from comity.cli.options import FILE, progress_line, question_options

__all__ = ["attest", "audited", "seal"]

FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
NEW_FILE: Final = click.Path(dir_okay=False, path_type=Path)
NOT_YET: Final = 5


@click.command(short_help="The votes of a protected conversation, sealed for auditors.")
@question_options
@click.option("--out", type=NEW_FILE, required=True, help="The sealed bundle; never publish it.")
def seal(out: Path, **asked: Any) -> None:
    """Write VOTES, tiers and classes into a bundle for auditors, and for nobody else.

    Give the options the report was made with. The auditors count the cells again from it and attest
    with `comity dialogue attest` that they are those of the public bundle.
    """
    from comity.cli.question import Question  # noqa: PLC0415 - loads numpy
    from comity.cli.sealed_files import write_sealed  # noqa: PLC0415 - loads numpy

    question = Question(ballots="protected", **asked)
    entered = write_sealed(question, out, progress_line())
    click.echo(
        f"{out}: sealed. It holds every vote: hand it to auditors only, never publish it.\n"
        f"Entered in your own record as entry {entered.index} of {entered.origin}.\n"
        f"For each auditor: comity dialogue attest {out} report.zip --key-file KEY --as NAME "
        "--out ATTESTATION"
    )


@click.command(short_help="As an auditor: count sealed votes again and sign what you saw.")
@click.argument("sealed", type=FILE)
@click.argument("public", type=FILE)
@click.option(
    "--key-file", type=NEW_FILE, required=True, help="Your secret key; made if it is not there."
)
@click.option("--as", "auditor", required=True, metavar="NAME", help="Your name and your party.")
@click.option("--out", type=NEW_FILE, required=True, help="The attestation, a signed note.")
@click.option(
    "--record", type=FOLDER, help="A copy of the record: compare the ballots with its batches."
)
def attest(
    *,
    sealed: Path,
    public: Path,
    key_file: Path,
    auditor: str,
    out: Path,
    record: Path | None,
) -> None:
    """Count the votes in SEALED again and sign that the cells in PUBLIC are theirs.

    Where PUBLIC restates the figures of a report, those are compared: SEALED holds the votes that
    were left.
    Where SEALED holds the ballots with their keys, as one of a site does, each vote is followed to
    its sealed leaf; with --record the leaves must be those that the record says were taken.
    Nothing is signed where they differ. The attestation names both bundles by their digests and
    holds no vote: it may be published.
    """
    from comity.cli.sealed_files import Audited, write_attestation  # noqa: PLC0415 - loads numpy

    checked = Audited(sealed, public, record)
    key = write_attestation(checked, key_file, auditor, out)
    click.echo(
        f"{out}: the cells in {public} are those of the votes in {sealed}, signed by {auditor}.\n"
        f"Others know you by this key; give it to them another way: {key}"
    )


@click.command(short_help="Who has attested the cells of a public bundle.")
@click.argument("public", type=FILE)
@click.argument("attestations", type=FILE, nargs=-1, required=True)
@click.option(
    "--auditor",
    "auditors",
    multiple=True,
    required=True,
    metavar="KEY=NAME=PARTY",
    help="An auditor you know: their key, name and party; several times.",
)
def audited(public: Path, attestations: tuple[Path, ...], auditors: tuple[str, ...]) -> None:
    """Say whether two auditors of different parties have attested PUBLIC.

    Exit status 0 if they have, 5 if not yet. Who is an auditor is for you to say: an attestation
    cannot know it.
    """
    from comity.cli.sealed_files import read_audit  # noqa: PLC0415 - loads numpy

    found = read_audit(public, attestations, auditors)
    for each in found.auditors:
        click.echo(f"Attested by {each.name}, {each.party}.")
    for reason in found.passed_over:
        click.echo(f"Passed over: {reason}.", err=True)
    if found.state == "audited":
        click.echo("Audited: the cells are those of the votes.")
        return
    click.echo("Counted by the organisation, not yet audited by two of different parties.")
    raise SystemExit(NOT_YET)
