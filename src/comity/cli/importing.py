"""``comity members import`` and ``undo``: parties, people and mandates from a list."""

from pathlib import Path
from typing import Final

import click

from comity.cli.options import FILE

__all__ = ["import_list", "undo_list"]

NEW_FILE: Final = click.Path(dir_okay=False, path_type=Path)


@click.command("import", short_help="Enter parties, people and mandates from a list.")
@click.argument("file", type=FILE)
@click.option("--map", "mapping", multiple=True, metavar="OURS=THEIRS", help="Names a column.")
@click.option("--set", "given", multiple=True, metavar="OURS=VALUE", help="For rows without one.")
@click.option("--language", default="en", show_default=True, help="Of the names and the sheets.")
@click.option("--check", is_flag=True, help="Only say what would come of it.")
@click.option("--sheets", type=NEW_FILE, help="Where to write the invitations, to be printed.")
def import_list(
    file: Path,
    mapping: tuple[str, ...],
    given: tuple[str, ...],
    language: str,
    sheets: Path | None,
    *,
    check: bool,
) -> None:
    """Enter who is in FILE (CSV or .xlsx), all or nothing, and write their invitations.

    Columns: party, kind, status, since, source, cap, name, role, until. Each row is entered by the
    acts of the pages, under the mandates of who signs in here: name, password and the next code.
    The site may go on meanwhile.
    """
    from comity.cli.site import import_for_site  # noqa: PLC0415 - the site is an extra
    from comity.render import LANGUAGES  # noqa: PLC0415 - loads Babel

    if language not in LANGUAGES:
        raise click.UsageError(f"--language is one of: {', '.join(LANGUAGES)}")
    if sheets is None and not check:
        raise click.UsageError("Give --sheets FILE for the invitations, or --check.")
    asked = (_pairs(mapping), _pairs(given), LANGUAGES[language], None if check else sheets)
    import_for_site(file, asked, _who(check=check))
    if sheets is not None and not check:
        click.echo(f"{sheets}: print it, hand the sheets over in person, then delete the file.")


@click.command("undo", short_help="Take a list back that was entered.")
@click.argument("batch")
@click.option("--check", is_flag=True, help="Only say what would come of it.")
def undo_list(batch: str, *, check: bool) -> None:
    """Close the accounts of the list BATCH and revoke their mandates, all or nothing.

    BATCH is what the import said, such as 120-310. It is refused once one of the people has
    redeemed the invitation. The record keeps that they were entered and taken back.
    """
    from comity.cli.site import undo_for_site  # noqa: PLC0415 - the site is an extra

    undo_for_site(batch, _who(check=check), check=check)


def _who(*, check: bool) -> tuple[str, str, str]:
    """Ask who it is; a check uses no code up."""
    handle = click.prompt("Name to sign in by")
    password = click.prompt("Password", hide_input=True)
    return handle, password, "" if check else click.prompt("Next code of your sheet")


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    found = dict[str, str]()
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not value:
            raise click.UsageError(f"{one}: write it as NAME=VALUE")
        found[name.strip()] = value.strip()
    return found
