"""Hands the rows of a lost record over to the one under a new key that continues it.

The tables refuse such a change, so it is made beside the application, in one transaction that
takes the refusals away, changes what has to change, and puts the same refusals back.
"""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from comity.canonical import Json, encode
from comity.edge import entry_time
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import (
    Entry,
    VerifierKey,
    encode_entry,
    format_vkey,
    leaf_hash,
    public_payload,
)
from comity.site.upkeep.known import Known
from comity.site.upkeep.snapshot import Head

__all__ = ["Takeover", "take_over"]

BEGIN: Final = "record.begin"
DIGEST: Final = re.compile(rb'"([0-9a-f]{64})"')
OPERATOR: Final = "server/operator"
TABLES: Final = ("record_log", "record_entry", "record_witnessedhead")
INSERT: Final = (
    "INSERT INTO record_entry (log_id, leaf, leaf_hash, payload, opened, act, actor, subject, at,"
    ' payload_class, "release", symbol, title)'
    " VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, 'public', '', '', '')"
)

NOT_TAKEN_OVER: Final = FaultKind(
    "site.upkeep_not_taken_over",
    N_("the database says: {reason}"),
    N_("a record is begun anew as a whole or not at all"),
    N_("See to the room on the disk, then give the same command again. It is still frozen."),
)


@dataclass(frozen=True, slots=True)
class Takeover:
    """The head here, the larger one that is known, the new key, and its note of what is here."""

    here: Head
    known: Known
    key: VerifierKey
    note: bytes


def take_over(database: Path, new: Takeover, now: datetime) -> None:
    """Let the entries here go on under the new key, and enter what was lost."""
    try:
        with closing(sqlite3.connect(database, isolation_level=None)) as rows:
            rows.execute("PRAGMA synchronous=FULL")
            rows.execute("BEGIN IMMEDIATE")
            rows.execute("PRAGMA defer_foreign_keys=ON")
            _write(rows, new, now)
            rows.execute("COMMIT")
    except sqlite3.Error as error:
        raise refuse(NOT_TAKEN_OVER.at(Place(str(database)), reason=error)) from error


def _write(rows: sqlite3.Connection, new: Takeover, now: datetime) -> None:
    marks = ", ".join("?" for _ in TABLES)
    found = rows.execute(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({marks})",  # noqa: S608 - marks alone
        TABLES,
    ).fetchall()
    for name, _ in found:
        rows.execute(f'DROP TRIGGER "{name}"')
    origin = new.key.name
    rows.execute(
        "UPDATE record_log SET origin = ?, vkey = ?, note = ?, noted_at = ?",
        (origin, format_vkey(new.key), new.note, _stored(now)),
    )
    rows.execute("UPDATE record_entry SET log_id = ?", (origin,))
    # Witnesses have signed heads of the old name; what they are worth stands in the entry below.
    rows.execute("DELETE FROM record_witnessedhead")
    _enter(rows, new, now)
    for _, sql in found:
        rows.execute(sql)


def _enter(rows: sqlite3.Connection, new: Takeover, now: datetime) -> None:
    """Enter what begins the record: its key, the head that is known, and which entries it lacks."""
    lost: dict[str, Json] = {
        "origin": new.here.origin,
        "size": new.known.size,
        "first": new.here.size,
        "end": new.known.size,
        "checkpoint": new.known.note.decode("utf-8"),
    }
    told: dict[str, Json] = {"v": 1, "kind": "instance", "key": format_vkey(new.key), "lost": lost}
    content = encode(told)
    statement = Entry(
        act=BEGIN,
        actor=OPERATOR,
        subject=f"record:log:{new.key.name}",
        at=entry_time(now),
        payload=public_payload(content),
    )
    leaf = encode_entry(statement)
    at = _stored(datetime.fromisoformat(statement.at))
    about = (statement.act, statement.actor, statement.subject, at)
    made = rows.execute(INSERT, (new.key.name, leaf, leaf_hash(leaf), content, *about))
    for digest in sorted({one.decode() for one in DIGEST.findall(leaf + content)}):
        rows.execute(
            "INSERT INTO record_mention (entry_id, digest) VALUES (?, ?)", (made.lastrowid, digest)
        )


def _stored(moment: datetime) -> str:
    """Return ``moment`` as Django stores it in SQLite."""
    return str(moment.astimezone(UTC).replace(tzinfo=None))
