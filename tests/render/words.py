"""A list and translations to go with the report of ``sample``, written by hand."""

from typing import Any

__all__ = ["slate", "words"]


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
