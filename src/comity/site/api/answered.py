"""The same request sent twice gets the same answer once: by the key that it carries.

What an official act was answered is kept in the database for a day. What was answered to somebody
who is not signed in is kept in memory alone, for an hour: on disk it would join people and votes.
Acts in which a repetition would count have a once-only token of their own beside it.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Lock
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from comity.fault import N_, FaultKind, Place, refuse
from comity.site.api.models import KeptAnswer
from comity.site.api.problems import problem, wrong

__all__ = ["HEADER", "KEY", "NO_KEY", "Once", "answered_once", "forget_all", "once_token"]

HEADER: Final = "Idempotency-Key"
KEY: Final = r"^[A-Za-z0-9_.:-]{8,64}$"
DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
MOST: Final = 10_000
LARGEST_KEPT: Final = 32_000_000
"""Bytes of answers in memory: an answer to many votes says much, and anybody may send them."""
ONCE: Final = 32
SOON: Final = 1

NO_KEY: Final = FaultKind(
    "api.key_missing",
    N_("the request carries no key of its own, or one of another form"),
    N_("what is done is sent with a key, so that sending it again does it no second time"),
    N_("Send the header Idempotency-Key with 8 to 64 letters and digits, new for each act."),
)
OTHER_REQUEST: Final = FaultKind(
    "api.key",
    N_("this key was used for another request"),
    N_("one key goes with one request, however often that is sent"),
    N_("Take a new key for a new request."),
)


class Once(NamedTuple):
    """Who sends a request under which key; ``token`` is the id of a person's, None for others."""

    who: str
    key: str
    token: str | None = None


class _Kept(NamedTuple):
    request: str
    status: int
    body: bytes
    at: datetime


_LOCK: Final = Lock()
_IN_MEMORY: Final[OrderedDict[str, _Kept]] = OrderedDict()
_IN_HAND: Final[set[str]] = set()
_SIZE: Final = Counter[str]()


def answered_once(
    request: HttpRequest, sent: Once, *, now: datetime, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """Return what ``act`` answers, or what it answered to the same request and key before.

    Only what was done is kept: a refusal is asked anew. While one is being done another under the
    same key is asked to come back. Raises ``RefusedError`` where the key was used for another
    request.
    """
    key = _digest(f"{sent.who}\n{sent.key}")
    with _in_hand(key) as alone:
        if not alone:
            response = problem([wrong(503, seconds=SOON)])
            response.headers["Retry-After"] = str(SOON)
            return response
        return _answered(request, sent, key, now, act)


@contextmanager
def _in_hand(key: str) -> Iterator[bool]:
    """Hold ``key`` within; say whether nobody else holds it."""
    with _LOCK:
        alone = key not in _IN_HAND
        _IN_HAND.add(key)
    try:
        yield alone
    finally:
        if alone:
            with _LOCK:
                _IN_HAND.discard(key)


def _answered(
    request: HttpRequest, sent: Once, key: str, now: datetime, act: Callable[[], HttpResponse]
) -> HttpResponse:
    asked = _digest(f"{request.method} {request.path}\n{request.body.hex()}")
    kept = _in_memory(key, now) if sent.token is None else _in_rows(sent.token, key, now)
    if kept is not None:
        if kept.request != asked:
            raise refuse(OTHER_REQUEST.at(Place(HEADER)))
        return HttpResponse(kept.body, content_type="application/json", status=kept.status)
    response = act()
    if response.status_code == HTTPStatus.OK:
        done = _Kept(asked, response.status_code, response.content, now)
        _remember(key, done) if sent.token is None else _keep(sent.token, key, done)
    return response


def once_token(who: str, key: str) -> str:
    """Return the once-only token of an act that came under ``key`` from ``who``."""
    return _digest(f"once\n{who}\n{key}")[:ONCE]


def forget_all() -> None:
    """Forget what is kept in memory, as a new process does."""
    with _LOCK:
        _IN_MEMORY.clear()
        _SIZE.clear()


def _in_memory(key: str, now: datetime) -> _Kept | None:
    with _LOCK:
        while _IN_MEMORY and now - next(iter(_IN_MEMORY.values())).at >= HOUR:
            _forget_oldest()
        return _IN_MEMORY.get(key)


def _remember(key: str, done: _Kept) -> None:
    with _LOCK:
        before = _IN_MEMORY.pop(key, None)
        _SIZE["bytes"] += len(done.body) - (len(before.body) if before else 0)
        _IN_MEMORY[key] = done
        while len(_IN_MEMORY) > MOST or _SIZE["bytes"] > LARGEST_KEPT:
            _forget_oldest()


def _forget_oldest() -> None:
    _, gone = _IN_MEMORY.popitem(last=False)
    _SIZE["bytes"] -= len(gone.body)


def _in_rows(token: str, key: str, now: datetime) -> _Kept | None:
    KeptAnswer.objects.filter(at__lte=now - DAY).delete()
    row = KeptAnswer.objects.filter(token=token, key=key).first()
    return None if row is None else _Kept(row.request, row.status, bytes(row.body), row.at)


def _keep(token: str, key: str, done: _Kept) -> None:
    try:
        with transaction.atomic():
            KeptAnswer.objects.create(
                token_id=token,
                key=key,
                request=done.request,
                status=done.status,
                body=done.body,
                at=done.at,
            )
    except IntegrityError:
        # The same was sent twice at once: the act itself lets only one of them do anything.
        return


def _digest(value: str) -> str:
    return salted_hmac("comity.api_answer", value, algorithm="sha256").hexdigest()
