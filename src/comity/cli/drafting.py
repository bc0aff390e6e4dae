"""``comity dialogue draft``: a plug-in drafts the summary of a bundle's report, off the net."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from comity.canonical import decode, sha256_hex
from comity.cli.options import FILE, language_option
from comity.fault import N_, FaultKind, Place, phrase, refuse

if TYPE_CHECKING:
    from comity.oversight import Accepted, Asked, InformationClass, Reviewed
    from comity.render import Voice

__all__ = ["draft"]

CLASSES: Final = ("public", "members", "delegation", "person")
FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
REPORT: Final = "outputs/report.json"
LARGEST: Final = 500_000_000
SECRET: Final = 0o600

NO_REPORT: Final = FaultKind(
    "cli.draft_no_report",
    N_("there is no report in it to draft from: {reason}"),
    N_("a draft is made from outputs/report.json of a bundle, as its manifest lists it"),
    N_("Give the bundle of a report, and see with comity verify that nobody changed it."),
)


@click.command(short_help="Have a plug-in draft a report's summary, checked, signed by nobody.")
@click.argument("bundle", type=FILE)
@click.option("--plugin", type=FOLDER, required=True, help="The plug-in's folder.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write, as JSON."
)
@language_option("The language to draft in.")
@click.option(
    "--information",
    type=click.Choice(CLASSES),
    default="members",
    show_default=True,
    help="Who may know what BUNDLE says; a plug-in is given nothing above its ceiling.",
)
@click.option(
    "--unconfined",
    is_flag=True,
    envvar="COMITY_PLUGINS_UNCONFINED",
    help="Run it even where nothing shuts it off from network and files.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the draft as JSON.")
def draft(bundle: Path, plugin: Path, out: Path | None, *, as_json: bool, **asked: Any) -> None:
    """Have the plug-in in a folder draft a summary of the report in BUNDLE.

    Each number and quotation is compared with the bundle, as on a site; one that differs refuses
    the whole draft and is named. The bundle itself is checked by `comity verify`. A draft has no
    effect: nobody has signed it.
    """
    from comity.edge import (  # noqa: PLC0415 - loads cryptography
        draft_summary,
        plugin_in,
        write_atomically,
    )
    from comity.oversight import encode_unsigned  # noqa: PLC0415 - loaded with edge
    from comity.render import LANGUAGES, quotation_marks, voice  # noqa: PLC0415 - loads Babel

    speaker = voice(LANGUAGES[asked["lang"]])
    installed = plugin_in(plugin)
    manifest, given = _asked(bundle, speaker, asked["information"])
    drafted, accepted = draft_summary(
        installed,
        given,
        quotation_marks(speaker),
        datetime.now(UTC),
        waived=asked["unconfined"],
    )
    encoded = encode_unsigned(manifest, drafted, accepted)
    if out is not None:
        write_atomically(out, encoded, SECRET)
    click.echo(encoded.decode() if as_json else "\n".join(_told(drafted, accepted)))
    if out is not None and not as_json:
        click.echo(f"{out}: the draft and its items.")


def _asked(bundle: Path, speaker: "Voice", information: "InformationClass") -> tuple[str, "Asked"]:
    """Return the digest of the bundle's manifest, and what a plug-in may be asked of its report."""
    from comity.edge import read_bounded  # noqa: PLC0415 - loads cryptography
    from comity.record import MANIFEST, parse_manifest, read_bundle  # noqa: PLC0415 - as above
    from comity.render import summary_asked  # noqa: PLC0415 - loads Babel

    place = Place(str(bundle))
    members = read_bundle(read_bounded(bundle, LARGEST), str(bundle)).members
    manifest = members.get(MANIFEST, b"")
    if REPORT not in members:
        raise refuse(NO_REPORT.at(place, reason=REPORT))
    if parse_manifest(manifest).files.get(REPORT) != sha256_hex(members[REPORT]):
        raise refuse(NO_REPORT.at(place, reason=phrase(N_("its manifest lists another one"))))
    try:
        report: Any = decode(members[REPORT])
        return sha256_hex(manifest), summary_asked(report, speaker, information)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise refuse(NO_REPORT.at(place, reason=f"{type(error).__name__} {error}")) from error


def _told(drafted: "Reviewed", accepted: "Accepted") -> Iterator[str]:
    """Yield the draft in lines: that nobody signed it, its text, and where each item stands."""
    from comity.oversight import UNSIGNED  # noqa: PLC0415 - loaded with edge
    from comity.record import plain  # noqa: PLC0415 - as above

    machine = drafted.machine
    yield UNSIGNED
    yield plain(f"Written by {machine.system} {machine.version} ({machine.model}).")
    yield ""
    yield from (plain(line, len(line)) for line in drafted.draft.splitlines())
    yield ""
    items = [one for one in accepted.pieces if one.kind != "words"]
    yield f"Compared with the bundle, and the same there: {len(items)}"
    for one in items:
        yield plain(f"  {one.kind} {one.of}: {one.text}")
    yield f"Statements that it does not quote: {len(accepted.not_cited)}"
    listed = ", ".join(accepted.not_cited)
    yield plain(f"  {listed}", len(listed) + 2)
