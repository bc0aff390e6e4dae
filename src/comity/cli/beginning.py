"""``comity init``: begin an organisation's own site."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from comity.cli.options import FILE
from comity.cli.showing import asked_profile

if TYPE_CHECKING:
    from comity.site.upkeep.beginning import Answers

__all__ = ["init"]

TAG: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
QUESTIONS: Final = {
    "controller": "Who answers for the data (shown to everybody)",
    "contact": "How to reach them",
    "host_state": "In which state the machine stands",
    "legal_regime": "Under which law data are processed",
    "retention": "How long personal data are kept, and why",
}


@click.command(short_help="Begin an organisation's own site.")
@click.option("--from", "answers_file", type=FILE, help="Take the answers from this TOML file.")
def init(answers_file: Path | None) -> None:
    """Ask who runs the site and for whom, and make what it needs: nothing is there before.

    It writes instance.toml and a secret into the folder COMITY_CONFIG_DIR, makes keys, database
    and record, enters the first administrator and prints the invitation.
    """
    from comity.cli.site import begin_site  # noqa: PLC0415 - the site is an extra
    from comity.site.upkeep.beginning import (  # noqa: PLC0415 - as above
        read_answers,
        refuse_begun,
        write_instance,
    )
    from comity.site.upkeep.restore import places_in  # noqa: PLC0415 - as above

    places = places_in(os.environ)
    refuse_begun(places.config, places.data)
    answers = _asked() if answers_file is None else read_answers(answers_file)
    secret = write_instance(answers, places.config)
    click.echo(f"Written: {places.config / 'instance.toml'} and {secret}")
    begin_site(answers.administrator)
    click.echo("Start the site: comity serve. Look it over at any time: comity doctor")


def _asked() -> "Answers":
    from comity.site.upkeep.beginning import Answers  # noqa: PLC0415 - the site is an extra

    click.echo("All answers can be changed later in instance.toml, but for the record's name.")
    click.echo("Return alone takes what stands in brackets.")
    names = _names()
    hosts = click.prompt("Host names the site answers to", default="localhost").split()
    origin = click.prompt(
        "Name of the record, for ever (a name, not an address)", default=f"record.{hosts[0]}"
    )
    series = click.prompt("Letters that symbols begin with", default="ORG")
    operator = _operator(next(iter(names.values()), None), hosts[0])
    profile, emblem = asked_profile(tuple(names))
    administrator = click.prompt("Name of the first administrator")
    site = {"origin": origin, "hosts": hosts, "series": series}
    named = [host for host in hosts if host[-1:].isalpha()]
    if named:  # browsers make no passkey for a number
        site["passkey_host"] = named[0]
    return Answers(names, site, operator, administrator, profile, emblem)


def _names() -> dict[str, str]:
    """Ask for the organisation's name in each language; what comes first is usual for the rest."""
    tags = click.prompt("Languages of the organisation's name, by tag", default="en")
    names = dict[str, str]()
    for tag in filter(TAG.fullmatch, tags.replace(",", " ").split()):
        usual = next(iter(names.values()), None)
        names[tag] = click.prompt(f"Name of the organisation ({tag})", default=usual)
    return names


def _operator(organisation: str | None, host: str) -> dict[str, str]:
    """Ask who answers for the site; where it stands and under which law nobody can guess."""
    usual = {"controller": organisation}
    if "." in host and host[-1].isalpha():  # mail to such a name is read by somebody: RFC 5321
        usual["contact"] = f"postmaster@{host}"
    return {
        name: click.prompt(question, default=usual.get(name))
        for name, question in QUESTIONS.items()
    }
