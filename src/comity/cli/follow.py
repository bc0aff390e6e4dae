"""``comity record follow`` and what goes with it: mirrors, witnesses, proofs of a fork."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

__all__ = ["FOLLOWING"]

FOLDER: Final = click.Path(file_okay=False, path_type=Path)
EXISTING: Final = click.Path(exists=True, path_type=Path)
EXISTING_FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE: Final = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Mirror another record, check that it only grows, and witness it.")
@click.argument("source", metavar="URL|FOLDER")
@click.option("--key", required=True, help="The log's verifier key, or a file that holds it.")
@click.option("--out", type=FOLDER, required=True, help="Folder of the mirror.")
@click.option(
    "--checkpoint", "others", type=EXISTING, multiple=True, help="Compare with one others hold."
)
@click.option("--witness", type=FILE, help="Cosign what holds, with this witness's key file.")
@click.option("--content/--no-content", default=True, help="Public content too, or tiles alone.")
@click.pass_context
def follow(context: click.Context, /, **asked: Any) -> None:
    """Mirror the record at SOURCE: fetch what is new, check all of it, then keep it.

    Exit codes: 0 all holds; 1 what is served is not what was signed; 2 it cannot be fetched or
    read; 4 the log has signed two histories, and the proof is kept; 5 another key has signed.
    """
    from comity.cli.following import Asked, follow_source  # noqa: PLC0415 - lazy

    _tell(context, follow_source(Asked(**asked), datetime.now(UTC)))


@click.command("init-witness", short_help="Make a witness's key, which cosigns other records.")
@click.option("--name", required=True, help="Its name, such as example.org/witness.")
@click.option("--out", type=NEW_FILE, help="The new key file; by default beside your own key.")
def init_witness(name: str, out: Path | None) -> None:
    """Make a key that cosigns what `comity record follow --witness` has checked.

    A witness belongs on another machine than the record, in other hands.
    """
    from comity.edge import create_witness, find_home  # noqa: PLC0415 - lazy
    from comity.record import fingerprint_lines, format_vkey  # noqa: PLC0415 - loaded with it

    path = out or find_home().key.with_name("witness.key")
    key = create_witness(path, name)
    key_id, digest = fingerprint_lines(key)
    click.echo(f"Made: {path}\n  key id  {key_id}\n  SHA-256 {digest}")
    click.echo(f"What it cosigns is remembered in {path}.cosigned; never bring back an old copy.")
    click.echo("Whoever keeps a record adds this line to their policy, having compared the key:")
    click.echo(f"  witness {name} {format_vkey(key)}")


@click.command("add-cosignature", short_help="Take in what a witness has cosigned of your record.")
@click.argument("file", type=FILE)
@click.option("--site", "record", flag_value="site", help="To this computer's site, of any head.")
@click.option("--demo", "record", flag_value="demo", help="To the demonstration here.")
@click.pass_context
def add_cosignature(context: click.Context, /, file: Path, record: str | None) -> None:
    """Add the lines of your policy's witnesses in FILE to your own checkpoint.

    With --site or --demo to the record of a site, which may be served meanwhile; its witnesses
    stand in witnesses.txt. Exit code 4: what was cosigned contradicts the record, and the proof is
    kept.
    """
    if record is not None:
        from comity.cli.site import take_in_for_site  # noqa: PLC0415 - lazy

        context.exit(take_in_for_site(file, demonstration=record == "demo"))
    from comity.cli.following import take_in  # noqa: PLC0415 - lazy

    _tell(context, take_in(file))


@click.command(short_help="Check a proof that a log has signed two histories.")
@click.argument("folder", type=EXISTING_FOLDER)
@click.option("--key", "keys", multiple=True, required=True, help="The log's key; each it used.")
@click.pass_context
def fork(context: click.Context, /, folder: Path, keys: tuple[str, ...]) -> None:
    """Check the two signed notes in FOLDER and what lies beside them.

    Exit codes: 4 it is proved; 1 it is not; 2 something in the folder cannot be read.
    """
    from comity.cli.following import check_fork  # noqa: PLC0415 - lazy

    _tell(context, check_fork(folder, keys))


@click.command(short_help="Replace your record's key, signed by the old one and the new one.")
def rotate() -> None:
    """Make a new key for your record and enter the change, signed by both keys.

    Stopped anywhere, run it again. Whoever trusts the old key can follow to the new one.
    """
    from comity.edge import find_home, rotate_own  # noqa: PLC0415 - lazy
    from comity.record import fingerprint_lines, format_vkey  # noqa: PLC0415 - loaded with it

    rotated = rotate_own(find_home(), datetime.now(UTC))
    key_id, digest = fingerprint_lines(rotated.new)
    click.echo(f"Replaced in entry {rotated.index}: {format_vkey(rotated.new)}")
    click.echo(f"  key id  {key_id}\n  SHA-256 {digest}")
    click.echo(
        f"The old key signs nothing any more. Destroy retired-{rotated.old.fingerprint[:16]}.key "
        "and its copies when you no longer need it, and publish the new one beside the old."
    )


@click.command("trust-rotation", short_help="Believe the new key of a log whose old one you trust.")
@click.argument("folder", type=EXISTING_FOLDER)
def trust_rotation(folder: Path) -> None:
    """Add to your policy the keys that follow, in the record or mirror in FOLDER, from yours.

    Each must be signed by the key before it, in an entry which that key has signed for.
    """
    from comity.edge import find_home, trust_rotations  # noqa: PLC0415 - lazy
    from comity.record import fingerprint_lines, plain  # noqa: PLC0415 - loaded with it

    new = trust_rotations(find_home(), folder)
    if not new:
        click.echo("There is no new key: you trust the one it has.")
    for key in new:
        key_id, digest = fingerprint_lines(key)
        click.echo(f"You trust it from now on: {plain(key.name)}")
        click.echo(f"  key id  {key_id}\n  SHA-256 {digest}")


@click.command(short_help="After a loss: go on, or begin anew by what others know.")
@click.option("--known", type=EXISTING, multiple=True, help="A checkpoint that others hold.")
@click.option("--site", is_flag=True, help="Of the site on this computer that was brought back.")
@click.option("--nobody-knows", is_flag=True, help="With --site: you asked, and nobody holds one.")
@click.pass_context
def resume(
    context: click.Context, /, known: tuple[Path, ...], *, site: bool, nobody_knows: bool
) -> None:
    """Go on with your record if it holds all that is known of it; else begin a new one.

    Give the newest checkpoint that a witness, a mirror or an officer holds. A new record's first
    entry embeds it and names what was lost; that of a site takes over the entries that were saved.
    Exit code 4: your key has signed two histories.
    """
    from comity.cli.following import resume as resume_by  # noqa: PLC0415 - lazy
    from comity.cli.following import resume_site  # noqa: PLC0415 - lazy

    now = datetime.now(UTC)
    told = resume_site(known, now, nobody=nobody_knows) if site else resume_by(known, now)
    _tell(context, told)


FOLLOWING: Final = (follow, init_witness, add_cosignature, fork, rotate, trust_rotation, resume)


def _tell(context: click.Context, told: Any) -> None:
    for line in told.lines:
        click.echo(line)
    context.exit(told.code)
