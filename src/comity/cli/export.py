"""``comity record export``: one's own record for others to read, without a server of its own."""

from pathlib import Path
from typing import Final

import click

__all__ = ["export"]

FOLDER: Final = click.Path(file_okay=False, path_type=Path)


@click.command(short_help="Write a copy of your record that any web server can serve.")
@click.option("--out", type=FOLDER, required=True, help="Empty folder, or one of an earlier copy.")
def export(out: Path) -> None:
    """Write the public side of your record as plain files: tiles, content, checkpoint and key.

    Nothing that is sealed and no secret key is in it. Others check it with `comity verify DIR`.
    """
    from comity.edge import export_record, find_home, own_log  # noqa: PLC0415 - lazy

    head = export_record(own_log(find_home()), out)
    click.echo(f"{out}: {head.size} entries of {head.origin}, to be served as they stand.")
    click.echo(f"Check them with: comity verify {out}")
