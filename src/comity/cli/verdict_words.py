"""A verdict in words for a terminal: the first line says it, the rest says what to do."""

from collections.abc import Iterator
from typing import Final

from comity.edge import fingerprint_lines
from comity.record import Step, Verdict, VerifierKey, format_vkey, plain
from comity.render import LANGUAGES, all_words

__all__ = ["verdict_lines"]

HOLDS, DIFFERS, REFUSED, ERASED, CONTRADICTS, UNSIGNED, NEEDS_VERSION, PARTLY = range(8)
MARKS: Final = {True: "holds", False: "FAILS", None: "  —  "}


def verdict_lines(verdict: Verdict, *, all_steps: bool = False) -> Iterator[str]:
    """Return the lines to print, the verdict first."""
    yield from _headline(verdict)
    about = _about(verdict)
    if about:
        yield about
    if all_steps:
        yield from (_step_line(step) for step in verdict.steps)


def _headline(verdict: Verdict) -> Iterator[str]:
    if verdict.code == REFUSED and verdict.faults:
        yield "Refused, nothing in it was believed:"
        yield from all_words(verdict.faults, LANGUAGES["en"], wrote_nothing=False)
    elif verdict.code == UNSIGNED:
        yield from _question(verdict)
    elif verdict.code == HOLDS:
        yield from _all_holds(verdict)
    else:
        yield f"{BEGINNINGS[verdict.code]} {_ended(verdict.reason)}"
        if verdict.code == CONTRADICTS:
            yield "Keep this file and the older one: together they prove it to anybody."


BEGINNINGS: Final = {
    DIFFERS: "It does not hold:",
    REFUSED: "Refused:",
    ERASED: "It can no longer be recomputed:",
    CONTRADICTS: "It contradicts what was signed before:",
    NEEDS_VERSION: "Another version of Comity is needed:",
    PARTLY: "All that can be checked here holds, the rest needs the full package:",
}


def _all_holds(verdict: Verdict) -> Iterator[str]:
    waived = [step.reason for step in verdict.steps if step.holds is False]
    if not waived:
        yield f"{_what_holds(verdict)}, and you trust the log that signed it."
        return
    yield f"{_what_holds(verdict)}. Who signed it was not asked."
    yield f"Passed over, as you wished: {_ended(waived[0])}"


def _what_holds(verdict: Verdict) -> str:
    if verdict.kind == "bundle":
        rows = f"{verdict.rows:,} {verdict.source}"
        return f"Every number recomputes ({verdict.figures:,} figures, {rows})"
    origin = plain(verdict.head.origin) if verdict.head else "the log"
    size = verdict.head.size if verdict.head else 0
    if verdict.kind == "receipt":
        return f"It is entry {verdict.index} of the {size:,} in {origin}"
    return f"All {size:,} entries of {origin} are those that were signed"


def _question(verdict: Verdict) -> Iterator[str]:
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
    yield (f"{_what_holds(verdict)}. One thing is left to you: is key {short}… really theirs?")
    if any("by another key" in step.reason for step in verdict.steps):
        yield f"Careful: {_ended(verdict.reason)}"
    yield from _key_lines(key)


def _key_lines(key: VerifierKey) -> Iterator[str]:
    key_id, digest = fingerprint_lines(key)
    yield f"  log     {plain(key.name)}"
    yield f"  key id  {key_id}"
    yield f"  SHA-256 {digest}"
    yield "Compare it with their letter or another site, then:"
    yield f"  comity trust add '{plain(format_vkey(key), 400)}'"


def _about(verdict: Verdict) -> str:
    if verdict.kind != "bundle" or verdict.code in (REFUSED, DIFFERS, CONTRADICTS):
        return ""
    origin = f" of {plain(verdict.head.origin)}" if verdict.head else ""
    simulated = " · simulated, no real votes" if verdict.simulated else ""
    return f"“{verdict.title}” · entry {verdict.index}{origin}{simulated}"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "…", "!", "?")) else f"{sentence}."


def _step_line(step: Step) -> str:
    return f"{MARKS[step.holds]}  {step.step}: {step.reason}"
