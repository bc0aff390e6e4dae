"""The same request sent twice gets the same answer once: by the key that it carries.

What an official act was answered is kept in the database for a day. What was answered to somebody
who is not signed in is kept in memory alone, for an hour: on disk it would join people and votes.
Acts in which a repetition would count have a once-only token of their own beside it.

The key of an official act is a row, entered in the transaction of the act: of two processes that
get the same request, one does it. An act that takes several transactions enters its row before.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Lock
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q
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
UNDONE: Final = 0
"""The status of a row whose act has not ended."""
PATIENCE: Final = timedelta(minutes=5)
"""How long an act of several transactions may take: then its process is held to be gone."""

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
    """Who sends a request under which key; ``token`` is the id of a person's, None for others.

    ``whole``: the act is one transaction, and its key is kept in it.
    """

    who: str
    key: str
    token: str | None = None
    whole: bool = True


class _TakenError(Exception):
    """Says that another process does the same just now, or has done it."""


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
            return _in_a_moment()
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
    if sent.token is not None:
        row = KeptAnswer(
            token_id=sent.token, key=key, request=asked, status=UNDONE, body=b"", at=now
        )
        return _by_row(row, act, whole=sent.whole)
    kept = _in_memory(key, now)
    if kept is not None:
        return _again(kept, asked)
    response = act()
    if response.status_code == HTTPStatus.OK:
        _remember(key, _Kept(asked, response.status_code, response.content, now))
    return response


def _by_row(row: KeptAnswer, act: Callable[[], HttpResponse], *, whole: bool) -> HttpResponse:
    """Do ``act`` unless the row of its key is there; then give what that says."""
    _forget_rows(row.at)
    kept = _row_like(row)
    if kept is None:
        try:
            return _within(row, act) if whole else _beside(row, act)
        except _TakenError:
            kept = _row_like(row)
    if kept is None:
        return _in_a_moment()
    if kept.status == UNDONE and kept.request == row.request:
        return _in_a_moment()
    return _again(_Kept(kept.request, kept.status, bytes(kept.body), kept.at), row.request)


def _within(row: KeptAnswer, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Enter the key, do the act and keep its answer: all of it or nothing."""
    with transaction.atomic():
        _enter(row)
        response = act()
        if response.status_code == HTTPStatus.OK:
            _keep(row, response)
        else:
            transaction.set_rollback(True)
    return response


def _beside(row: KeptAnswer, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Enter the key, then do the act; the key goes again where nothing was done."""
    _enter(row)
    try:
        response = act()
    except BaseException:
        row.delete()
        raise
    if response.status_code == HTTPStatus.OK:
        _keep(row, response)
    else:
        row.delete()
    return response


def _again(kept: _Kept, asked: str) -> HttpResponse:
    if kept.request != asked:
        raise refuse(OTHER_REQUEST.at(Place(HEADER)))
    return HttpResponse(kept.body, content_type="application/json", status=kept.status)


def _in_a_moment() -> HttpResponse:
    response = problem([wrong(503, seconds=SOON)])
    response.headers["Retry-After"] = str(SOON)
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


def _forget_rows(now: datetime) -> None:
    """Forget what is a day old, and each key whose act was begun a while ago and never ended."""
    stale = Q(status=UNDONE, at__lte=now - PATIENCE)
    KeptAnswer.objects.filter(Q(at__lte=now - DAY) | stale).delete()


def _row_like(row: KeptAnswer) -> KeptAnswer | None:
    return KeptAnswer.objects.filter(token=row.token_id, key=row.key).first()


def _enter(row: KeptAnswer) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _TakenError from error


def _keep(row: KeptAnswer, response: HttpResponse) -> None:
    row.status, row.body = response.status_code, response.content
    row.save(update_fields=["status", "body"])


def _digest(value: str) -> str:
    return salted_hmac("comity.api_answer", value, algorithm="sha256").hexdigest()
