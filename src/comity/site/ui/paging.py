"""Pages of a list."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest

__all__ = ["page_number"]


def page_number(request: HttpRequest) -> int:
    """Return which page of a list is asked for, 1 if none is; refuse what is no number."""
    try:
        return int(request.GET.get("page", "1"))
    except ValueError as error:
        raise BadRequest("the page is no number") from error
