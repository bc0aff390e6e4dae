"""``comity doctor``: look an organisation's site over."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from comity.site.upkeep.doctor import Finding

__all__ = ["doctor"]


@click.command(short_help="Look an organisation's site over: what must be mended, and how.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="The port that the site is to have.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@click.pass_context
def doctor(context: click.Context, port: int, *, as_json: bool) -> None:
    """Look over description, folders, keys, disk, database, record and the rest; change nothing.

    The site may go on meanwhile. Exit codes: 0 nothing has to be mended; 1 something has.
    """
    os.environ.pop("COMITY_DEMO", None)
    found = []
    for finding in _findings(port):
        found.append(finding)
        if not as_json:
            for line in _lines(finding):
                click.echo(line)
    if as_json:
        click.echo(json.dumps([_told(one) for one in found], ensure_ascii=False, indent=1))
    context.exit(0 if all(one.is_well for one in found) else 1)


def _findings(port: int) -> "Sequence[Finding] | Any":
    from comity.fault import RefusedError  # noqa: PLC0415 - lazy
    from comity.site.configuration import configured  # noqa: PLC0415 - the site is an extra
    from comity.site.upkeep.doctor import Finding, look_over  # noqa: PLC0415 - as above

    try:
        configuration = configured(os.environ)
    except RefusedError as refused:
        return [Finding("description and secret", refused.faults)]
    return look_over(configuration, port, datetime.now(UTC))


def _lines(finding: "Finding") -> list[str]:
    if not finding.looked_at:
        return [f"not looked at: {finding.what}"]
    if not finding.faults:
        return [f"well     {finding.what}"]
    mark = "MEND" if finding.must else "note"
    return [f"{mark}     {finding.what}: {line}" for line in _words(finding)]


def _told(finding: "Finding") -> dict[str, Any]:
    state = "well" if not finding.faults else "mend" if finding.must else "note"
    if not finding.looked_at:
        state = "not_looked_at"
    codes = [fault.code for fault in finding.faults]
    return {"what": finding.what, "state": state, "codes": codes, "said": _words(finding)}


def _words(finding: "Finding") -> list[str]:
    from comity.render import LANGUAGES, words  # noqa: PLC0415 - loads Babel

    language = LANGUAGES.get(os.environ.get("COMITY_LANG", ""), LANGUAGES["en"])
    return [words(fault, language, wrote_nothing=False) for fault in finding.faults]
