"""Who sends a request: a person by their token, a voter by theirs, or anybody."""

import re
from typing import Any, Final

from django.http import HttpRequest
from django.utils.timezone import now
from ninja.security import APIKeyHeader, HttpBearer

from comity.site.api.tokens import READ, Holder, holder_of, require_scope

__all__ = ["VOTER", "TokenBearer", "VoterToken", "holder", "voter"]

VOTER: Final = "Voter-Token"
TOKEN: Final = re.compile(r"[0-9a-f]{32}")


class TokenBearer(HttpBearer):
    """A person's token, made on the page of their account."""

    def authenticate(self, _request: HttpRequest, token: str) -> Holder | None:
        """Return for whom the request acts, or None."""
        return holder_of(token, now())


class VoterToken(APIKeyHeader):
    """What ``join`` gave: it says nothing about who one is."""

    param_name = VOTER

    def authenticate(self, _request: HttpRequest, key: str | None) -> str | None:
        """Return the token where it is one, else None."""
        return key if key and TOKEN.fullmatch(key) else None


def holder(request: HttpRequest, act: str = READ) -> Holder:
    """Return for whom the request acts; raise ``RefusedError`` where its token is not for it."""
    found: Any = vars(request)["auth"]
    known: Holder = found
    require_scope(known, act)
    return known


def voter(request: HttpRequest) -> str:
    """Return the voter's token that came with the request."""
    found: str = vars(request)["auth"]
    return found
