"""Pages of a list."""

from collections.abc import Sequence
from typing import TypeVar

from django.core.exceptions import BadRequest
from django.http import HttpRequest

__all__ = ["page_number", "page_of", "rows_of"]

Row = TypeVar("Row")


def page_number(request: HttpRequest) -> int:
    """Return which page of a list is asked for, 1 if none is; refuse what is no number."""
    try:
        return int(request.GET.get("page", "1"))
    except ValueError as error:
        raise BadRequest("the page is no number") from error


def page_of(request: HttpRequest, count: int, rows: int) -> tuple[int, int]:
    """Return which page of a list of ``count`` lines is asked for, and how many there are."""
    pages = max(1, -(-count // rows))
    return min(max(page_number(request), 1), pages), pages


def rows_of(lines: Sequence[Row], number: int, rows: int) -> Sequence[Row]:
    """Return the lines that stand on page ``number``, with so many rows to each."""
    return lines[(number - 1) * rows : number * rows]
