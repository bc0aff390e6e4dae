"""``comity demo``, ``comity serve`` and ``comity members``: run the site."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from comity.cli.importing import import_list, undo_list
from comity.cli.options import FILE
from comity.fault import N_, FaultKind, Place, RefusedError

__all__ = [
    "begin_site",
    "demo",
    "erase_for_site",
    "import_for_site",
    "members",
    "reconcile",
    "serve",
    "set_up",
    "take_in_for_site",
]

PORT: Final = click.IntRange(1, 65535)
WORKERS: Final = click.IntRange(1, 16)

DATABASE: Final = FaultKind(
    "cli.database",
    N_("the database says: {reason}"),
    N_("each act is written to it as a whole or not at all"),
    N_("See to the room on the disk and to the permissions, then start again: it goes on there."),
)


@click.command(short_help="Run the demonstration: an invented organisation, on this computer.")
@click.option("--port", type=PORT, help="Without it the next free one from 8000 is taken.")
@click.option("--fresh", is_flag=True, help="Clear the demonstration first and plant it anew.")
@click.option("--check", is_flag=True, help="Fetch the front page in each language and end.")
@click.pass_context
def demo(context: click.Context, port: int | None, *, fresh: bool, check: bool) -> None:
    """Plant the demonstration, serve it on this computer and print its address.

    Everything in it is invented. Nothing is sent anywhere.
    """
    os.environ["COMITY_DEMO"] = "1"
    set_up()
    from comity.site.demo.run import Wish, run_demo  # noqa: PLC0415 - loads Django

    with _database_in_words():
        code = run_demo(Wish(port, fresh=fresh, check=check), click.echo)
    context.exit(code)


@click.command(short_help="Serve an organisation's site.")
@click.option("--port", type=PORT, default=8000, show_default=True, help="The port.")
@click.option("--address", default="127.0.0.1", show_default=True, help="What to listen on.")
@click.option("--workers", type=WORKERS, default=1, show_default=True, help="With PostgreSQL.")
@click.option(
    "--certificate",
    type=FILE,
    envvar="COMITY_TLS_CERTIFICATE",
    help="Do TLS by itself: a certificate in PEM.",
)
@click.option("--certificate-key", type=FILE, envvar="COMITY_TLS_KEY", help="The key to it.")
def serve(
    address: str,
    port: int,
    workers: int,
    certificate: Path | None,
    certificate_key: Path | None,
) -> None:
    """Serve the site that instance.toml describes.

    Put a web server with TLS in front of it, or name a certificate of its own.
    """
    os.environ.pop("COMITY_DEMO", None)
    set_up()
    from comity.site.operation import operate  # noqa: PLC0415 - loads Django

    with _database_in_words():
        operate(address, port, click.echo, workers, (certificate, certificate_key))


@click.group(short_help="Enter who may act on an organisation's site.")
def members() -> None:
    """Enter who may act on an organisation's site."""


@members.command(short_help="Enter the first administrator, once.")
@click.argument("name")
def begin(name: str) -> None:
    """Enter the organisation and NAME as its first administrator, and print the invitation.

    The site must not be running meanwhile. Everybody else is entered on its pages, by people with
    a mandate for it. It is refused once somebody is entered.
    """
    begin_site(name)


members.add_command(import_list)
members.add_command(undo_list)


@click.command(short_help="Compare every public row of a site with its record.")
@click.option("--demo", "demonstration", is_flag=True, help="Look at the demonstration.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@click.pass_context
def reconcile(context: click.Context, *, demonstration: bool, as_json: bool) -> None:
    """Rebuild the public rows of this computer's site from its record and name what differs.

    It only reads, also while the site is served, and leaves what it found for the site's own page.
    Exit codes: 0 nothing differs; 1 a row was changed beside the record; 2 there is no site here.
    """
    os.environ["COMITY_DEMO"] = "1" if demonstration else ""
    set_up()
    from comity.site.operation import reconcile as compare  # noqa: PLC0415 - loads Django

    with _database_in_words():
        holds = compare(click.echo, as_json=as_json)
    context.exit(0 if holds else 1)


@contextmanager
def _database_in_words() -> Iterator[None]:
    """Word what the database refuses, such as to write where the disk is full."""
    from django.conf import settings  # noqa: PLC0415 - loads Django
    from django.db import DatabaseError  # noqa: PLC0415 - loads Django

    try:
        yield
    except DatabaseError as error:
        place = Place(settings.COMITY.database_name)
        raise RefusedError([DATABASE.at(place, reason=error)], wrote=True) from error


def begin_site(name: str) -> None:
    """Enter the organisation and its first administrator, and print the invitation."""
    os.environ.pop("COMITY_DEMO", None)
    set_up()
    from comity.site.operation import begin as enter  # noqa: PLC0415 - loads Django

    with _database_in_words():
        enter(name, click.echo)


def import_for_site(file: Path, asked: tuple[Any, ...], who: tuple[str, str, str]) -> None:
    """Enter a list of members on the site of this computer, by ``who`` signs in here."""
    os.environ.pop("COMITY_DEMO", None)
    set_up()
    from comity.site.importing import Importing, SignIn, import_list  # noqa: PLC0415 - loads Django

    with _database_in_words():
        import_list(Importing(file, *asked), SignIn(*who), click.echo)


def undo_for_site(batch: str, who: tuple[str, str, str], *, check: bool) -> None:
    """Take a list of members back on the site of this computer, by ``who`` signs in here."""
    os.environ.pop("COMITY_DEMO", None)
    set_up()
    from comity.site.importing import SignIn, take_back_list  # noqa: PLC0415 - loads Django

    with _database_in_words():
        take_back_list(batch, SignIn(*who), click.echo, check=check)


def take_in_for_site(file: Path, *, demonstration: bool) -> int:
    """Add what witnesses have signed in ``file`` to the record of the site on this computer."""
    os.environ["COMITY_DEMO"] = "1" if demonstration else ""
    set_up()
    from comity.site.cosigning import take_in  # noqa: PLC0415 - loads Django

    with _database_in_words():
        return take_in(file, click.echo)


def erase_for_site(index: int, basis: str, *, demonstration: bool, shut_copies: bool) -> None:
    """Erase the content of an entry of the site on this computer."""
    os.environ["COMITY_DEMO"] = "1" if demonstration else ""
    set_up()
    from comity.site.erasing import erase as erase_here  # noqa: PLC0415 - loads Django

    with _database_in_words():
        erase_here(index, basis, click.echo, shut_copies=shut_copies)


def set_up() -> None:
    """Load Django; say which extra is missing where that cannot be done."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
    try:
        import django  # noqa: PLC0415 - only the site needs it

        django.setup()
    except ModuleNotFoundError as error:
        message = (
            f"The site needs the package {error.name}. "
            "In the folder with Comity's source, run: pip install '.[site]'"
        )
        raise click.ClickException(message) from error
