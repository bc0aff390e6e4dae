"""What following, witnessing and going on after a loss come to, in words and an exit code."""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from comity.cli.kept_note import kept_note
from comity.edge import (
    COSIGNED_PATH,
    Followed,
    Following,
    WitnessStore,
    add_cosignatures,
    cosign_followed,
    find_home,
    follow,
    open_source,
    read_fork,
    read_key,
    remember_head,
    remembered_heads,
    resume_own,
    verify_signature,
)
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.record import (
    BadSignatureError,
    RecordFormatError,
    UnknownSignerError,
    plain,
    proves_fork,
    verify_checkpoint,
)

__all__ = ["Asked", "Told", "check_fork", "follow_source", "resume", "resume_site", "take_in"]

HOLDS: Final = 0
DIFFERS: Final = 1
REFUSED: Final = 2
FORKED: Final = 4
UNKNOWN: Final = 5
COSIGNED: Final = 200
UNREADY: Final = 503
UNPROVED: Final = 422
KEEP: Final = "The proof is in {fork}. Keep it, and tell others who rely on this record."

NO_PROOF = FaultKind(
    "cli.no_fork",
    N_("there is no proof of two histories in it: {reason}"),
    N_("a proof is two checkpoints, and what the newer tree has at the older size"),
    N_("Give the whole folder as it was kept."),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which record to follow, by which key, into which folder, and what to do with it."""

    source: str
    key: str
    out: Path
    others: tuple[Path, ...] = ()
    witness: Path | None = None
    content: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """An exit code and the lines to print."""

    code: int
    lines: tuple[str, ...]


def follow_source(asked: Asked, now: datetime) -> Told:
    """Follow a record, and cosign it at ``now`` where all of it holds and a witness is given."""
    key = read_key(asked.key)
    home = find_home()
    store = WitnessStore(asked.witness) if asked.witness else None
    others = [kept_note(path) for path in asked.others]
    known = store.known(key.name) if store else None
    if known is not None and known.last is not None:
        # What contradicts it is not even mirrored.
        others.append(known.last.note)
    following = Following(
        key,
        asked.out,
        tuple(others),
        lambda origin: remembered_heads(home, origin),
        content=asked.content,
    )
    with open_source(asked.source) as fetch:
        followed = follow(fetch, following)
    if followed.head is not None:
        # A folder that cannot be written to must not make true things false.
        with suppress(RefusedError):
            remember_head(home, followed.head, followed.note)
    told = _told(followed, asked.out)
    if store is None or followed.code:
        return told
    cosigned = _cosign(store, followed, asked.out, now)
    return Told(cosigned.code, told.lines + cosigned.lines)


def take_in(file: Path) -> Told:
    """Add what the policy's witnesses have cosigned in ``file`` to one's own checkpoint."""
    joined = add_cosignatures(find_home(), file)
    if joined.fork is not None:
        words = "It contradicts your record: your key has signed two histories."
        return Told(FORKED, (words, KEEP.format(fork=joined.fork)))
    names = plain(", ".join(joined.names))
    return Told(HOLDS, (f"Your {joined.size} entries are witnessed by {names}.",))


def check_fork(folder: Path, keys: tuple[str, ...]) -> Told:
    """Say whether two notes kept in ``folder`` prove that a log has signed two histories."""
    known = [read_key(key) for key in keys]
    try:
        kept = read_fork(folder)
        older = verify_checkpoint(kept.older, known, verify_signature)
        newer = verify_checkpoint(kept.newer, known, verify_signature)
    except RecordFormatError as error:
        raise refuse(NO_PROOF.at(Place(str(folder)), reason=error)) from error
    except (BadSignatureError, UnknownSignerError) as error:
        return Told(DIFFERS, (f"Nothing is proved: {error}.",))
    if not proves_fork(older, newer, kept.other):
        return Told(DIFFERS, ("Nothing is proved: the two may belong to one history.",))
    origin, sizes = plain(older.origin), f"{older.size} and {newer.size} entries"
    return Told(FORKED, (f"It is proved: {origin} has signed two histories, of {sizes}.",))


def resume(known: tuple[Path, ...], now: datetime) -> Told:
    """Go on with one's own record, or begin a new one, by what others know of it."""
    done = resume_own(find_home(), tuple(kept_note(path) for path in known), now)
    if done.fork is not None:
        words = "Your key has signed two histories: this record cannot be continued."
        remedy = "To begin a new one, move the folder of the record away."
        return Told(FORKED, (words, KEEP.format(fork=done.fork), remedy))
    if not done.anew:
        told = f"Your record holds all that is known of it and goes on at {done.size} entries."
        return Told(HOLDS, (told,))
    lost = f"entries {done.size} to {done.known - 1}"
    return Told(
        HOLDS,
        (
            f"Your record had {done.size} entries here, and {done.known} are known.",
            f"Begun anew: {plain(done.origin)}",
            f"Its first entry embeds the head that is known, and says what is lost: {lost}.",
            "Publish its key as you published the first: comity trust list",
        ),
    )


def resume_site(known: tuple[Path, ...], now: datetime, *, nobody: bool) -> Told:
    """Let the site on this computer that was brought back sign again, by what others know."""
    from comity.site.configuration import configured  # noqa: PLC0415 - the site is an extra
    from comity.site.upkeep.resuming import resume_site as resume_by  # noqa: PLC0415 - as above

    notes = tuple(kept_note(path) for path in known)
    done = resume_by(configured(os.environ), notes, now, nobody=nobody)
    if done.fork is not None:
        words = "The key of this record has signed two histories: it stays frozen."
        return Told(FORKED, (words, KEEP.format(fork=done.fork)))
    if not done.anew:
        words = f"The record holds all that is known of it and goes on at {done.size} entries."
        return Told(HOLDS, (words, "Start the site: comity serve"))
    return Told(
        HOLDS,
        (
            f"Begun anew, with the {done.size} entries that were saved: {plain(done.origin)}",
            "The entry that begins it embeds the head that is known and names what was lost.",
            "Start the site (comity serve), then publish its key as you published the first.",
        ),
    )


def _told(followed: Followed, out: Path) -> Told:
    if followed.fork is not None:
        words = f"It contradicts what was signed before: {followed.reason}."
        return Told(FORKED, (words, KEEP.format(fork=followed.fork)))
    if followed.code == UNKNOWN:
        remedy = "Compare the key with one you got another way."
        return Told(UNKNOWN, (f"Not followed: {followed.reason}.", remedy))
    remarks = tuple(f"Note: {remark}." for remark in followed.remarks)
    size = f"{followed.size} entries"
    if followed.code:
        stands = f"{out} stands at {size}."
        return Told(followed.code, (*remarks, f"It does not hold: {followed.reason}.", stands))
    new = followed.size - followed.before
    told = f"{size}, {new or 'nothing'} new. All of it is checked and in {out}."
    return Told(HOLDS, (*remarks, told))


def _cosign(store: WitnessStore, followed: Followed, out: Path, now: datetime) -> Told:
    answer = cosign_followed(store, followed, out, int(now.timestamp()))
    if answer.status == COSIGNED:
        at = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        file = out / COSIGNED_PATH
        told = f"Cosigned at {at}: {file}"
        take = "Whoever keeps the record takes it in: comity record add-cosignature FILE"
        return Told(HOLDS, (told, take))
    codes = {UNPROVED: FORKED, UNREADY: REFUSED}
    return Told(codes.get(answer.status, DIFFERS), (f"Not cosigned: {plain(answer.reason, 300)}.",))
