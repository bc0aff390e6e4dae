"""The parts of a report that pages show piece by piece: other tiers and declared classes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

__all__ = ["breakdown_part", "classes_shown", "has_breakdowns", "statement_pages"]

Report: TypeAlias = Mapping[str, Any]

CELLS: Final = 200
"""So many cells fit on a page that is light enough for slow lines."""
FEWEST_ROWS: Final = 3
WEIGHT: Final = 9_000
ROW_WEIGHT: Final = 150
LONGEST_SHOWN: Final = 1_000


def classes_shown(report: Report) -> Sequence[Mapping[str, Any]]:
    """Return the tables by declared class; with open ballots none, whatever a report holds.

    Beside the votes themselves such tables tell who is who (docs/ideas/secrecy.md).
    """
    if report["conversation"]["ballots"] != "protected":
        return ()
    found: Sequence[Mapping[str, Any]] = report.get("classes", ())
    return found


def has_breakdowns(report: Report) -> bool:
    """Tell whether there are other tiers or classes to show."""
    return bool(report.get("tiers") or classes_shown(report))


def breakdown_part(report: Report, wanted: int) -> tuple[int, int, Report]:
    """Return the number of the page nearest to ``wanted``, how many there are, and its statements.

    Each name of a table keeps the cells of these statements, in the same places.
    """
    places = [at for at, one in enumerate(report["statements"]) if one["moderated"] >= 0]
    rows = max(FEWEST_ROWS, CELLS // max(1, _names(report)))
    pages = max(1, -(-len(places) // rows))
    number = min(max(wanted, 1), pages)
    kept = places[(number - 1) * rows : number * rows]
    return number, pages, _cut(report, kept)


def statement_pages(
    statements: Sequence[Mapping[str, Any]],
) -> Sequence[Sequence[Mapping[str, Any]]]:
    """Return the statements in pages, so many to each as slow lines can bear; one page at least.

    A row weighs what its numbers take, and its text twice, since a translation may stand beside it.
    """
    pages: list[list[Mapping[str, Any]]] = [[]]
    room = WEIGHT
    for one in statements:
        wanted = ROW_WEIGHT + 2 * min(len(one["text"] or ""), LONGEST_SHOWN)
        if wanted > room and pages[-1]:
            pages.append([])
            room = WEIGHT
        pages[-1].append(one)
        room -= wanted
    return pages


def _names(report: Report) -> int:
    return len(report.get("tiers", ())) + sum(len(each["list"]) for each in classes_shown(report))


def _cut(report: Report, kept: Sequence[int]) -> Report:
    return {
        **report,
        "statements": [report["statements"][at] for at in kept],
        "tiers": [_cut_name(each, kept) for each in report.get("tiers", ())],
        "classes": [
            {**each, "list": [_cut_name(name, kept) for name in each["list"]]}
            for each in classes_shown(report)
        ],
    }


def _cut_name(name: Mapping[str, Any], kept: Sequence[int]) -> Mapping[str, Any]:
    return {**name, "statements": [name["statements"][at] for at in kept]}
