"""What is known of flagged near duplicates before a report is published."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from comity.canonical import decode
from comity.dialogue import FLAGS_MEMBER, REPORT_MEMBER, FlagDecision
from comity.edge import read_bounded
from comity.record import opens, parse_entry, read_bundle
from comity.site.dialogue.models import ReportDraft
from comity.site.record.models import Entry
from comity.subject import Subject

__all__ = ["draft_flags", "draft_result", "flag_decisions", "flags_subject"]

DECIDED: Final = "dialogue.decide_flag"
LARGEST: Final = 400_000_000
MINUTES: Final = len("2026-11-26T12:00")


def flags_subject(conversation: str) -> Subject:
    """Return the subject of what is decided on flags: the conversation itself is closed by then."""
    return Subject("dialogue", "flags", conversation)


def draft_flags(conversation: str, folder: Path) -> Sequence[Mapping[str, Any]]:
    """Return the flags in the draft of a conversation's report; none where there is no draft."""
    flags: Sequence[Mapping[str, Any]] = _member(conversation, folder, FLAGS_MEMBER).get(
        "flags", ()
    )
    return flags


def draft_result(conversation: str, folder: Path) -> Mapping[str, Any]:
    """Return the computed report in the draft; without a finding where there is no draft."""
    nothing = {"statements": (), "common_ground": (), "differences": (), "groups": {"list": ()}}
    return _member(conversation, folder, REPORT_MEMBER) or nothing


def flag_decisions(conversation: str) -> Sequence[FlagDecision]:
    """Return what the record says was decided on each component, the last word of each."""
    rows = Entry.objects.filter(act=DECIDED, subject=str(flags_subject(conversation)))
    found: dict[str, FlagDecision] = {}
    for leaf, payload in rows.order_by("pk").values_list("leaf", "payload"):
        statement = parse_entry(bytes(leaf))
        if payload is None or not opens(statement.payload, bytes(payload), None):
            continue
        content: Any = decode(bytes(payload))
        found[content["component"]] = FlagDecision(
            content["component"],
            content["decision"],
            statement.actor,
            f"{statement.at[:MINUTES]}Z",
            content["reason"],
        )
    return tuple(found.values())


def _member(conversation: str, folder: Path, name: str) -> Mapping[str, Any]:
    """Return what the member ``name`` of a draft holds; nothing where it is not there."""
    draft = ReportDraft.objects.filter(pk=conversation).first()
    file = folder / f"{draft.digest}.zip" if draft else folder
    if not file.is_file():
        return {}
    members = read_bundle(read_bounded(file, LARGEST)).members
    found: Any = decode(members[name]) if name in members else {}
    return found if isinstance(found, Mapping) else {}
