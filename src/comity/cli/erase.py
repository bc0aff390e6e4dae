"""``comity record erase``: what an entry committed to goes, the proof that it stood there stays."""

from datetime import UTC, datetime

import click

__all__ = ["erase"]


@click.command(short_help="Erase the content of an entry; commitment and proofs stay.")
@click.argument("index", type=click.IntRange(0))
@click.option("--basis", required=True, help="The rule or request; public for ever, no person.")
def erase(index: int, basis: str) -> None:
    """Erase what entry INDEX of your record commits to, with its key; it cannot be undone.

    An entry that says so is added. Every receipt, proof and checkpoint still holds; a figure that
    was computed from the content stands as published and can no longer be recomputed.
    """
    from comity.edge import erase_own, find_home  # noqa: PLC0415 - lazy

    receipt = erase_own(find_home(), index, basis, datetime.now(UTC))
    click.echo(
        f"Erased: the content of entry {index}. Entry {receipt.index} says so and on what basis."
    )
    click.echo("What others downloaded before, and your own backups, are not in its reach.")
