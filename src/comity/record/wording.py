"""A verdict in plain English for a terminal: the first line says it, the rest says what to do."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from shlex import quote
from typing import Final

from comity.fault import Fault
from comity.record.note import VerifierKey, format_vkey
from comity.record.recompute import plain
from comity.record.verdict import (
    CONTRADICTS,
    DIFFERS,
    ERASED,
    HOLDS,
    NEEDS_VERSION,
    PARTLY,
    REFUSED,
    UNSIGNED,
    Step,
    Verdict,
)

__all__ = ["Manner", "fingerprint_lines", "verdict_lines"]

LONGEST_KEY: Final = 400
ALL_NUMBERS: Final = "Every number recomputes"
MARKS: Final = {True: "holds", False: "FAILS", None: "  —  "}
BEGINNINGS: Final = {
    DIFFERS: "It does not hold:",
    REFUSED: "Refused:",
    ERASED: "It can no longer be recomputed:",
    CONTRADICTS: "It contradicts what was signed before:",
    NEEDS_VERSION: "Another version of Comity is needed:",
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a program speaks: its words for refusals, and the command that takes a ``{vkey}``."""

    faults: Callable[[Sequence[Fault]], Iterable[str]]
    give_key: str


def verdict_lines(verdict: Verdict, manner: Manner, *, all_steps: bool = False) -> Iterator[str]:
    """Return the lines to print, the verdict first; with ``all_steps`` a line for each step."""
    yield from _headline(verdict, manner)
    about = _about(verdict)
    if about:
        yield about
    if all_steps:
        yield from (f"{MARKS[step.holds]}  {step.step}: {step.reason}" for step in verdict.steps)


def fingerprint_lines(key: VerifierKey) -> tuple[str, str]:
    """Return what two people compare aloud: the key id, and the SHA-256 in groups of four."""
    digest = key.fingerprint
    return key.key_id.hex(), " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def _headline(verdict: Verdict, manner: Manner) -> Iterator[str]:
    if verdict.code == REFUSED and verdict.faults:
        yield "Refused, nothing in it was believed:"
        yield from manner.faults(verdict.faults)
    elif verdict.code == UNSIGNED:
        yield from _question(verdict, manner)
    elif verdict.code == HOLDS:
        yield from _all_holds(verdict)
    elif verdict.code == PARTLY:
        yield from _part_holds(verdict)
    elif verdict.code == ERASED and verdict.kind == "record":
        yield f"{_what_holds(verdict)}; what was erased can no longer be read:"
        yield _ended(verdict.reason)
    else:
        yield f"{BEGINNINGS[verdict.code]} {_ended(verdict.reason)}"
        if verdict.code == CONTRADICTS:
            yield "Keep this file and the older one: together they prove it to anybody."


def _all_holds(verdict: Verdict) -> Iterator[str]:
    waived = _waived(verdict)
    if not waived:
        yield f"{_what_holds(verdict)}, and you trust the log that signed it."
        return
    yield f"{_what_holds(verdict)}. Who signed it was not asked."
    yield f"Passed over, as you wished: {_ended(waived[0].reason)}"


def _part_holds(verdict: Verdict) -> Iterator[str]:
    whose = (
        "Who signed it was not asked" if _waived(verdict) else "You trust the log that signed it"
    )
    yield f"{_what_holds(verdict)}. {whose}."
    yield f"Not checked: {_ended(verdict.reason)}"


def _what_holds(verdict: Verdict) -> str:
    if verdict.kind == "bundle":
        found = f"({verdict.figures:,} figures, {verdict.rows:,} {verdict.source})"
        said = "All that can be checked here holds" if _is_partly(verdict) else ALL_NUMBERS
        return f"{said} {found}"
    origin = plain(verdict.head.origin) if verdict.head else "the log"
    size = verdict.head.size if verdict.head else 0
    if verdict.kind == "receipt":
        return f"It is entry {verdict.index} of the {size:,} in {origin}"
    return f"All {size:,} entries of {origin} are those that were signed"


def _question(verdict: Verdict, manner: Manner) -> Iterator[str]:
    """Put exit 5 as the question it is."""
    if verdict.trusted:
        yield f"{_what_holds(verdict)}, and you trust the log, but not enough have witnessed it:"
        yield _ended(verdict.reason)
        return
    if verdict.head is None:
        yield "Nothing here can check who signed it. Give their key with --key, or a --policy."
        return
    key = verdict.head.key
    short = key.fingerprint[:4]
    yield f"{_what_holds(verdict)}. One thing is left to you: is key {short}… really theirs?"
    if any("by another key" in step.reason for step in verdict.steps):
        yield f"Careful: {_ended(verdict.reason)}"
    yield from _key_lines(key, manner)


def _key_lines(key: VerifierKey, manner: Manner) -> Iterator[str]:
    key_id, digest = fingerprint_lines(key)
    yield f"  log     {plain(key.name)}"
    yield f"  key id  {key_id}"
    yield f"  SHA-256 {digest}"
    yield "Compare it with their letter or another site, then:"
    # A log chooses its own name, and people paste this line into a shell.
    yield "  " + manner.give_key.format(vkey=quote(plain(format_vkey(key), LONGEST_KEY)))


def _about(verdict: Verdict) -> str:
    if verdict.kind != "bundle" or verdict.code in (REFUSED, DIFFERS, CONTRADICTS):
        return ""
    origin = f" of {plain(verdict.head.origin)}" if verdict.head else ""
    simulated = " · simulated, no real votes" if verdict.simulated else ""
    return f"“{verdict.title}” · entry {verdict.index}{origin}{simulated}"


def _waived(verdict: Verdict) -> list[Step]:
    return [step for step in verdict.steps if step.holds is False]


def _is_partly(verdict: Verdict) -> bool:
    return any(step.step == "versions" and step.holds is None for step in verdict.steps)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "…", "!", "?")) else f"{sentence}."
