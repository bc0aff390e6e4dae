"""What went wrong, as ``application/problem+json`` (RFC 9457): each fault with rule and remedy.

The same value that a page words is worded here, in the language that ``Accept-Language`` asks for.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from comity.fault import KINDS, N_, Fault, FaultKind, Place
from comity.render import fault_parts, words
from comity.site.ui.languages import Language, active_language

__all__ = [
    "KIND_OF",
    "LATER",
    "MOST_SHOWN",
    "PROBLEM",
    "problem",
    "problem_body",
    "status_of",
    "wrong",
]

PROBLEM: Final = "application/problem+json"
MOST_SHOWN: Final = 20

BAD: Final = FaultKind(
    "api.unreadable",
    N_("the request cannot be read"),
    N_("a request is sent as /api/v1/openapi.json describes it; its body is JSON in UTF-8"),
    N_("Correct the request. Nothing was done."),
)
NO_TOKEN: Final = FaultKind(
    "api.no_token",
    N_("the request has no token that is in force"),
    N_("this needs a token of a person whose mandate is in force"),
    N_("Make one on the page of your account and send it as: Authorization: Bearer TOKEN"),
)
REFUSED: Final = FaultKind(
    "api.refused",
    N_("the request is not allowed"),
    N_("what a program may do is named in the scope of its token"),
    N_("Make a token with the scope that is needed, on the page of your account."),
)
NOWHERE: Final = FaultKind(
    "api.not_there",
    N_("there is nothing at this address"),
    N_("the addresses of the interface are listed in /api/v1/openapi.json"),
    N_("Compare the address with that list, and the name in it with the list it was taken from."),
)
METHOD: Final = FaultKind(
    "api.method",
    N_("this address does not answer to {method}"),
    N_("what is read is asked for with GET, what is done is sent with POST"),
    N_("Use one of: {allowed}"),
)
LARGE: Final = FaultKind(
    "api.large",
    N_("the request is larger than {most} bytes"),
    N_("requests are bounded, so that the site stays there for everybody"),
    N_("Send it in smaller portions."),
)
TYPE: Final = FaultKind(
    "api.type",
    N_("the body is not sent as JSON"),
    N_("what is sent has the type application/json"),
    N_("Send the header Content-Type: application/json"),
)
VALUE: Final = FaultKind(
    "api.value",
    N_("the value cannot be taken"),
    N_("/api/v1/openapi.json says what each value may be"),
    N_("Correct it and send the request again. Nothing was done."),
)
OFTEN: Final = FaultKind(
    "api.often",
    N_("there were too many requests in a minute"),
    N_("requests are limited, so that the site stays there for everybody"),
    N_("Send it again in {seconds} seconds."),
)
LATER: Final = FaultKind(
    "api.later",
    N_("the site cannot take anything just now"),
    N_("what it takes it keeps, and there is no room for more at the moment"),
    N_("Send it again in {seconds} seconds; sending the same twice changes nothing."),
)
OURS: Final = FaultKind(
    "api.broken",
    N_("something went wrong on our side"),
    N_("what was done before stays done"),
    N_("Look whether it was done, then try again, or tell whoever runs the site."),
)
KIND_OF: Final[Mapping[int, FaultKind]] = {
    400: BAD,
    401: NO_TOKEN,
    403: REFUSED,
    404: NOWHERE,
    405: METHOD,
    413: LARGE,
    415: TYPE,
    422: VALUE,
    429: OFTEN,
    500: OURS,
    503: LATER,
}
STATUS: Final[Mapping[str, int]] = {
    "api.cursor": 422,
    "api.key": 422,
    "api.key_missing": 400,
    "api.list_office": 403,
    "api.moment": 422,
    "api.scope": 403,
    "api.signing": 403,
    "api.vote_language": 422,
    "dialogue.conversation_unknown": 404,
    "dialogue.appeal_outcome": 422,
    "dialogue.appeal_unknown": 404,
    "dialogue.concern_decision": 422,
    "dialogue.concerns_none": 404,
    "dialogue.embed_many": 422,
    "dialogue.embed_origin": 422,
    "dialogue.reason_missing": 422,
    "dialogue.statement_unknown": 404,
    "dialogue.votes_many": 422,
    "oversight.mandate_not_valid": 403,
    "oversight.signer_not_human": 403,
    "people.list_cell": 422,
    "people.list_column": 422,
    "people.list_file": 422,
    "people.list_rows": 422,
    "people.list_unknown_column": 422,
    "people.no_batch": 404,
    "people.no_mandate": 403,
    "people.not_signed_in": 401,
    "people.recused": 403,
    "people.role_may_not": 403,
    "site.frozen": 503,
    **{kind.code: status for status, kind in KIND_OF.items()},
}
"""Of every other refusal it is 409: what was asked does not fit what is there."""


def wrong(status: int, place: str = "request", **values: object) -> Fault:
    """Return the fault of the interface itself that belongs to a status."""
    return KIND_OF.get(status, BAD).at(Place(place), **values)


def status_of(faults: Sequence[Fault]) -> int:
    """Return the status under which ``faults`` are answered: that of the first."""
    return STATUS.get(faults[0].code, HTTPStatus.CONFLICT)


def problem_body(faults: Sequence[Fault], status: int, language: Language) -> Mapping[str, object]:
    """Return the members of a problem; the sentence for people is ``detail``."""
    first = faults[0]
    return {
        "type": f"/api/v1/problems/{first.code}",
        "title": fault_parts(first, language)[1],
        "status": status,
        "detail": words(first, language, wrote_nothing=False),
        "faults": [_told(one, language) for one in faults[:MOST_SHOWN]],
        "more": max(0, len(faults) - MOST_SHOWN),
    }


def problem(faults: Sequence[Fault], status: int | None = None) -> HttpResponse:
    """Return the answer that says what was refused, by which rule, and how to mend it."""
    language = active_language()
    found = status or status_of(faults)
    body = json.dumps(problem_body(faults, found, language), ensure_ascii=False)
    response = HttpResponse(body, content_type=PROBLEM, status=found)
    response.headers["Content-Language"] = language.tag
    response.headers["Cache-Control"] = "no-store"
    if found == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="comity"'
    patch_vary_headers(response, ("Accept-Language",))
    return response


def _told(fault: Fault, language: Language) -> Mapping[str, str]:
    place, found, rule, remedy = fault_parts(fault, language)
    kind = fault.code if fault.code in KINDS else ""
    return {"kind": kind, "place": place, "found": found, "rule": rule, "remedy": remedy}
