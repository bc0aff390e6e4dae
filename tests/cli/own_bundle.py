"""Runs commands in a home, and publishes the small bundle of the record's tests from it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner, Result

from comity.canonical import sha256_hex
from comity.cli import main
from comity.edge import Home, ensure_own_record, publish_to_log
from comity.record import MANIFEST, write_bundle
from tests.record.bundles import FILES, MEMBERS, RULE, SUBJECT


def run(home: Path, *arguments: object, **options: object) -> Result:
    """Run ``comity`` in ``home`` and return what came of it."""
    words = [str(argument) for argument in arguments]
    environment = {"COMITY_CONFIG_DIR": str(home)}
    return CliRunner().invoke(main, words, env=environment, **options)


def publish(home: Path, target: Path, later: timedelta = timedelta(0)) -> Path:
    """Enter the small report in the record of ``home`` and write its bundle to ``target``."""
    entered = publish_to_log(
        ensure_own_record(Home(home)),
        sha256_hex(MEMBERS[MANIFEST]),
        SUBJECT,
        "dialogue.compute_report",
        rule=RULE,
        now=datetime.now(UTC) + later,
    )
    members = {**FILES, MANIFEST: MEMBERS[MANIFEST], **entered.members}
    target.write_bytes(write_bundle(members))
    return target
