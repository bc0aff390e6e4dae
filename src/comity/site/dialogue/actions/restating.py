"""Restating a published report once people have taken their votes out: drawn up, then signed.

What is drawn up has no effect, and is made once: who saw it made anew each time somebody leaves
could subtract one from the other. Who leaves afterwards is left out of the next one.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from comity import __version__
from comity.canonical import sha256_hex
from comity.dialogue import (
    BEFORE,
    LEFT,
    RESTATEMENT_MEMBER,
    RESTATEMENT_RULE,
    RESTATES,
    RULE,
    Counts,
    RestatementRule,
    Restates,
    counts_left,
    encode_restates,
    first_scheduled,
    read_rule,
    restate,
    restated_lines,
    scheduled_on,
    standing_lines,
    votes_in_tier,
)
from comity.edge import shipped
from comity.fault import N_, FaultKind, Place, refuse
from comity.oversight import SignOff
from comity.people import Acting
from comity.record import (
    MANIFEST,
    describe_bundle,
    encode_manifest,
    parse_manifest,
    publish_payload,
    read_bundle,
    write_bundle,
)
from comity.registry import REGISTRY
from comity.site.dialogue.actions.conversation import about, locked_conversation
from comity.site.dialogue.actions.report import mandate_of, publication_entry, store_bundle
from comity.site.dialogue.models import Restatement, RestatementDraft
from comity.site.dialogue.queries.conversation import gathered, shaping_tier
from comity.site.dialogue.queries.restatement import (
    Release,
    erased_statements,
    last_release,
    restatement_rule,
)
from comity.site.members.standing import require_in_force
from comity.site.oversight.actions import record_sign_off
from comity.site.oversight.proving import sign_off_to_name
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Log
from comity.subject import Subject

__all__ = ["RESTATE", "draw_up_restatement", "drawn_up", "publish_restatement"]

RESTATE: Final = "dialogue.publish_restatement"
FUNCTION: Final = ("dialogue.restatement", 1)

UNPUBLISHED: Final = FaultKind(
    "dialogue.restatement_unpublished",
    N_("there is no published report {report}"),
    N_("what is restated are the figures of a published report"),
    N_("Publish the report first."),
)
DRAWN_UP: Final = FaultKind(
    "dialogue.restatement_drawn_up",
    N_("a restatement is drawn up and waits for a signature"),
    N_("it is made once, so that nobody can compare two and learn how few have voted"),
    N_("Read it and sign it. Who left since is left out of the next one."),
)
NOTHING: Final = FaultKind(
    "dialogue.restatement_missing",
    N_("no restatement is drawn up"),
    N_("what is signed was drawn up and read before"),
    N_("Draw it up first."),
)
TOO_EARLY: Final = FaultKind(
    "dialogue.restatement_early",
    N_("its figures cannot be restated before {day}"),
    N_("restatements bear the first day of a quarter, and one at most is made in each"),
    N_("Come back on {day} or later."),
)


def draw_up_restatement(*, report: str, acting: Acting | None, now: datetime) -> None:
    """Make the restatement of a report, for somebody to read and sign (``records = none``).

    Raises ``RefusedError`` before the scheduled date, while fewer people than the rule says have
    taken out votes that are in the figures, and where one is drawn up that nobody has signed.
    """
    with transaction.atomic():
        require_in_force(acting, act=RESTATE, at=now, about=about(report))
        release = last_release(report)
        if release is None:
            raise refuse(UNPUBLISHED.at(Place(report), report=report))
        row = locked_conversation(report)
        if RestatementDraft.objects.filter(pk=row.id).exists():
            raise refuse(DRAWN_UP.at(Place(row.symbol)))
        bundle = write_bundle(_members(row.id, release, now))
        RestatementDraft.objects.create(report_id=row.id, bundle=bundle, made_at=now)


def drawn_up(report: str) -> Mapping[str, bytes] | None:
    """Return the members of what is drawn up and not signed; None where there is nothing."""
    row = RestatementDraft.objects.filter(pk=report).first()
    return None if row is None else read_bundle(bytes(row.bundle)).members


def publish_restatement(
    *, log: Log, report: str, sign_off: SignOff, folder: Path, now: datetime
) -> str:
    """Publish the restatement of a report that is drawn up, and return its id.

    ``sign_off`` must bind the SHA-256 of the manifest. Rows and entries are written in one
    transaction, the bundle into ``folder`` before it ends. On ``RefusedError`` nothing is published
    (``records = one``).
    """
    with transaction.atomic():
        row = locked_conversation(report)
        members = drawn_up(row.id)
        if members is None:
            raise refuse(NOTHING.at(Place(row.symbol)))
        manifest = parse_manifest(members[MANIFEST])
        digest = sha256_hex(members[MANIFEST])
        subject = Subject("dialogue", "restatement", manifest.subject.id, digest)
        day = subject.id.removeprefix(f"{row.id}-")
        named = {"symbol": f"{row.symbol}/{day}", "title": manifest.title}
        signed = record_sign_off(log=log, sign_off=sign_off, act=RESTATE, subject=subject, **named)
        mandate = mandate_of(signed, sign_off.mandate, row.id, now)
        result, word = members[RESTATEMENT_MEMBER], sign_off_to_name(signed)
        entry = append_entry(
            log=log,
            statement=publication_entry(RESTATE, mandate, subject, result, now, named=word),
            content=Content(publish_payload(digest, word)),
            **named,
        )
        Restatement.objects.create(
            id=subject.id,
            **named,
            restates_id=row.id,
            restatement=result,
            digest=digest,
            bundle_size=store_bundle(members, folder, digest),
            simulated=manifest.simulated,
            published_at=entry.at,
            signoff=signed,
            signoff_subject=signed.subject,
            signoff_digest=signed.digest,
            entry=entry,
        )
        RestatementDraft.objects.filter(pk=row.id).delete()
    return subject.id


def _members(report: str, release: Release, now: datetime) -> Mapping[str, bytes]:
    """Return the members of a restatement made now; equal votes give equal bytes."""
    data, rule = restatement_rule()
    day = _dated(release, rule, now)
    files = {**_inputs(report, release, rule, day), RESTATEMENT_RULE: data}
    function = REGISTRY[FUNCTION]
    files |= function.run(files)
    said: Any = release.report["conversation"]
    manifest = describe_bundle(
        Subject("dialogue", "restatement", f"{report}-{day.isoformat()}"),
        said["title"],
        [function],
        files,
        made_by=("comity", __version__),
        simulated=said["simulated"],
    )
    return {MANIFEST: encode_manifest(manifest), **files}


def _dated(release: Release, rule: RestatementRule, now: datetime) -> date:
    """Return the scheduled date of a restatement made now; refuse where none is possible yet."""
    today = now.astimezone(UTC).date()
    first = first_scheduled(rule, release.at.astimezone(UTC).date())
    if today < first:
        raise refuse(TOO_EARLY.at(Place(first.isoformat()), day=first.isoformat()))
    return scheduled_on(rule, today)


def _inputs(report: str, release: Release, rule: RestatementRule, day: date) -> dict[str, bytes]:
    """Return the inputs, of which each holds only what may be published."""
    used = release.report["rule"]
    under = shipped("dialogue", used["id"], used["version"])
    least = read_rule(under, RULE).minimum_cell
    log = votes_in_tier(gathered(report).log, shaping_tier(report))
    before = {one: _told(shown, least) for one, shown in release.standing.items()}
    restated = restate(
        before,
        counts_left(log, list(before)),
        erased_statements(report),
        min_changes=rule.min_changes,
        minimum_cell=least,
    )
    said: Any = release.report["conversation"]
    restates = Restates(
        report=report,
        title=said["title"],
        ballots=said["ballots"],
        published=release.published,
        before=release.digest,
        date=day.isoformat(),
        simulated=said["simulated"],
        participants_before=release.participants,
        participants=len(log.participants),
    )
    return {
        BEFORE: standing_lines(before),
        LEFT: restated_lines(restated),
        RULE: under,
        RESTATES: encode_restates(restates),
    }


def _told(shown: Counts | None, least: int) -> Counts | None:
    """Return a figure shown before; with open ballots those of too few are not restated."""
    return None if shown is None or 0 < sum(shown) < least else shown
