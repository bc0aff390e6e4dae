"""``comity record``: one's own record on one's own computer."""

from pathlib import Path
from typing import Final

import click

from comity.cli.erase import erase
from comity.cli.export import export
from comity.cli.follow import FOLLOWING
from comity.cli.site import reconcile

__all__ = ["record"]

NEW_FILE: Final = click.Path(dir_okay=False, path_type=Path)


@click.group(short_help="Your own record: begin, prove, erase, export.")
def record() -> None:
    """Keep a record of what you computed, signed by your own key, as plain files."""


@record.command(short_help="Begin your own record: a key, a first entry, a policy.")
@click.option("--origin", default="own-record", show_default=True, help="How its name begins.")
def init(origin: str) -> None:
    """Make a key and begin a record with it; do nothing if there is one already.

    The record's name is ORIGIN and 16 hex digits of its key. The first `comity dialogue report`
    does the same by itself.
    """
    from comity.edge import ensure_own_record, find_home  # noqa: PLC0415 - lazy
    from comity.record import fingerprint_lines  # noqa: PLC0415 - loaded with it

    home = find_home()
    begun = home.key.exists()
    log = ensure_own_record(home, origin)
    key_id, digest = fingerprint_lines(log.signer.key)
    click.echo(f"{'Your record is' if begun else 'Begun:'} {log.origin}, in {home.record}")
    click.echo(f"  key id  {key_id}\n  SHA-256 {digest}")
    click.echo(f"The secret key is {home.key}. Keep a copy; who has it can sign for you.")


@record.command(short_help="Write the receipt of an entry, to hand to others.")
@click.argument("index", type=click.IntRange(0))
@click.option("--out", type=NEW_FILE, required=True, help="File, by custom *.tlog-proof.")
def prove(index: int, out: Path) -> None:
    """Write the proof that entry INDEX stands in your record; it holds the entry itself.

    Check it anywhere with `comity verify FILE`.
    """
    from comity.edge import find_home, own_receipt, write_atomically  # noqa: PLC0415 - lazy

    receipt = own_receipt(find_home(), index)
    write_atomically(out, receipt.as_file())
    click.echo(f"{out}: proves entry {index}. Check it with: comity verify {out}")


record.add_command(erase)
record.add_command(export)
record.add_command(reconcile)
for command in FOLLOWING:
    record.add_command(command)
