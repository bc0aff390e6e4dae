"""A verdict in words for a terminal: the first line says it, the rest says what to do.

Every sentence is an English template and a key of the catalogues; ``Manner`` chooses the language.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from shlex import quote
from typing import Final

from comity.fault import N_, Fault
from comity.record.note import VerifierKey, format_vkey
from comity.record.reason import Reason, Value, english, in_words
from comity.record.reasons import OLDER_UNTOLD, OTHER_KEY, SOURCES
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
SENTENCE_ENDS: Final = (".", "…", "!", "?", "。", "！", "？", "؟")
MARKS: Final = {True: N_("holds"), False: N_("FAILS"), None: "  —  "}
LEFT_OUT: Final = ("versions", "sign-offs")
"""Steps for which a verifier may lack something."""
BEGINNINGS: Final = {
    DIFFERS: N_("It does not hold: {reason}"),
    REFUSED: N_("Refused: {reason}"),
    ERASED: N_("It can no longer be recomputed: {reason}"),
    CONTRADICTS: N_("It contradicts what was signed before: {reason}"),
    NEEDS_VERSION: N_("Another version of Comity is needed: {reason}"),
}
STEPS: Final = {
    "archive": N_("archive"),
    "manifest": N_("manifest"),
    "versions": N_("versions"),
    "checkpoint": N_("checkpoint"),
    "remembered head": N_("remembered head"),
    "digests": N_("digests"),
    "entry": N_("entry"),
    "inclusion": N_("inclusion"),
    "erasures": N_("erasures"),
    "signer": N_("signer"),
    "witnesses": N_("witnesses"),
    "recompute": N_("recompute"),
    "compare": N_("compare"),
    "proof": N_("proof"),
    "entries": N_("entries"),
    "tiles": N_("tiles"),
    "payloads": N_("payloads"),
    "sign-offs": N_("sign-offs"),
    "completeness": N_("completeness"),
}


def _grouped(number: int) -> str:
    return f"{number:,}"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a program speaks: its words for refusals, and the command that takes a ``{vkey}``.

    ``translate`` gives a template in the reader's language, ``number`` writes a number there.
    """

    faults: Callable[[Sequence[Fault]], Iterable[str]]
    give_key: str
    translate: Callable[[str], str] = english
    number: Callable[[int], str] = _grouped


def verdict_lines(verdict: Verdict, manner: Manner, *, all_steps: bool = False) -> Iterator[str]:
    """Return the lines to print, the verdict first; with ``all_steps`` a line for each step."""
    return _Speaker(verdict, manner).lines(all_steps=all_steps)


def fingerprint_lines(key: VerifierKey) -> tuple[str, str]:
    """Return what two people compare aloud: the key id, and the SHA-256 in groups of four."""
    digest = key.fingerprint
    return key.key_id.hex(), " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


@dataclass(frozen=True, slots=True)
class _Speaker:
    """One verdict, said in one manner."""

    verdict: Verdict
    manner: Manner

    def lines(self, *, all_steps: bool) -> Iterator[str]:
        yield from self._headline()
        about = self._about()
        if about:
            yield about
        for step in self.verdict.steps:
            if step.why.key == OLDER_UNTOLD.key:
                yield self._say(N_("Not compared: {reason}"), reason=self._ended(step.why))
        if all_steps:
            yield from map(self._step, self.verdict.steps)

    def _say(self, template: str, **values: Value) -> str:
        translate = self.manner.translate
        shown = {name: in_words(value, translate) for name, value in values.items()}
        return translate(template).format_map(shown)

    def _headline(self) -> Iterator[str]:
        verdict = self.verdict
        if verdict.code == REFUSED and verdict.faults:
            yield self._say(N_("Refused, nothing in it was believed:"))
            yield from self.manner.faults(verdict.faults)
        elif verdict.code == UNSIGNED:
            yield from self._question()
        elif verdict.code == HOLDS:
            yield from self._all_holds()
        elif verdict.code == PARTLY:
            yield from self._part_holds()
        elif verdict.code == ERASED and (verdict.kind == "record" or self._is_recomputed()):
            yield self._say(
                N_("{what_holds}; what was erased can no longer be read:"),
                what_holds=self._what_holds(),
            )
            yield self._ended(verdict.why)
        else:
            yield self._say(BEGINNINGS[verdict.code], reason=self._ended(verdict.why))
            if verdict.code == CONTRADICTS:
                yield self._say(
                    N_("Keep this file and the older one: together they prove it to anybody.")
                )
            elif verdict.code == ERASED:
                unknown = [step for step in self._waived() if step.step == "signer"]
                yield from (
                    self._say(N_("Careful: {reason}"), reason=self._ended(step.why))
                    for step in unknown
                )

    def _all_holds(self) -> Iterator[str]:
        waived = self._waived()
        if not waived:
            yield self._say(
                N_("{what_holds}, and you trust the log that signed it."),
                what_holds=self._what_holds(),
            )
            return
        yield self._say(
            N_("{what_holds}. Who signed it was not asked."), what_holds=self._what_holds()
        )
        yield self._say(
            N_("Passed over, as you wished: {reason}"), reason=self._ended(waived[0].why)
        )

    def _part_holds(self) -> Iterator[str]:
        waived = N_("{what_holds}. Who signed it was not asked.")
        trusted = N_("{what_holds}. You trust the log that signed it.")
        template = waived if self._waived() else trusted
        yield self._say(template, what_holds=self._what_holds())
        yield from self._left_out()

    def _left_out(self) -> Iterator[str]:
        """Say what was not recomputed or not checked, where something was not."""
        for step in self.verdict.steps:
            if step.step in LEFT_OUT and step.holds is None:
                yield self._say(N_("Not checked: {reason}"), reason=self._ended(step.why))

    def _what_holds(self) -> str:
        verdict, number = self.verdict, self.manner.number
        if verdict.kind == "bundle":
            source = SOURCES.get(verdict.source)
            partly = N_("All that can be checked here holds ({figures} figures, {rows} {source})")
            whole = N_("Every number recomputes ({figures} figures, {rows} {source})")
            return self._say(
                partly if self._is_partly() else whole,
                figures=number(verdict.figures),
                rows=number(verdict.rows),
                source=source.of() if source else verdict.source,
            )
        origin = plain(verdict.head.origin) if verdict.head else self._say(N_("the log"))
        size = number(verdict.head.size if verdict.head else 0)
        if verdict.kind == "receipt":
            index = "" if verdict.index is None else verdict.index
            return self._say(
                N_("It is entry {index} of the {size} in {origin}"),
                index=index,
                size=size,
                origin=origin,
            )
        return self._say(
            N_("All {size} entries of {origin} are those that were signed"),
            size=size,
            origin=origin,
        )

    def _question(self) -> Iterator[str]:
        """Put exit 5 as the question it is."""
        verdict = self.verdict
        if verdict.trusted:
            yield self._say(
                N_("{what_holds}, and you trust the log, but not enough have witnessed it:"),
                what_holds=self._what_holds(),
            )
            yield self._ended(verdict.why)
            yield from self._left_out()
            return
        if verdict.head is None:
            yield self._say(
                N_(
                    "Nothing here can check who signed it. "
                    "Give their key with --key, or a --policy."
                )
            )
            return
        key = verdict.head.key
        yield self._say(
            N_("{what_holds}. One thing is left to you: is key {key}… really theirs?"),
            what_holds=self._what_holds(),
            key=key.fingerprint[:4],
        )
        yield from self._left_out()
        if any(step.why.key == OTHER_KEY.key for step in verdict.steps):
            yield self._say(N_("Careful: {reason}"), reason=self._ended(verdict.why))
        yield from self._key_lines(key)

    def _key_lines(self, key: VerifierKey) -> Iterator[str]:
        key_id, digest = fingerprint_lines(key)
        yield "  " + self._say(N_("log     {name}"), name=plain(key.name))
        yield "  " + self._say(N_("key id  {key}"), key=key_id)
        yield f"  SHA-256 {digest}"
        yield self._say(N_("Compare it with their letter or another site, then:"))
        # A log chooses its own name, and people paste this line into a shell.
        vkey = quote(plain(format_vkey(key), LONGEST_KEY))
        yield "  " + self.manner.give_key.format(vkey=vkey)

    def _about(self) -> str:
        verdict = self.verdict
        if verdict.kind != "bundle" or verdict.code in (REFUSED, DIFFERS, CONTRADICTS):
            return ""
        quoted = self._say(N_("“{title}”"), title=verdict.title)
        index = "" if verdict.index is None else verdict.index
        place = self._say(N_("entry {index}"), index=index)
        if verdict.head:
            origin = plain(verdict.head.origin)
            place = self._say(N_("entry {index} of {origin}"), index=index, origin=origin)
        simulated = [self._say(N_("simulated, no real votes"))] if verdict.simulated else []
        return " · ".join([quoted, place, *simulated])

    def _step(self, step: Step) -> str:
        name = self._say(STEPS.get(step.step, step.step))
        reason = in_words(step.why, self.manner.translate)
        return f"{self._say(MARKS[step.holds])}  {name}: {reason}"

    def _waived(self) -> list[Step]:
        return [step for step in self.verdict.steps if step.holds is False]

    def _is_recomputed(self) -> bool:
        return any(step.step == "compare" and step.holds for step in self.verdict.steps)

    def _is_partly(self) -> bool:
        return any(step.step == "versions" and step.holds is None for step in self.verdict.steps)

    def _ended(self, reason: Reason) -> str:
        sentence = in_words(reason, self.manner.translate)
        if sentence.endswith(SENTENCE_ENDS):
            return sentence
        return self._say(N_("{sentence}."), sentence=sentence)
