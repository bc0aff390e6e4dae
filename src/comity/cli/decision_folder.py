"""From ballots and a rule to an outcome, and to a folder with json, html and bundle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from comity.canonical import decode, sha256_hex
from comity.cli.own_bundle import Computed, after_entry, entered_computed, room_for
from comity.cli.shipped_rules import rule_data, shipped_rules
from comity.edge import make_room, read_bounded, write_atomically
from comity.record import RuleReference
from comity.render import LANGUAGES, VerifyNote, decision_html, voice
from comity.standards import (
    DECISION,
    Asked,
    Finding,
    decide_ballots,
    decision_inputs,
    outcomes_by_rule,
)

__all__ = ["DecisionAsked", "computed_decision", "explored", "write_decision"]

FUNCTIONS: Final = (("standards.decide", 1),)
BUNDLE: Final = "decision.zip"
LARGEST: Final = 50_000_000


@dataclass(frozen=True, slots=True)
class DecisionAsked:
    """What ``comity decide`` was asked for."""

    ballots: Path
    rule: str
    roll: Path | None
    weights: Path | None
    at: date | None
    title: str | None
    finding: Finding | None


def computed_decision(asked: DecisionAsked) -> dict[str, bytes]:
    """Return inputs and outcome; raise ``RefusedError`` with what is wrong in a file."""
    inputs = decision_inputs(
        {
            name: None if path is None else (read_bounded(path, LARGEST), str(path))
            for name, path in (
                ("ballots", asked.ballots),
                ("roll", asked.roll),
                ("weights", asked.weights),
            )
        },
        (rule_data(asked.rule), asked.rule),
        Asked(asked.title or asked.ballots.stem, asked.at, asked.finding),
    )
    return {**inputs, **decide_ballots(inputs)}


def explored(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return what the same ballots give under every shipped rule, marked as exploration."""
    return {
        "kind": "exploration",
        "note": "the same ballots under other rules; none of these is a result",
        "outcomes": outcomes_by_rule(files, shipped_rules().values()),
    }


def write_decision(files: Mapping[str, bytes], out: Path, language: str) -> str:
    """Enter a decision in the user's own record, write its files and return what was done.

    The bundle is written first; an earlier one in the folder stands in the record as well and is
    kept under another name.
    """
    make_room(out, 2 * room_for(files))
    kept = _name_to_keep(out / BUNDLE)
    decided: Any = decode(files[DECISION])
    now = datetime.now(UTC)
    rule = decided["rule"]
    reference = RuleReference(rule["id"], str(rule["version"]), rule["sha256"])
    made = Computed("standards", "decision", decided["title"], FUNCTIONS, reference)
    bundle, entered = entered_computed(files, made, now)
    note = VerifyNote(
        command=f"comity verify {BUNDLE}",
        key=entered.fingerprint,
        origin=entered.origin,
        entry=entered.index,
        computed=now.date(),
    )
    page = decision_html(decided, note, voice(LANGUAGES[language]))
    with after_entry(entered, out):
        if kept:
            (out / BUNDLE).replace(out / kept)
        write_atomically(out / BUNDLE, bundle)
        write_atomically(out / "decision.json", files[DECISION])
        write_atomically(out / "decision.html", page.encode())
    also = f"\nThe earlier {BUNDLE} is kept as {out / kept}" if kept else ""
    return (
        f"Computed, not published. Entered in your own record as entry {entered.index} of "
        f"{entered.origin}.\n{out / 'decision.html'} to read, {out / 'decision.json'} for "
        f"machines.\nCheck it, offline: comity verify {out / BUNDLE}{also}"
    )


def _name_to_keep(earlier: Path) -> str:
    """Return the name for an earlier bundle, by its digest: no two of them share one."""
    if not earlier.exists():
        return ""
    return f"decision-{sha256_hex(read_bounded(earlier, LARGEST))[:12]}.zip"
