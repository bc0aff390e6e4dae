"""``comity record erase``: what an entry committed to goes, the proof that it stood there stays."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from comity.fault import N_, FaultKind, Place, refuse

__all__ = ["erase"]

BUNDLE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
PUBLISHING: Final = (".compute_", ".publish_")

ONE_OF_TWO = FaultKind(
    "cli.erase_what",
    N_("it is not clear what is to be erased"),
    N_("either the content of one entry is erased, or inputs of one bundle"),
    N_("Give an INDEX alone, or --bundle FILE with --input PATH."),
)


@click.command(short_help="Erase the content of an entry, or inputs of a bundle; proofs stay.")
@click.argument("index", type=click.IntRange(0), required=False)
@click.option("--basis", required=True, help="The rule or request; public for ever, no person.")
@click.option("--bundle", type=BUNDLE, help="Take inputs out of this bundle of your record.")
@click.option(
    "--input",
    "inputs",
    multiple=True,
    metavar="PATH",
    help="An input of the bundle, such as inputs/votes.csv, or proof/sign-off.json; several times.",
)
@click.option(
    "--shut-copies", is_flag=True, help="Also let no earlier copy of what is sealed be opened."
)
@click.option("--site", "record", flag_value="site", help="From this computer's site.")
@click.option("--demo", "record", flag_value="demo", help="From the demonstration here.")
def erase(
    index: int | None,
    basis: str,
    bundle: Path | None,
    inputs: tuple[str, ...],
    record: str | None,
    *,
    shut_copies: bool,
) -> None:
    """Erase what entry INDEX of your record commits to, with its key; it cannot be undone.

    An entry that says so is added. Every receipt, proof and checkpoint still holds; a figure that
    was computed from the content stands as published and can no longer be recomputed.

    With --bundle the inputs named by --input are taken out of that file, which then proves by an
    entry of your record that they were erased. Verifying it ends with 3. In a bundle that a passkey
    signed, proof/sign-off.json holds the name of who did: given as an --input, what the sign-off
    said goes from the record and from the file, and its signature can no longer be checked.

    Sealed content is kept under a wrapping key that lies with your other keys. With --shut-copies
    that key is replaced: no copy of the sealed folder made until now opens anything any more.

    With --site or --demo the content goes from that site, which may be served meanwhile, and the
    rows of its database that repeat it are emptied. With --shut-copies, for which it must not be
    served, its wrapping key is replaced as well.
    """
    now = datetime.now(UTC)
    if record is not None and index is not None and not (bundle or inputs):
        from comity.cli.site import erase_for_site  # noqa: PLC0415 - lazy

        of_demo = record == "demo"
        erase_for_site(index, basis, demonstration=of_demo, shut_copies=shut_copies)
        return
    if record is None and index is not None and bundle is None and not inputs:
        _erase_content(index, basis, now, shut_copies=shut_copies)
    elif record is None and index is None and bundle and inputs and not shut_copies:
        _strip(bundle, inputs, basis, now)
    else:
        raise refuse(ONE_OF_TWO.at(Place("comity record erase")))
    if shut_copies:
        click.echo("Copies of sealed content made until now cannot be opened any more.")
    click.echo("What others downloaded before, and your own backups, are not in its reach.")


def _erase_content(index: int, basis: str, now: datetime, *, shut_copies: bool) -> None:
    from comity.edge import erase_own, find_home, own_log  # noqa: PLC0415 - lazy

    home = find_home()
    receipt = erase_own(home, index, basis, now, shut_copies=shut_copies)
    click.echo(
        f"Erased: the content of entry {index}. Entry {receipt.index} says so and on what basis."
    )
    if any(verb in own_log(home).entry(index, receipt.size).act for verb in PUBLISHING):
        click.echo(f"Entry {index} published a bundle. If its inputs are to go as well:")
        click.echo("  comity record erase --bundle FILE --input PATH --basis TEXT")


def _strip(bundle: Path, inputs: tuple[str, ...], basis: str, now: datetime) -> None:
    from comity.edge import find_home, strip_own  # noqa: PLC0415 - lazy

    entries = strip_own(find_home(), bundle, inputs, basis, now)
    said = ", ".join(map(str, entries))
    click.echo(f"Erased from {bundle}: {', '.join(inputs)}. Its entries that say so: {said}.")
    click.echo("Figures that rest on them stand as published and can no longer be recomputed.")
