"""What every answer of the interface passes through: bounds before, problems in JSON after.

Nothing here loads what answers: pages start as fast as if there were no interface.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final, TypeAlias

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now

from comity.site.api.limits import LARGEST, MINUTE, within_limits
from comity.site.api.problems import KIND_OF, PROBLEM, problem, wrong

__all__ = ["ADDRESS", "interface"]

Handler: TypeAlias = Callable[[HttpRequest], HttpResponseBase]
ADDRESS: Final = "/api/"
JSON: Final = "application/json"
OWN: Final = ("Authorization", "Voter-Token")
SIZE: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
KEPT: Final = ("Allow", "Retry-After")


def interface(get_response: Handler) -> Handler:
    """Answer each trouble below ``/api/`` as a problem; leave everything else alone."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(ADDRESS):
            return get_response(request)
        # A browser's cookies mean nothing here: no page of others can act by them.
        request.COOKIES.clear()
        response = _refused(request) or _as_problem(request, get_response(request))
        return _kept_by(request, response)

    return answer


def _kept_by(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Say who may keep the answer: what is public anybody, if they ask whether it still holds.

    What is made for one caller, such as one's own votes, nobody keeps: no disk holds it then.
    """
    own = any(name in request.headers for name in OWN)
    read = request.method in {"GET", "HEAD"} and response.status_code == HTTPStatus.OK
    caching = "public, no-cache" if read and not own else "private, no-store"
    response.headers.setdefault("Cache-Control", caching)
    patch_vary_headers(response, ("Accept-Language", *OWN))
    if read and not own:
        # What anybody may read a page of anybody may read. What is done it cannot send.
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _refused(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to what need not be looked at, or None."""
    if not within_limits(request, now()):
        response = problem([wrong(429, seconds=MINUTE)])
        response.headers["Retry-After"] = str(MINUTE)
        return response
    if request.method != "POST":
        return None
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not SIZE.fullmatch(length) or int(length) > LARGEST:
        return problem([wrong(413, most=LARGEST)])
    if int(length) and request.content_type != JSON:
        return problem([wrong(415, "Content-Type")])
    return None


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return ``response``, or the problem in its place where it is an error of another kind."""
    kind = response.headers.get("Content-Type", "")
    if response.status_code < HTTPStatus.BAD_REQUEST or kind.startswith(PROBLEM):
        return response
    status = response.status_code if response.status_code in KIND_OF else HTTPStatus.BAD_REQUEST
    allowed = response.headers.get("Allow", "GET")
    changed = problem([wrong(status, method=request.method, allowed=allowed)], status)
    for name in KEPT:
        if name in response.headers:
            changed.headers[name] = response.headers[name]
    return changed
