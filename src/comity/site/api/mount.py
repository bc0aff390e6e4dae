"""Where the interface hangs in the table of addresses; it is loaded by the first who asks for it.

Loading it takes a third of a second, which who only reads pages never waits for.
"""

from functools import cache
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, URLResolver
from django.views.decorators.csrf import csrf_exempt

__all__ = ["answer"]


# Nobody is known here by a cookie, so no page of others can send anything in their name.
@csrf_exempt
def answer(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Answer a request below ``/api/v1/``."""
    head = request.method == "HEAD"
    if head:
        request.method = "GET"
    try:
        match = _addresses().resolve(rest)
    except Resolver404 as error:
        raise Http404 from error
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    if head:
        request.method = "HEAD"
        if isinstance(response, HttpResponse) and response.status_code == HTTPStatus.OK:
            response.headers["Content-Length"] = str(len(response.content))
            response.content = b""
    return response


@cache
def _addresses() -> URLResolver:
    from django.urls.resolvers import RegexPattern  # noqa: PLC0415 - see above

    from comity.site.api.document import patterns  # noqa: PLC0415 - see above

    return URLResolver(RegexPattern(r"^"), patterns())
