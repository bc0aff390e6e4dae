"""``comity backup`` and ``comity restore``: copies of a site, and back from them."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from comity.cli.options import FILE

if TYPE_CHECKING:
    from comity.fault import Fault
    from comity.site.upkeep.restore import Places

__all__ = ["backup", "restore"]

TARGET: Final = click.Path(path_type=Path)
LARGEST_PASSPHRASE: Final = 10_000


@click.command(short_help="Copy an organisation's site, or its keys, to a file.")
@click.argument("target", type=TARGET)
@click.option("--keys", is_flag=True, help="The secret keys instead, locked by a passphrase.")
@click.option("--passphrase-file", type=FILE, help="Read the passphrase from this file.")
def backup(target: Path, passphrase_file: Path | None, *, keys: bool) -> None:
    """Write a backup of the site to TARGET: a new file, or a folder, where it is named by its time.

    The site may go on meanwhile. No key is in it: whoever holds one can sign in your name. Those
    are written by `--keys` to a file of their own, to be kept elsewhere.
    """
    from comity.site.configuration import configured  # noqa: PLC0415 - the site is an extra
    from comity.site.upkeep.backup import back_up, back_up_keys  # noqa: PLC0415 - as above

    configuration, now = configured(_without_demo()), datetime.now(UTC)
    if keys:
        passphrase = _passphrase(passphrase_file, twice=True)
        done = back_up_keys(configuration, target, passphrase, now)
        click.echo(f"{done.file}: {done.members} secret files, locked by the passphrase.")
        click.echo("Keep it apart from the backups of data, and the passphrase apart from both.")
        click.echo("Destroy older ones: they hold keys of pseudonyms that were to be destroyed.")
        return
    done = back_up(configuration, target, now)
    size = 0 if done.head is None else done.head.size
    click.echo(
        f"{done.file}: {done.members} files, the record at {size} entries. It was read back."
    )
    click.echo(
        "It holds no key. It does hold what the site keeps from the public: guard it as such."
    )
    click.echo(
        "The wrapping key, without which nobody opens what is sealed in it, is in the backup of "
        "keys: comity backup --keys. Keep the two apart."
    )


@click.command(short_help="Bring a site back from a backup, into empty folders.")
@click.argument("archive", type=FILE, required=False)
@click.option("--keys", type=FILE, help="The backup of its keys.")
@click.option("--passphrase-file", type=FILE, help="Read the passphrase from this file.")
@click.option("--checkpoint", type=FILE, multiple=True, help="The newest one others hold.")
@click.pass_context
def restore(
    context: click.Context,
    archive: Path | None,
    keys: Path | None,
    passphrase_file: Path | None,
    checkpoint: tuple[Path, ...],
) -> None:
    """Bring back the site in ARCHIVE, compared with its own record, all or nothing.

    It goes into the empty folders that COMITY_CONFIG_DIR and COMITY_DATA_DIR name, and is frozen:
    it signs nothing before it was compared with the newest checkpoint that anybody outside holds.
    Without ARCHIVE only the keys are brought back, to a site that lacks them.
    """
    from comity.site.upkeep.restore import (  # noqa: PLC0415 - the site is an extra
        KeyArchive,
        bring_back_keys,
    )
    from comity.site.upkeep.restore import restore as bring_back  # noqa: PLC0415 - as above

    places = _places()
    locked = None if keys is None else KeyArchive(keys, _passphrase(passphrase_file, twice=False))
    if archive is None:
        if locked is None:
            raise click.UsageError("Give a backup, or --keys, or both.")
        count = bring_back_keys(locked, places)
        click.echo(f"Brought back into {places.config}: {count} secret files.")
        return
    done = bring_back(archive, locked, places, datetime.now(UTC))
    click.echo(f"Brought back into {places.config}; data in {places.data}.")
    click.echo(f"All {done.checked} rows compared are what its record says.")
    click.echo(f"The record has {done.head.size} entries.")
    _say(done.locked)
    if locked is None:
        click.echo("It has no keys, so it cannot sign: comity restore --keys FILE")
    if locked is None or not checkpoint:
        click.echo(
            "It is frozen. Ask what others hold, then: comity record resume --site --known FILE"
        )
        return
    from comity.cli.following import resume_site  # noqa: PLC0415 - lazy

    told = resume_site(checkpoint, datetime.now(UTC), nobody=False)
    for line in told.lines:
        click.echo(line)
    context.exit(told.code)


def _say(faults: "Sequence[Fault]") -> None:
    from comity.render import LANGUAGES, words  # noqa: PLC0415 - loads Babel

    language = LANGUAGES.get(os.environ.get("COMITY_LANG", ""), LANGUAGES["en"])
    for fault in faults:
        click.echo(words(fault, language, wrote_nothing=False))


def _without_demo() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "COMITY_DEMO"}


def _places() -> "Places":
    """Return the folders to bring back into; raise where the database is in none of them."""
    from comity.site.configuration import refuse_told_elsewhere  # noqa: PLC0415 - an extra
    from comity.site.upkeep.restore import places_in  # noqa: PLC0415 - as above

    refuse_told_elsewhere(os.environ)
    return places_in(os.environ)


def _passphrase(file: Path | None, *, twice: bool) -> str:
    if file is None:
        found: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=twice)
        return found
    from comity.edge import read_bounded  # noqa: PLC0415 - loads cryptography

    return read_bounded(file, LARGEST_PASSPHRASE).decode("utf-8", "replace").strip()
