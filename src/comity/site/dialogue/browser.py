"""How a browser is known again in a conversation: by a cookie that says nothing, and a key."""

import re
import secrets
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from comity.edge import has_pseudonyms, pseudonyms_of

__all__ = [
    "came_by",
    "drawn_mark",
    "forget",
    "has_key",
    "new_token",
    "propensity_in",
    "pseudonym",
    "remember",
    "remember_region",
    "token_of",
]

COOKIE: Final = "comity-voter"
INVITED: Final = "comity-region"
TOKEN: Final = re.compile(r"[0-9a-f]{32}")
YEAR: Final = 31_536_000
MILLIONTHS: Final = 1_000_000


def token_of(request: HttpRequest) -> str | None:
    """Return what this browser keeps, or None where it keeps nothing yet."""
    kept = request.COOKIES.get(COOKIE, "")
    return kept if TOKEN.fullmatch(kept) else None


def remember(response: HttpResponse, token: str) -> None:
    """Have the browser keep ``token``; it is random and means nothing outside a conversation."""
    response.set_cookie(COOKIE, token, max_age=YEAR, httponly=True, samesite="Lax")


def remember_region(response: HttpResponse, conversation: str, region: str) -> None:
    """Have the browser keep for which region it was invited, until the first vote counts it."""
    kept = f"{conversation}:{region}"
    response.set_cookie(INVITED, kept, max_age=YEAR, httponly=True, samesite="Lax")


def forget(response: HttpResponse) -> None:
    """Have the browser forget all by which conversations would know it again."""
    for name in (COOKIE, INVITED):
        response.delete_cookie(name, samesite="Lax")


def came_by(request: HttpRequest, conversation: str) -> str:
    """Return for which region this browser was invited to a conversation, or nothing."""
    kept, _, region = request.COOKIES.get(INVITED, "").partition(":")
    return region if kept == conversation else ""


def new_token() -> str:
    """Return a token for a browser that keeps none."""
    return secrets.token_hex(16)


def pseudonym(conversation: str, token: str) -> str:
    """Return the pseudonym of whoever keeps ``token``, in this conversation alone."""
    return pseudonyms_of(settings.COMITY.pseudonym_folder, conversation).of(token)


def has_key(conversation: str) -> bool:
    """Return whether the key is there by which this conversation knows its people again."""
    return has_pseudonyms(settings.COMITY.pseudonym_folder, conversation)


def drawn_mark(conversation: str, statement: int, propensity: float) -> str:
    """Return a signed mark of the probability with which a statement was drawn."""
    value = f"{statement}:{round(propensity * MILLIONTHS)}"
    return Signer(salt=f"drawn/{conversation}").sign(value)


def propensity_in(mark: str, conversation: str, statement: str) -> int | None:
    """Return the probability in millionths that ``mark`` signs for ``statement``, else None."""
    try:
        named, _, millionths = Signer(salt=f"drawn/{conversation}").unsign(mark).partition(":")
    except BadSignature:
        return None
    return int(millionths) if named == statement else None
