"""``comity trust``: whose signatures one believes."""

from typing import Final

import click

__all__ = ["trust"]

QUESTION: Final = "Is it exactly what they publish elsewhere?"


@click.group(short_help="Whose signatures you believe.")
def trust() -> None:
    """Read and extend your own policy: the logs whose signatures you believe."""


@trust.command(short_help="Believe a log, having compared its key elsewhere.")
@click.argument("key", metavar="VKEY|FILE")
@click.option("--yes", is_flag=True, help="Do not ask: I have compared it.")
def add(key: str, *, yes: bool) -> None:
    """Add a log's verifier key, or the one in a file, to your policy.

    Compare the fingerprint with one you got another way: their letter, a call, another site.
    """
    from comity.edge import find_home, read_key, trust_log  # noqa: PLC0415 - lazy
    from comity.record import fingerprint_lines, plain  # noqa: PLC0415 - loaded with it

    found = read_key(key)
    home = find_home()
    key_id, digest = fingerprint_lines(found)
    click.echo(f"  log     {plain(found.name)}\n  key id  {key_id}\n  SHA-256 {digest}")
    if not yes:
        click.confirm(QUESTION, abort=True)
    if trust_log(home, found):
        click.echo(f"You trust it from now on: {home.policy}")
    else:
        click.echo("You trusted it already.")


@trust.command("list", short_help="The logs you believe, with their fingerprints.")
def list_logs() -> None:
    """List the logs of your policy."""
    from comity.edge import find_home, read_policy  # noqa: PLC0415 - lazy
    from comity.record import fingerprint_lines, plain  # noqa: PLC0415 - loaded with it

    policy = read_policy(find_home().policy)
    if not policy.logs:
        click.echo("You trust no log yet.")
    for log in policy.logs:
        key_id, digest = fingerprint_lines(log.key)
        click.echo(f"{plain(log.key.name)}\n  key id  {key_id}\n  SHA-256 {digest}")
