"""What pages and actions may know of people, as plain values."""

from django.http import HttpRequest

from comity.people import Acting

__all__ = ["acting"]


def acting(request: HttpRequest) -> Acting | None:
    """Return who is signed in, with every mandate they were ever given, or None for a visitor."""
    del request  # nobody can sign in yet
    return None
