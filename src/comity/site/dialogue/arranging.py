"""How the table of all statements is ordered, and which of them it shows: as its address says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

from comity.render import Voice, class_word

__all__ = ["ORDERS", "Arrangement", "arranged", "order_words", "result_of", "results_of"]

Statement: TypeAlias = Mapping[str, Any]

NUMBER: Final = "number"
ORDERS: Final[Mapping[str, Callable[[Statement], float | None]]] = {
    NUMBER: lambda _: 0.0,
    "agree": lambda one: _share(one, "agree_share"),
    "disagree": lambda one: _share(one, "disagree_share"),
    "pass": lambda one: _share(one, "pass_share"),
    "votes": lambda one: one["seen"],
}
"""By what statements can be ordered; what is hidden or too little comes last."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The order and the result that are asked for; every result where ``result`` is empty."""

    order: str = NUMBER
    result: str = ""

    @property
    def query(self) -> str:
        """Return what the address of another page of the same table has in it, ended by ``&``."""
        said = {"order": self.order if self.order != NUMBER else "", "result": self.result}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"{query}&" if query else ""


def arranged(statements: Sequence[Statement], asked: Arrangement) -> Sequence[Statement]:
    """Return the statements of the result asked for, most first; equal ones by their number."""
    value = ORDERS[asked.order]
    shown = [one for one in statements if asked.result in ("", result_of(one))]
    return sorted(shown, key=lambda one: _falling(value(one)))


def result_of(statement: Statement) -> str:
    """Return how a statement came out, as a word for addresses: ``consensus-agree``."""
    if statement.get("meta"):
        return "meta"
    kind, direction = str(statement["class"]), statement["direction"]
    return f"{kind}-{direction}" if direction and kind in ("consensus", "majority") else kind


def results_of(statements: Sequence[Statement], speaker: Voice) -> Sequence[tuple[str, str]]:
    """Return each result that occurs, with its words, in the order of the statements."""
    return list({result_of(one): class_word(one, speaker) for one in statements}.items())


def order_words(speaker: Voice) -> Sequence[tuple[str, str]]:
    """Return each order with its words."""
    words = {
        NUMBER: speaker.say("Number"),
        "agree": speaker.say("Agree"),
        "disagree": speaker.say("Disagree"),
        "pass": speaker.say("Pass"),
        "votes": speaker.say("Votes"),
    }
    return list(words.items())


def _share(statement: Statement, name: str) -> float | None:
    found: float | None = (statement.get(name) or {}).get("value")
    return found


def _falling(value: float | None) -> tuple[bool, float]:
    return value is None, -(value or 0.0)
