"""A report written by hand: three groups, contested, unseen, rejected and hostile statements."""

from math import cos, sin, sqrt
from typing import Any

__all__ = ["HOSTILE", "figure", "no_groups", "sample"]

HOSTILE = '</style><script>alert("1")</script> & \u202eevil\u2069 <img src=x onerror=alert(1)>'
SIZES = {"A": 412, "B": 268, "C": 149}

# id, text, language, then agree, disagree and pass for groups A, B and C.
STATEMENTS: list[tuple[str, str, str | None, str, tuple[tuple[int, int, int], ...]]] = [
    (
        "12",
        "Every entry should say how the harm was found out.",
        "en",
        "consensus",
        ((360, 12, 19), (231, 18, 19), (120, 14, 10)),
    ),
    (
        "3",
        "Las pequeñas empresas necesitan un formulario que se llene en una hora.",
        "es",
        "consensus",
        ((322, 30, 25), (214, 21, 20), (119, 9, 8)),
    ),
    (
        "27",
        "Les noms des personnes touchées ne doivent jamais paraître dans le registre.",
        "fr",
        "consensus",
        ((301, 41, 30), (219, 20, 14), (112, 12, 12)),
    ),
    (
        "31",
        "事件报告应当免费公开，任何人都可以下载。",
        "zh-Hans",
        "consensus",
        ((290, 38, 41), (190, 26, 30), (101, 15, 17)),
    ),
    (
        "8",
        "Operators should decide alone which incidents they report.",
        "en",
        "consensus",
        ((21, 340, 20), (30, 201, 22), (22, 101, 14)),
    ),
    (
        "19",
        "ينبغي أن تُنشر السجلات بلغات الأمم المتحدة الست جميعها.",
        "ar",
        "consensus",
        ((270, 40, 50), (176, 38, 28), (96, 20, 16)),
    ),
    (
        "41",
        "An incident must be reported within three days.",
        "en",
        "contested",
        ((318, 40, 22), (61, 170, 25), (70, 50, 16)),
    ),
    (
        "5",
        "Реестр должен вести независимый орган, а не государство.",
        "ru",
        "contested",
        ((250, 80, 40), (150, 70, 31), (22, 98, 12)),
    ),
    (
        "22",
        "Fines should follow if a report is late.",
        "en",
        "contested",
        ((210, 101, 60), (55, 160, 33), (41, 70, 22)),
    ),
    (
        "14",
        "Most people will read the register on a phone.",
        "en",
        "undetermined",
        ((140, 131, 100), (101, 92, 60), (60, 55, 22)),
    ),
    ("44", HOSTILE, 'en" onload="x', "majority", ((230, 90, 41), (160, 60, 28), (60, 58, 19))),
    (
        "46",
        "A statement put in an hour before the end.",
        "en",
        "not_enough_data",
        ((3, 1, 0), (1, 0, 0), (0, 0, 0)),
    ),
]
REST = ((61, 6, 4), (9, 2, 3))


def figure(part: int, n: int) -> dict[str, Any]:
    """A share with its Wilson interval at 90 %, rounded; nothing below ten votes."""
    if n < 10:
        return {"value": None, "n": n, "low": None, "high": None}
    p, z = part / n, 1.644854
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = ((middle + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    return {"value": round(p, 6), "n": n, "low": round(low, 6), "high": round(high, 6)}


def counts(agree: int, disagree: int, passed: int) -> dict[str, Any]:
    seen = agree + disagree + passed
    return {
        "agree": agree,
        "disagree": disagree,
        "pass": passed,
        "seen": seen,
        "agree_share": figure(agree, seen),
        "disagree_share": figure(disagree, seen),
    }


def statement(number: int) -> dict[str, Any]:
    known, text, language, kind, groups = STATEMENTS[number]
    rest = REST[number % 2] if kind != "not_enough_data" else (0, 0, 0)
    total = [sum(part) for part in zip(*groups, rest, strict=True)]
    whole = counts(*total)
    consensus = kind == "consensus"
    carried = kind in {"consensus", "majority"}
    return {
        "id": known,
        "text": text,
        "language": language,
        "moderated": 1,
        "meta": False,
        **whole,
        "seen_share": round(whole["seen"] / 902, 6),
        "pass_share": figure(total[2], whole["seen"]),
        "class": kind,
        "direction": ("disagree" if total[1] > total[0] else "agree") if carried else None,
        "rank": number + 1 if consensus else None,
        "groups": [
            {"group": label, **counts(*part)} for label, part in zip("ABC", groups, strict=True)
        ],
        "informed_agreement": 0.8 if consensus else 0.3,
    }


def rejected() -> dict[str, Any]:
    return {
        **statement(9),
        "id": "47",
        "text": None,
        "language": None,
        "moderated": -1,
        "class": "undetermined",
        "groups": [],
    }


def points() -> list[dict[str, Any]]:
    """Three spirals of points and a few people in between; no chance in it."""
    found = []
    for label, (x, y) in {"A": (-1.6, 0.5), "B": (1.5, 1.0), "C": (0.8, -1.5)}.items():
        for step in range(SIZES[label]):
            turn, reach = step * 2.399963, 0.055 * sqrt(step)
            at = {"x": round(x + 1.2 * reach * cos(turn), 6), "y": round(y + reach * sin(turn), 6)}
            found.append({**at, "group": label, "n": 1})
    found.extend(
        {"x": round(0.2 * cos(step) + 0.1, 6), "y": round(sin(step * 3), 6), "group": None, "n": 1}
        for step in range(41)
    )
    return found


def participation() -> dict[str, Any]:
    return {
        "participants": 902,
        "grouped": 829,
        "statements": 14,
        "statements_rejected": 1,
        "statements_meta": 0,
        "statements_unseen": 1,
        "votes": 8766,
        "agree": 5310,
        "disagree": 2571,
        "pass": 885,
        "votes_per_participant": {"q1": 7, "median": 10, "q3": 12},
    }


def groups() -> dict[str, Any]:
    return {
        "outcome": "stable",
        "k": 3,
        "reason": "reproduced",
        "replicates": 200,
        "null_replicates": 99,
        "list": [
            {
                "label": "A",
                "size": 412,
                "jaccard": 0.971,
                "representative": [
                    {"id": "41", "direction": "agree"},
                    {"id": "22", "direction": "agree"},
                ],
            },
            {
                "label": "B",
                "size": 268,
                "jaccard": 0.893,
                "representative": [
                    {"id": "41", "direction": "disagree"},
                    {"id": "22", "direction": "disagree"},
                ],
            },
            {
                "label": "C",
                "size": 149,
                "jaccard": 0.812,
                "representative": [{"id": "5", "direction": "disagree"}],
            },
        ],
        "undetermined": 41,
        "undecided": 17,
    }


def sample() -> dict[str, Any]:
    """The report."""
    statements = [statement(number) for number in range(len(STATEMENTS))]
    statements = sorted([*statements, rejected()], key=lambda one: int(one["id"]))
    return {
        "v": 1,
        "function": {"name": "dialogue.report", "version": 1},
        "rule": {"id": "common-ground", "version": 1, "sha256": "5f" * 32, "minimum_cell": 10},
        "seed": 7,
        "quick": False,
        "level": 0.9,
        "conversation": {
            "title": "What should a public register of AI incidents contain?",
            "ballots": "open",
            "tier": "file",
            "simulated": True,
        },
        "participation": participation(),
        "statements": statements,
        "common_ground": ["12", "3", "27", "31", "8", "19"],
        "differences": ["41", "5", "22"],
        "groups": groups(),
        "map": {
            "shown": True,
            "reason": None,
            "explained": [0.168, 0.102],
            "null_p95": [0.041, 0.038],
            "points": points(),
        },
        "fragility": None,
    }


def no_groups() -> dict[str, Any]:
    """The same conversation with no stable groups and no map."""
    report = sample()
    report["conversation"] = {**report["conversation"], "simulated": False}
    report["groups"] = {
        **report["groups"],
        "outcome": "none",
        "k": 1,
        "reason": "not_reproduced",
        "list": [],
        "undetermined": 0,
        "undecided": 0,
        "tried": [
            {"k": 2, "sizes": [500, 329], "jaccard": [0.66, 0.57]},
            {"k": 3, "sizes": [412, 268, 149], "jaccard": [0.84, 0.74, None]},
        ],
    }
    report["map"] = {**report["map"], "shown": False, "reason": "no_stable_groups", "points": []}
    report["differences"] = []
    report["fragility"] = {"share": 0.05, "displaced": 3, "of": 5, "limit": 0.4}
    for one in report["statements"]:
        one["groups"] = []
    return report
