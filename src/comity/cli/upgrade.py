"""``comity upgrade``: bring an organisation's site to the version that is installed, or back."""

import os
from datetime import UTC, datetime
from typing import Final

import click

__all__ = ["upgrade"]

UP_TO_DATE: Final = "Its tables are those of this version: there is nothing to change."


@click.command(short_help="Bring a site to the version that is installed, or back.")
@click.option("--check", is_flag=True, help="Only say what it would change.")
@click.option("--back", is_flag=True, help="Undo the last upgrade, as long as nobody has acted.")
def upgrade(*, check: bool, back: bool) -> None:
    """Bring the tables of the stopped site up to date, and compare every row with its record.

    The database is copied aside first. Where a change fails, or a row is not what the record says
    afterwards, everything is as it was before.
    """
    if check and back:
        raise click.UsageError("Give --check or --back.")
    os.environ.pop("COMITY_DEMO", None)
    from comity.cli.site import set_up  # noqa: PLC0415 - what loads Django

    set_up()
    if check:
        _check()
    elif back:
        _go_back()
    else:
        _upgrade()


def _check() -> None:
    from django.conf import settings  # noqa: PLC0415 - loads Django

    from comity.site.upkeep.upgrading import look  # noqa: PLC0415 - as above

    changes = look(settings.COMITY)
    for change in changes:
        click.echo(f"to be changed: {change}")
    click.echo("Make a backup, stop the site, then: comity upgrade" if changes else UP_TO_DATE)


def _upgrade() -> None:
    from django.conf import settings  # noqa: PLC0415 - loads Django

    from comity.site.upkeep.upgrading import upgrade as bring  # noqa: PLC0415 - as above

    done = bring(settings.COMITY, datetime.now(UTC))
    if not done.changes:
        click.echo(UP_TO_DATE)
        return
    for change in done.changes:
        click.echo(f"changed: {change}")
    click.echo(f"All {done.checked} rows compared are what its record says.")
    click.echo("The way back, until the site is started: comity upgrade --back")


def _go_back() -> None:
    from django.conf import settings  # noqa: PLC0415 - loads Django

    from comity.site.upkeep.upgrading import go_back  # noqa: PLC0415 - as above

    version = go_back(settings.COMITY)
    click.echo("The database is as it was before the upgrade.")
    click.echo(f"It was served by comity {version or '(none yet)'}: install that version again.")
