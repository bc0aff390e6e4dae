"""A list and translations to go with the report of ``sample``, written by hand."""

from typing import Any

__all__ = ["arrival", "flags", "routing", "slate", "words"]


def _share(value: float, n: int) -> dict[str, Any]:
    return {"value": value, "n": n, "low": value - 0.03, "high": value + 0.03}


def _told(*values: float) -> dict[str, Any]:
    everybody, *groups = values
    return {
        "coverage": {
            "everybody": _share(everybody, 860),
            "groups": [
                {"group": label, **_share(value, 100)}
                for label, value in zip("ABC", groups, strict=True)
            ],
        },
        "proportional": True,
        "certificate": [
            {"level": 1, "statement": "8", "supporters": 90, "needed": 430, "ratio": 0.209302},
            {"level": 2, "statement": None, "supporters": 0, "needed": 860, "ratio": 0},
        ],
    }


def slate() -> dict[str, Any]:
    """A list of two statements, the second of which completes it after a tie."""
    listed = [("12", "equal_shares", 700, 700, []), ("3", "completion", 640, 80, ["27"])]
    keys = ("id", "step", "supporters", "newly_covered", "tied")
    return {
        "v": 1,
        "level": 0.9,
        "minimum_votes": 7,
        "outcome": "chosen",
        "size": 2,
        "participants": 902,
        "considered": 860,
        "ties": {"within": 1e-9, "then": ["supporters", "statement"]},
        "statements": [dict(zip(keys, one, strict=True)) for one in listed],
        **_told(0.9, 0.92, 0.88, 0.86),
        "most_agreed": {
            "by": "informed_agreement",
            "statements": ["12", "27"],
            **_told(0.86, 0.9, 0.87, 0.7),
        },
    }


def words() -> dict[str, Any]:
    """Translations of every kind: machine, human, reviewed, stale, hostile."""
    lines = [
        ("3", "en", "Small firms need a form that takes an hour.", "machine", "Lingua 4", "", 1),
        ("3", "fr", "Un formulaire d’une heure.", "human", "Registry", "Office of languages", 1),
        ("27", "en", "No names of those affected.", "human", "", "Office of languages", 1),
        ("31", "en-GB", "Reports should be free.", "human", "", "", 1),
        ("19", "en", "Entries in six languages.", "machine", "Lingua 4", "", 0),
        ("5", "en", "<b>An independent</b> \u202ebody", "machine", "<i>x</i>", "<u>y</u>", 1),
        ("12", "ar", "ينبغي أن يذكر كل قيد كيف عُرف الضرر.", "machine", "Lingua 4", "", 1),
    ]
    keys = ("statement", "language", "text", "origin", "by", "reviewer", "state")
    return {
        "v": 1,
        "translations": [
            dict(zip(keys, (*line[:6], "current" if line[6] else "stale"), strict=True))
            for line in lines
        ],
    }


def flags() -> dict[str, Any]:
    """Two flagged sets, one of them dismissed, and two headlines that stay."""
    share = {"value": 0.9, "n": 812.5, "low": 0.88, "high": 0.92}
    undecided = dict.fromkeys(("decision", "by", "at", "reason"))
    dismissed = {
        "decision": "dismissed",
        "by": "Secretary",
        "at": "2026-11-26",
        "reason": "They share an office",
    }
    return {
        "outcome": "found",
        "undecided": 1,
        "flags": [
            {"component": "0123456789ab", "people": 12, "rows": ["4"], **dismissed},
            {"component": "ffffffffffff", "people": 2, "rows": ["7", "9"], **undecided},
        ],
        "headlines": {
            "in_full": ["12", "3"],
            "as_one": ["12", "3"],
            "as_decided": ["3", "12"],
            "shares": [{"id": "12", "direction": "agree", **share}],
        },
    }


def arrival(outcome: str = "warns") -> dict[str, Any]:
    """One column of two classes and small ones, judged as ``outcome``."""
    names = ("North", "South", "")
    classes = [{"name": name, "people": 60, "thirds": [40, 10, 10]} for name in names]
    numbers = {"statistic": 80.5, "p": 0.0, "effect": 0.47}
    if outcome == "not_enough_data":
        numbers = dict.fromkeys(numbers)
    return {"tables": [{"by": "region", "classes": classes, "outcome": outcome, **numbers}]}


def routing(*, outside: bool) -> dict[str, Any]:
    """One statement that was checked, whose share of those who agree moves if ``outside``."""
    share = {"value": 0.9, "n": 860, "low": 0.88, "high": 0.92, "weighted": 0.7}
    other = {"value": 0.1, "n": 860, "low": 0.08, "high": 0.12, "weighted": None, "outside": None}
    one = {"id": "12", "drawn": 800, "effective_n": 640.25, "disagree": other}
    return {"left_out": 3, "statements": [{**one, "agree": {**share, "outside": outside}}]}
