"""The one stylesheet of the pages: that of reports, then that of the frame."""

from functools import cache
from importlib.resources import files
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.canonical import sha256_hex
from comity.render import stylesheet

__all__ = ["FOR_EVER", "style", "style_bytes", "style_path"]

FOR_EVER: Final = "public, max-age=31536000, immutable"


@require_safe
def style(_request: HttpRequest, digest: str) -> HttpResponse:
    """Give the stylesheet. Its address changes with it, so it may be kept for ever."""
    headers = {"Cache-Control": FOR_EVER if digest == _digest() else "no-cache"}
    return HttpResponse(style_bytes(), content_type="text/css; charset=utf-8", headers=headers)


@cache
def style_bytes() -> bytes:
    """Return the stylesheet's bytes."""
    frame = (files("comity.site.ui") / "site.css").read_bytes()
    return stylesheet().encode() + frame


def style_path() -> str:
    """Return the address of the stylesheet."""
    return reverse("style", args=[_digest()])


@cache
def _digest() -> str:
    return sha256_hex(style_bytes())[:8]
