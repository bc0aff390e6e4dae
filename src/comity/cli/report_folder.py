"""From two files of a conversation to a folder with its report: json, html and bundle."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from comity import __version__
from comity.canonical import decode, digest, sha256_hex
from comity.dialogue import Conversation, InputFile, read_conversation, read_vote_map
from comity.dialogue.counts import counts
from comity.dialogue.publication import RULE, Parameters, open_inputs
from comity.dialogue.report import REPORT, report
from comity.dialogue.rule import read_rule
from comity.edge import (
    Entered,
    ensure_own_record,
    find_home,
    make_folder,
    publish_to_log,
    read_bounded,
    shipped,
    write_atomically,
)
from comity.record import RuleReference, describe_bundle, encode_manifest, write_bundle
from comity.record.manifest import MANIFEST
from comity.registry import REGISTRY
from comity.render import LANGUAGES, VerifyNote, report_html
from comity.subject import Subject

__all__ = ["Request", "Written", "read_files", "write_report"]

LARGEST_FILE: Final = 500_000_000
LARGEST_RULE: Final = 1_000_000
ACT: Final = "dialogue.compute_report"
FUNCTIONS: Final = (("dialogue.counts", 1), ("dialogue.report", 1))

GROUPS: Final = {
    "none": "no stable opinion groups",
    "not_run": "opinion groups not sought",
    "not_enough_data": "not enough data for opinion groups",
}

Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What ``comity dialogue report`` was asked for."""

    votes: Path
    statements: Path
    out: Path
    language: str
    mapping: tuple[str, ...] = ()
    rules: Path | None = None
    seed: int = 0
    quick: bool = False
    title: str | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, for people and for machines."""

    out: Path
    participants: int
    votes: int
    common_ground: int
    groups: str
    k: int
    entry: int
    origin: str

    def in_words(self) -> str:
        """Return four short lines: what it is, what was found, where, and how to check it."""
        return (
            f"Computed, not published: {self.participants:,} participants, {self.votes:,} votes, "
            f"{self.common_ground} statements of common ground, {self._groups()}.\n"
            f"Entered in your own record as entry {self.entry} of {self.origin}.\n"
            f"{self.out / 'report.html'} to read, {self.out / 'report.json'} for machines.\n"
            f"Check it, offline: comity verify {self.out / 'report.zip'}"
        )

    def _groups(self) -> str:
        if self.groups == "stable":
            return f"{self.k} stable opinion groups"
        return GROUPS[self.groups]

    def as_json(self) -> str:
        """Return the same as JSON."""
        return json.dumps(asdict(self) | {"out": str(self.out)})


def read_files(votes: Path, statements: Path, mapping: tuple[str, ...]) -> Conversation:
    """Return the conversation in two files, each read no further than 500 MB."""
    return read_conversation(_input(votes), _input(statements), read_vote_map(mapping))


def write_report(request: Request, progress: Progress | None = None) -> Written:
    """Compute the report, enter it in the user's own record and write its three files.

    The bundle is written first: what report.html and report.json say can then be verified.
    """
    conversation = read_files(request.votes, request.statements, request.mapping)
    inputs = _inputs(conversation, request)
    files = {**inputs, **counts(inputs), **report(inputs, _tell(progress))}
    now = datetime.now(UTC)
    bundle, entered = _entered(files, request, now)
    make_folder(request.out)
    write_atomically(request.out / "report.zip", bundle)
    write_atomically(request.out / "report.json", files[REPORT])
    found: Any = decode(files[REPORT])
    page = report_html(found, LANGUAGES[request.language], _note(entered, now))
    write_atomically(request.out / "report.html", page.encode())
    return Written(
        out=request.out,
        participants=found["participation"]["participants"],
        votes=found["participation"]["votes"],
        common_ground=len(found["common_ground"]),
        groups=found["groups"]["outcome"],
        k=found["groups"]["k"],
        entry=entered.index,
        origin=entered.origin,
    )


def _inputs(conversation: Conversation, request: Request) -> dict[str, bytes]:
    rule = shipped("dialogue", "common-ground", 1)
    if request.rules is not None:
        rule = read_bounded(request.rules, LARGEST_RULE)
        read_rule(rule, str(request.rules))
    parameters = Parameters(
        title=request.title or request.votes.stem,
        seed=request.seed,
        quick=request.quick,
        simulated=request.simulated,
    )
    # Row numbers are drawn anew and their seed is kept nowhere: they must not tell who came when.
    rows = secrets.randbits(128)
    return open_inputs(conversation.log, conversation.statements, parameters, rule, rows)


def _entered(files: Mapping[str, bytes], request: Request, now: datetime) -> tuple[bytes, Entered]:
    """Enter the result in the user's own record; return the bundle and where it was entered."""
    rule = read_rule(files[RULE], RULE)
    name = digest({path: sha256_hex(data) for path, data in files.items()})[:16]
    subject = Subject("dialogue", "report", name)
    manifest = encode_manifest(
        describe_bundle(
            subject,
            request.title or request.votes.stem,
            [REGISTRY[function] for function in FUNCTIONS],
            files,
            made_by=("comity", __version__),
            simulated=request.simulated,
        )
    )
    entered = publish_to_log(
        ensure_own_record(find_home()),
        sha256_hex(manifest),
        subject,
        ACT,
        RuleReference(rule.id, str(rule.version), rule.sha256),
        now,
    )
    return write_bundle({**files, MANIFEST: manifest, **entered.members}), entered


def _note(entered: Entered, now: datetime) -> VerifyNote:
    return VerifyNote(
        key=entered.fingerprint, origin=entered.origin, entry=entered.index, computed=now.date()
    )


def _tell(progress: Progress | None) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress("Testing the opinion groups", done, total)


def _input(path: Path) -> InputFile:
    return InputFile(str(path), read_bounded(path, LARGEST_FILE))
