"""What every answer passes through: the language of the address and the security headers."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Final, TypeAlias

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import is_valid_path
from django.utils import translation
from django.utils.cache import patch_vary_headers

from comity.site.ui.languages import django_code, language_of, preferred_language

__all__ = ["CONTENT_SECURITY_POLICY", "framed_by", "languages", "security_headers"]

Handler: TypeAlias = Callable[[HttpRequest], HttpResponseBase]

NO_FRAME: Final = "frame-ancestors 'none'"
DIRECTIVES: Final = (
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    "script-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    NO_FRAME,
    "base-uri 'none'",
)
CONTENT_SECURITY_POLICY: Final = "; ".join(DIRECTIVES)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def framed_by(response: HttpResponse, origins: Sequence[str]) -> HttpResponse:
    """Let pages of ``origins`` show ``response`` in a frame; without any it stays with nobody."""
    if origins:
        ancestors = f"frame-ancestors {' '.join(origins)}"
        policy = CONTENT_SECURITY_POLICY.replace(NO_FRAME, ancestors)
        response.headers["Content-Security-Policy"] = policy
    return response


def security_headers(get_response: Handler) -> Handler:
    """Put the fixed headers on every answer, and keep its cookies on TLS where it came by TLS.

    There is no inline code to make exceptions for. On a LAN without TLS cookies go without it.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if NO_FRAME not in response.headers["Content-Security-Policy"]:
            # An older word for the same that knows no list: the policy alone says who may.
            del response.headers["X-Frame-Options"]
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response

    return answer


def languages(get_response: Handler) -> Handler:
    """Answer in the language of the address; an address without one is led to one that has it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        named = language_of(request.path_info)
        language = named or preferred_language(request)
        with translation.override(django_code(language)):
            response = get_response(request)
            if named is None and response.status_code == HTTPStatus.NOT_FOUND:
                response = _redirected(request, language.code) or response
        if named is not None:
            response.headers.setdefault("Content-Language", language.tag)
        elif response.headers.get("Content-Type", "").startswith("text/html"):
            # A page in the browser's own language: no cache may hand it to another browser.
            patch_vary_headers(response, ("Accept-Language",))
        return response

    return answer


def _redirected(request: HttpRequest, prefix: str) -> HttpResponseBase | None:
    for path in (request.path_info, f"{request.path_info}/"):
        target = f"/{prefix}{path}"
        if is_valid_path(target):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponseRedirect(f"{target}?{query}" if query else target)
    return None
