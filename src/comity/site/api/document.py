"""The interface put together: its addresses, how it says what went wrong, and its description."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from comity import __version__
from comity.fault import Place, RefusedError
from comity.site.api import (
    embedding,
    judging,
    member_lists,
    offices,
    openings,
    participation,
    results,
    translating,
)
from comity.site.api.answered import HEADER, NO_KEY
from comity.site.api.problems import MOST_SHOWN, PROBLEM, VALUE, problem, wrong

__all__ = ["ADDRESS", "api", "description", "patterns"]

ADDRESS: Final = "/api/v1/"
ERRORS: Final = 400
ROOMS: Final = (
    participation,
    results,
    openings,
    translating,
    offices,
    judging,
    embedding,
    member_lists,
)

api: Final = NinjaAPI(
    title="Comity",
    version=__version__,
    description="What the pages show, and what people do on them, for programs.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
# What is read and what is done at one address are on one router.
for router in dict.fromkeys(room.router for room in ROOMS):
    api.add_router("", router)


@api.exception_handler(RefusedError)
def _refused(_request: HttpRequest, error: RefusedError) -> HttpResponse:
    return problem(error.faults)


@api.exception_handler(Http404)
def _nowhere(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem([wrong(404)])


@api.exception_handler(HttpError)
def _answered(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem([wrong(error.status_code)], error.status_code)


@api.exception_handler(RequestDataTooBig)
def _large(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return problem([wrong(413)])


@api.exception_handler(DataError)
def _unfit(_request: HttpRequest, _error: DataError) -> HttpResponse:
    """Refuse what the database cannot take, such as a text with NUL in it."""
    return problem([wrong(400)], 400)


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name each value that cannot be taken by its place; what it was is not repeated."""
    places = [".".join(str(part) for part in one["loc"]) for one in error.errors]
    if any(HEADER in one for one in places):
        return problem([NO_KEY.at(Place(HEADER))])
    return problem([VALUE.at(Place(one[: MOST_SHOWN * 6])) for one in places])


def patterns() -> list[URLPattern | URLResolver]:
    """Return the addresses below ``/api/v1/``."""
    return [path("openapi.json", _described), *api.urls[0]]


def description() -> Mapping[str, Any]:
    """Return the interface as OpenAPI 3.1 describes it."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=ADDRESS))
    for methods in found["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                _as_problem(int(status), response)
    return found


@require_safe
def _described(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(_encoded(), content_type="application/json")


@cache
def _encoded() -> bytes:
    """Return the description in bytes, made once: it takes long, and anybody may ask for it."""
    return JsonResponse(description()).content


def _as_problem(status: int, response: dict[str, Any]) -> None:
    """Say that an error comes as a problem, not as any JSON."""
    content = response.get("content", {})
    if status >= ERRORS and "application/json" in content:
        content[PROBLEM] = content.pop("application/json")
