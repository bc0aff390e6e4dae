"""Pages made for one person."""

from django.http import HttpResponse

__all__ = ["personal"]


def personal(response: HttpResponse) -> HttpResponse:
    """Keep ``response`` out of every cache between us and the person it is made for."""
    response.headers["Cache-Control"] = "no-store"
    return response
