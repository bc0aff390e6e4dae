"""``comity backup`` and ``comity restore``: copies of a site, and back from them."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from comity.cli.options import FILE

if TYPE_CHECKING:
    from comity.edge.age import Opener
    from comity.fault import Fault
    from comity.site.upkeep.restore import KeyArchive, Places

__all__ = ["backup", "restore"]

TARGET: Final = click.Path(path_type=Path)
LARGEST_PASSPHRASE: Final = 10_000


@click.command(short_help="Copy an organisation's site, or its keys, to a file.")
@click.argument("target", type=TARGET)
@click.option("--keys", is_flag=True, help="The secret keys instead, locked by a passphrase.")
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    metavar="AGE1…",
    help="Encrypt it for this key; several times: each of them opens it.",
)
@click.option(
    "--passphrase-file", type=FILE, help="Encrypt it by the passphrase in this file, or the keys."
)
@click.option(
    "--new-identity",
    is_flag=True,
    help="Make a key that opens backups instead, in the new file TARGET; print its recipient.",
)
def backup(target: Path, *, keys: bool, new_identity: bool, **lock: Any) -> None:
    """Write a backup of the site to TARGET: a new file, or a folder, where it is named by its time.

    The site may go on meanwhile. No key is in it: whoever holds one can sign in your name. Those
    are written by `--keys` to a file of their own, to be kept elsewhere.
    """
    recipients, passphrase_file = lock["recipients"], lock["passphrase_file"]
    if recipients and (keys or passphrase_file):
        raise click.UsageError("Give --recipient, or --passphrase-file, or --keys.")
    if new_identity:
        _make_identity(target)
    elif keys:
        _back_up_keys(target, passphrase_file)
    else:
        _back_up(target, recipients, passphrase_file)


def _make_identity(target: Path) -> None:
    from comity.edge.age import create_identity  # noqa: PLC0415 - loads cryptography

    recipient = create_identity(target)
    click.echo(f"{target}: opens every backup that is encrypted for {recipient}")
    click.echo("Keep it, and a copy of it, away from the server, which needs the recipient alone.")


def _back_up_keys(target: Path, passphrase_file: Path | None) -> None:
    from comity.site.configuration import configured  # noqa: PLC0415 - the site is an extra
    from comity.site.upkeep.backup import back_up_keys  # noqa: PLC0415 - as above

    configuration = configured(_without_demo())
    passphrase = _passphrase(passphrase_file, twice=True)
    done = back_up_keys(configuration, target, passphrase, datetime.now(UTC))
    click.echo(f"{done.file}: {done.members} secret files, locked by the passphrase.")
    click.echo("Keep it apart from the backups of data, and the passphrase apart from both.")
    click.echo("Destroy older ones: they hold keys of pseudonyms that were to be destroyed.")


def _back_up(target: Path, recipients: Sequence[str], passphrase_file: Path | None) -> None:
    from comity.edge.age import Passphrase, recipient_of  # noqa: PLC0415 - loads cryptography
    from comity.site.configuration import configured  # noqa: PLC0415 - the site is an extra
    from comity.site.upkeep.backup import For, back_up  # noqa: PLC0415 - as above

    configuration = configured(_without_demo())
    to: For | None = [recipient_of(one) for one in recipients] or None
    if passphrase_file is not None:
        to = Passphrase(_passphrase(passphrase_file, twice=False))
    done = back_up(configuration, target, datetime.now(UTC), to)
    size = 0 if done.head is None else done.head.size
    click.echo(
        f"{done.file}: {done.members} files, the record at {size} entries. It was read back."
    )
    if to is None:
        click.echo(
            "It holds no key. It does hold what the site keeps from the public: guard it as such."
        )
    else:
        who = "the passphrase" if passphrase_file else f"an identity of {', '.join(recipients)}"
        click.echo(f"It is encrypted: nobody opens it without {who}. Try that before you need it.")
    click.echo(
        "The wrapping key, without which nobody opens what is sealed in it, is in the backup of "
        "keys: comity backup --keys. Keep the two apart."
    )


@click.command(short_help="Bring a site back from a backup, into empty folders.")
@click.argument("archive", type=FILE, required=False)
@click.option("--keys", type=FILE, help="The backup of its keys.")
@click.option("--identity", type=FILE, help="The file that opens an encrypted backup.")
@click.option("--passphrase-file", type=FILE, help="Read the passphrase from this file.")
@click.option(
    "--keys-passphrase-file", type=FILE, help="Read that of the keys from this one, if another."
)
@click.option("--checkpoint", type=FILE, multiple=True, help="The newest one others hold.")
@click.pass_context
def restore(
    context: click.Context,
    /,
    archive: Path | None,
    keys: Path | None,
    checkpoint: tuple[Path, ...],
    **opening: Path | None,
) -> None:
    """Bring back the site in ARCHIVE, compared with its own record, all or nothing.

    It goes into the empty folders that COMITY_CONFIG_DIR and COMITY_DATA_DIR name, and is frozen:
    it signs nothing before it was compared with the newest checkpoint that anybody outside holds.
    Without ARCHIVE only the keys are brought back, to a site that lacks them.
    """
    from comity.site.upkeep.restore import restore as bring_back  # noqa: PLC0415 - an extra

    places = _places()
    by = None if archive is None else _opener(archive, opening)
    locked = _key_archive(keys, opening)
    if archive is None:
        _bring_back_keys(locked, places)
        return
    done = bring_back(archive, locked, places, datetime.now(UTC), by)
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


def _opener(archive: Path, opening: Mapping[str, Path | None]) -> "Opener | None":
    """Return what opens an encrypted archive; None for one that is not encrypted."""
    from comity.edge.age import (  # noqa: PLC0415 - loads cryptography
        Passphrase,
        is_encrypted,
        read_identities,
    )

    identity = opening["identity"]
    if identity is not None:
        return read_identities(identity)
    if not is_encrypted(archive):
        return None
    return Passphrase(_passphrase(opening["passphrase_file"], twice=False))


def _key_archive(keys: Path | None, opening: Mapping[str, Path | None]) -> "KeyArchive | None":
    from comity.site.upkeep.restore import KeyArchive  # noqa: PLC0415 - the site is an extra

    if keys is None:
        return None
    file = opening["keys_passphrase_file"] or opening["passphrase_file"]
    return KeyArchive(keys, _passphrase(file, twice=False))


def _bring_back_keys(locked: "KeyArchive | None", places: "Places") -> None:
    from comity.site.upkeep.restore import bring_back_keys  # noqa: PLC0415 - the site is an extra

    if locked is None:
        raise click.UsageError("Give a backup, or --keys, or both.")
    count = bring_back_keys(locked, places)
    click.echo(f"Brought back into {places.config}: {count} secret files.")


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
