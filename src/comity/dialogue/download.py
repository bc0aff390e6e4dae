"""The table of all statements to take away, as a file that spreadsheet programs open."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from comity.documents import write_download

__all__ = ["statements_download"]

SHARES: Final = ("agree_share", "disagree_share", "pass_share")


def statements_download(report: Mapping[str, Any]) -> bytes:
    """Return all statements but rejected ones with their figures, for spreadsheets.

    UTF-8 with a byte order mark; a text that a spreadsheet would run as a formula is quoted.
    """
    groups = [group["label"] for group in report["groups"]["list"]]
    rows = (
        list(_cells(statement, groups))
        for statement in report["statements"]
        if statement["moderated"] >= 0
    )
    return write_download(_heads(groups), rows)


def _heads(groups: list[str]) -> list[str]:
    heads = ["statement", "text", "class", "direction", "agree", "disagree", "pass", "votes"]
    for share in SHARES:
        heads += [share, f"{share}_low", f"{share}_high"]
    for group in groups:
        heads += [f"{group}_{count}" for count in ("agree", "disagree", "pass", "votes")]
    return heads


def _cells(statement: Mapping[str, Any], groups: list[str]) -> Iterator[str | int | None]:
    yield from (statement[name] for name in ("id", "text", "class", "direction"))
    yield from (statement[name] for name in ("agree", "disagree", "pass", "seen"))
    for share in SHARES:
        yield from (_decimal(statement[share][name]) for name in ("value", "low", "high"))
    cells = {group["group"]: group for group in statement["groups"]}
    for group in groups:
        cell = cells.get(group, {})
        yield from (cell.get(name) for name in ("agree", "disagree", "pass", "seen"))


def _decimal(share: float | None) -> str | None:
    return None if share is None else repr(share)
