"""Pages of a list by cursor: where the last page ended, signed, so that it is only ever ours."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from django.core.signing import BadSignature, Signer

from comity.fault import N_, FaultKind, Place, refuse

__all__ = ["LARGEST_PAGE", "LONGEST", "PAGE", "after", "page_after", "pointing_to"]

Row = TypeVar("Row")
PAGE: Final = 50
LARGEST_PAGE: Final = 100
LONGEST: Final = 400

NO_CURSOR: Final = FaultKind(
    "api.cursor",
    N_("the cursor is not one of this list"),
    N_("a cursor is what the page before gave as “next”, unchanged"),
    N_("Begin again without a cursor, or send the one you were given."),
)


def pointing_to(name: str, last: str) -> str:
    """Return the cursor of the list ``name`` that goes on after ``last``."""
    return Signer(salt=f"api/{name}").sign(last)


def after(name: str, cursor: str) -> str:
    """Return after what the list ``name`` goes on; empty at its beginning."""
    if not cursor:
        return ""
    try:
        return Signer(salt=f"api/{name}").unsign(cursor[:LONGEST])
    except BadSignature as error:
        raise refuse(NO_CURSOR.at(Place("cursor"))) from error


def page_after(
    name: str, rows: Sequence[Row], key: Callable[[Row], str], *, cursor: str, limit: int
) -> tuple[Sequence[Row], str | None]:
    """Return a page of ``rows``, a list that stays short, and the cursor of the next one.

    What the cursor points to may be gone: the list begins again then, and nothing is left out.
    """
    last = after(name, cursor)
    keys = [key(row) for row in rows]
    start = keys.index(last) + 1 if last in keys else 0
    page = rows[start : start + limit]
    more = start + limit < len(rows)
    return page, pointing_to(name, key(page[-1])) if more else None
