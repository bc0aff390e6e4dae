"""Restating a published report once people have taken their votes out: drawn up, then signed.

What is drawn up has no effect, and is made once: who saw it made anew each time somebody leaves
could subtract one from the other. Who leaves afterwards is left out of the next one.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from comity import __version__
from comity.canonical import decode, sha256_hex
from comity.dialogue import (
    BEFORE,
    LEFT,
    RESTATEMENT_MEMBER,
    RESTATEMENT_RULE,
    RESTATES,
    RULE,
    Counts,
    Remaining,
    Restates,
    counts_left,
    encode_restates,
    first_scheduled,
    read_rule,
    restate,
    restated_lines,
    scheduled_on,
    sealed_left_inputs,
    standing_lines,
    were_left,
)
from comity.edge import shipped
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.oversight import SignOff
from comity.people import Acting
from comity.record import (
    MANIFEST,
    describe_bundle,
    encode_manifest,
    parse_manifest,
    read_bundle,
    write_bundle,
)
from comity.registry import REGISTRY
from comity.site.dialogue.actions.conversation import about, locked_conversation
from comity.site.dialogue.actions.publication import (
    Publication,
    enter_publication,
    store_bundle,
)
from comity.site.dialogue.models import Restatement, RestatementDraft
from comity.site.dialogue.queries.conversation import gathered
from comity.site.dialogue.queries.restatement import (
    Release,
    erased_statements,
    last_release,
    restatement_rule,
)
from comity.site.dialogue.queries.tiers import shaping_tier
from comity.site.dialogue.sealed import keep_sealed, sealed_left
from comity.site.members.standing import require_in_force
from comity.site.record.models import Entry, Log
from comity.subject import Subject

__all__ = [
    "ALTERED",
    "RESTATE",
    "draw_up_restatement",
    "drawn_up",
    "is_of_the_votes",
    "publish_restatement",
]

RESTATE: Final = "dialogue.publish_restatement"
ERASED: Final = "dialogue.erase_votes"
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
ALTERED: Final = FaultKind(
    "dialogue.restatement_altered",
    N_("the figures that are drawn up are not those of the votes"),
    N_("what is signed was counted from the votes, which can only have gone since"),
    N_("Compare the rows with the record: comity record reconcile. Then draw it up again."),
)
TOO_EARLY: Final = FaultKind(
    "dialogue.restatement_early",
    N_("its figures cannot be restated before {day}"),
    N_("restatements bear the first day of a quarter, and one at most is made in each"),
    N_("Come back on {day} or later."),
)


def draw_up_restatement(*, report: str, acting: Acting | None, sealed: Path, now: datetime) -> None:
    """Make the restatement of a report, for somebody to read and sign (``records = none``).

    The votes that are left are kept in the folder ``sealed`` for auditors. Raises ``RefusedError``
    before the scheduled date, while fewer people than the rule says have taken out votes that are
    in the figures, and where one is drawn up that nobody has signed. One whose figures are not
    those of the votes is made anew.
    """
    with transaction.atomic():
        require_in_force(acting, act=RESTATE, at=now, about=about(report))
        release = last_release(report)
        if release is None:
            raise refuse(UNPUBLISHED.at(Place(report), report=report))
        row = locked_conversation(report)
        if is_of_the_votes(row.id):
            raise refuse(DRAWN_UP.at(Place(row.symbol)))
        left, subject = _left(row.id), _subject(row.id, _dated(release, now))
        files = _files(release, left, _restates(row.id, release, left, subject))
        after = Entry.objects.aggregate(newest=Max("pk"))["newest"] or 0
        bundle = write_bundle(_bundled(subject, release, files))
        made = {"bundle": bundle, "made_at": now, "after": after}
        RestatementDraft.objects.update_or_create(report_id=row.id, defaults=made)
        # Row numbers are drawn anew and their seed is kept nowhere.
        votes = sealed_left_inputs(left, files, secrets.randbits(128))
        keep_sealed(sealed, row.id, sealed_left(row, subject.id, votes), subject.id)


def drawn_up(report: str) -> Mapping[str, bytes] | None:
    """Return the members of what is drawn up and not signed; None where there is nothing."""
    row = RestatementDraft.objects.filter(pk=report).first()
    return None if row is None else read_bundle(bytes(row.bundle)).members


def is_of_the_votes(report: str) -> bool:
    """Return whether a restatement is drawn up whose figures are those of the votes.

    Whoever has left since may have been in them; nobody else, and nothing else may differ.
    """
    draft = RestatementDraft.objects.filter(pk=report).first()
    release = last_release(report)
    if draft is None or release is None:
        return False
    since = Entry.objects.filter(act=ERASED, subject=f"dialogue:votes:{report}", pk__gt=draft.after)
    try:
        members = read_bundle(bytes(draft.bundle)).members
        left = _left(report)
        return were_left(members, left, since.count()) and _is_made_from(members, release, left)
    except (RefusedError, KeyError):
        return False


def publish_restatement(
    *, log: Log, report: str, sign_off: SignOff, folder: Path, now: datetime
) -> str:
    """Publish the restatement of a report that is drawn up, and return its id.

    ``sign_off`` must bind the SHA-256 of the manifest. Rows and entries are written in one
    transaction, the bundle into ``folder`` before it ends. What is drawn up is compared with the
    votes first. On ``RefusedError`` nothing is published
    (``records = one``).
    """
    with transaction.atomic():
        row = locked_conversation(report)
        members = drawn_up(row.id)
        if members is None:
            raise refuse(NOTHING.at(Place(row.symbol)))
        if not is_of_the_votes(row.id):
            raise refuse(ALTERED.at(Place(row.symbol)))
        manifest = parse_manifest(members[MANIFEST])
        digest = sha256_hex(members[MANIFEST])
        subject = Subject("dialogue", "restatement", manifest.subject.id, digest)
        day = subject.id.removeprefix(f"{row.id}-")
        result = members[RESTATEMENT_MEMBER]
        what = Publication(RESTATE, row.id, subject, f"{row.symbol}/{day}", manifest, result)
        columns = enter_publication(log=log, what=what, sign_off=sign_off, now=now)
        Restatement.objects.create(
            **columns,
            restates_id=row.id,
            restatement=result,
            bundle_size=store_bundle(members, folder, digest),
        )
        RestatementDraft.objects.filter(pk=row.id).delete()
    return subject.id


def _left(report: str) -> Remaining:
    return Remaining(gathered(report).log, shaping_tier(report), erased_statements(report))


def _subject(report: str, day: date) -> Subject:
    return Subject("dialogue", "restatement", f"{report}-{day.isoformat()}")


def _is_made_from(members: Mapping[str, bytes], release: Release, left: Remaining) -> bool:
    """Return whether members are what a restatement with these figures is made of, and no other."""
    said: Any = decode(members[RESTATES])
    report, day = said["report"], date.fromisoformat(said["date"])
    subject = _subject(report, day)
    restates = replace(_restates(report, release, left, subject), participants=said["participants"])
    files = _files(release, left, restates, members[LEFT])
    # Another version of Comity may have made it.
    made, manifest = _bundled(subject, release, files), parse_manifest(members[MANIFEST])
    same = replace(manifest, made_by=parse_manifest(made[MANIFEST]).made_by)
    return day >= _first(release) and {**members, MANIFEST: encode_manifest(same)} == made


def _bundled(subject: Subject, release: Release, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the members of a restatement; equal figures give equal bytes."""
    function = REGISTRY[FUNCTION]
    files = {**files, **function.run(files)}
    said: Any = release.report["conversation"]
    manifest = describe_bundle(
        subject,
        said["title"],
        [function],
        files,
        made_by=("comity", __version__),
        simulated=said["simulated"],
    )
    return {MANIFEST: encode_manifest(manifest), **files}


def _dated(release: Release, now: datetime) -> date:
    """Return the scheduled date of a restatement made now; refuse where none is possible yet."""
    today, first = now.astimezone(UTC).date(), _first(release)
    if today < first:
        raise refuse(TOO_EARLY.at(Place(first.isoformat()), day=first.isoformat()))
    return scheduled_on(restatement_rule()[1], today)


def _first(release: Release) -> date:
    return first_scheduled(restatement_rule()[1], release.at.astimezone(UTC).date())


def _restates(report: str, release: Release, left: Remaining, subject: Subject) -> Restates:
    said: Any = release.report["conversation"]
    return Restates(
        report=report,
        title=said["title"],
        ballots=said["ballots"],
        published=release.published,
        before=release.digest,
        date=subject.id.removeprefix(f"{report}-"),
        simulated=said["simulated"],
        participants_before=release.participants,
        participants=len(left.counted.participants),
    )


def _files(
    release: Release, left: Remaining, restates: Restates, drawn: bytes | None = None
) -> dict[str, bytes]:
    """Return the inputs, of which each holds only what may be published; figures ``drawn`` stay."""
    used, (data, rule) = release.report["rule"], restatement_rule()
    under = shipped("dialogue", used["id"], used["version"])
    least = read_rule(under, RULE).minimum_cell
    before = {one: _told(shown, least) for one, shown in release.standing.items()}
    if drawn is None:
        restated = restate(
            before,
            counts_left(left.counted, list(before)),
            left.erased,
            min_changes=rule.min_changes,
            minimum_cell=least,
        )
        drawn = restated_lines(restated)
    return {
        BEFORE: standing_lines(before),
        LEFT: drawn,
        RULE: under,
        RESTATEMENT_RULE: data,
        RESTATES: encode_restates(restates),
    }


def _told(shown: Counts | None, least: int) -> Counts | None:
    """Return a figure shown before; with open ballots those of too few are not restated."""
    return None if shown is None or 0 < sum(shown) < least else shown
