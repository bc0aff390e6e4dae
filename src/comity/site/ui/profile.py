"""The organisation's emblem and accent as files: each address changes with what it gives."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.canonical import sha256_hex
from comity.site.profile import Profile
from comity.site.ui.style import FOR_EVER

__all__ = ["accent", "accent_path", "emblem", "emblem_path"]


@require_safe
def emblem(_request: HttpRequest, digest: str) -> HttpResponse:
    """Give the emblem, written anew from its allow-list when the site started."""
    told = _profile()
    return _file(told.emblem.encode(), "image/svg+xml", digest == told.emblem_digest)


@require_safe
def accent(_request: HttpRequest, digest: str) -> HttpResponse:
    """Give the stylesheet that sets the accent, so that no page needs a style of its own."""
    told = _profile().accent_style
    return _file(told, "text/css; charset=utf-8", digest == sha256_hex(told)[:8])


def emblem_path() -> str:
    """Return the address of the emblem, empty where there is none."""
    digest = _profile().emblem_digest
    return reverse("emblem", args=[digest]) if digest else ""


def accent_path() -> str:
    """Return the address of the accent's stylesheet, empty where the accent is the usual one."""
    told = _profile().accent_style
    return reverse("accent", args=[sha256_hex(told)[:8]]) if told else ""


def _file(data: bytes, kind: str, current: bool) -> HttpResponse:  # noqa: FBT001 - two lines above
    if not data:
        raise Http404
    headers = {"Cache-Control": FOR_EVER if current else "no-cache"}
    return HttpResponse(data, content_type=kind, headers=headers)


def _profile() -> Profile:
    profile: Profile = settings.COMITY.instance.profile
    return profile
