"""Tokens: made and ended by a person at the site, shown once, kept as a keyed digest.

A token is bound to one person, one mandate and a scope. It stands for no signature: what is signed
off is signed by a person on the page. Making and ending one is private (``records = none``).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from comity.fault import N_, FaultKind, Place, refuse
from comity.people import Acting, Mandate
from comity.site.api.models import Token
from comity.site.dialogue.actions import (
    CLOSE,
    DECIDE_APPEAL,
    DECIDE_CONCERNS,
    EMBED,
    MODERATE,
    OPEN,
    SEED,
    TRANSLATE,
)
from comity.site.members import actions as members
from comity.site.members.models import Account
from comity.site.members.permissions import role_table
from comity.site.members.queries import acting_as, mandate_with

__all__ = [
    "DAYS",
    "FRESH_HOURS",
    "MOST",
    "OFFERED",
    "READ",
    "Holder",
    "TokenLine",
    "end_all_tokens",
    "end_token",
    "holder_of",
    "make_token",
    "offered_by",
    "own_tokens",
    "require_scope",
]

READ: Final = "read"
MEMBERS: Final = (
    members.ACCREDIT,
    members.OPEN,
    members.INVITE,
    members.GIVE,
    members.CLOSE,
    members.REVOKE,
)
"""What a list of members is entered by, and taken back."""

OFFERED: Final = (
    *(OPEN, SEED, TRANSLATE, MODERATE, DECIDE_APPEAL, DECIDE_CONCERNS, CLOSE, EMBED),
    *MEMBERS,
)
"""Acts that a token can be for. None that is signed off is among them, nor ever will be."""
DAYS: Final = 90
FRESH_HOURS: Final = 1
"""How long one lives that may do what a page asks password and code for: as long as a sign-in."""
MOST: Final = 10
LONGEST_NAME: Final = 60

NO_SCOPE: Final = FaultKind(
    "api.scope_unknown",
    N_("nothing is chosen that the mandate covers"),
    N_("a token is for some of what one mandate covers that is in force"),
    N_("Choose the mandate and what the token is for."),
)
TOO_MANY: Final = FaultKind(
    "api.tokens_many",
    N_("you have {count} tokens"),
    N_("one person has at most {most}"),
    N_("End one that you no longer need."),
)
SCOPE: Final = FaultKind(
    "api.scope",
    N_("the token is not for {act}"),
    N_("what a program may do is named in the scope of its token"),
    N_("Make a token with the scope that is needed, on the page of your account."),
)


@dataclass(frozen=True, slots=True)
class Holder:
    """For whom a request acts: the token's id, its person with its one mandate, and its scope."""

    token: str
    acting: Acting
    scope: frozenset[str]


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as its owner sees it."""

    id: str
    name: str
    mandate: Mandate
    scope: Sequence[str]
    made_at: datetime
    ends_at: datetime


def offered_by(mandate: Mandate, now: datetime) -> Sequence[str]:
    """Return what a token under ``mandate`` can be for; nothing once it is over."""
    table, title = role_table(), mandate.role.title
    if not mandate.start <= now < mandate.end or mandate.revoked is not None:
        return ()
    acts = [act for act in OFFERED if act in mandate.scope and table.allows(title, act)]
    return [READ, *acts]


@transaction.atomic
def make_token(
    *, account: Account, mandate: str, name: str, scope: Sequence[str], now: datetime
) -> str:
    """Make a token and return it; it is nowhere afterwards. The caller asks who it is before.

    The account is held against others meanwhile: of two requests at once the second counts the
    token of the first.
    """
    Account.objects.select_for_update().get(pk=account.pk)
    found = mandate_with(mandate)
    offered = offered_by(found, now) if found and found.holder == account.person_id else ()
    chosen = [one for one in offered if one in scope]
    if not (found and chosen):
        raise refuse(NO_SCOPE.at(Place("scope")))
    count = Token.objects.filter(account=account, ends_at__gt=now).count()
    if count >= MOST:
        raise refuse(TOO_MANY.at(Place("tokens"), count=count, most=MOST))
    Token.objects.filter(account=account, ends_at__lte=now).delete()
    shown, secret = secrets.token_hex(8), secrets.token_hex(32)
    Token.objects.create(
        id=shown,
        account=account,
        mandate_id=found.id,
        name=name.strip()[:LONGEST_NAME],
        scope="\n".join(chosen),
        digest=_digest(account, shown, secret),
        made_at=now,
        ends_at=min(found.end, now + _life(chosen)),
    )
    return f"{shown}.{secret}"


def end_token(*, account: Account, token: str) -> bool:
    """End one of one's own tokens; return whether it was there."""
    gone, _ = Token.objects.filter(account=account, pk=token).delete()
    return gone > 0


def end_all_tokens(account: Account) -> int:
    """End all of one's own tokens; return how many there were."""
    rows = Token.objects.filter(account=account)
    count = rows.count()
    rows.delete()
    return count


def own_tokens(account: Account, now: datetime) -> Sequence[TokenLine]:
    """Return one's own tokens that are in force, the latest first."""
    rows = Token.objects.filter(account=account, ends_at__gt=now).order_by("-made_at", "pk")
    held = ((row, mandate_with(row.mandate_id)) for row in rows)
    return [
        TokenLine(row.id, row.name, one, row.scope.split("\n"), row.made_at, row.ends_at)
        for row, one in held
        if one is not None
    ]


def holder_of(token: str, now: datetime) -> Holder | None:
    """Return for whom ``token`` acts, or None where it is unknown, ended or its person gone.

    A new password ends all tokens: their digests are bound to it.
    """
    shown, _, secret = token.partition(".")
    rows = Token.objects.select_related("account__person")
    row = rows.filter(pk=shown[:16], ends_at__gt=now).first()
    if row is None:
        return None
    if not constant_time_compare(row.digest, _digest(row.account, shown, secret[:100])):
        return None
    who, mandate = acting_as(row.account.person_id), mandate_with(row.mandate_id)
    if who is None or mandate is None:
        return None
    scope = frozenset(row.scope.split("\n"))
    return Holder(row.id, replace(who, mandates=(mandate,)), scope)


def require_scope(holder: Holder, act: str) -> None:
    """Raise ``RefusedError`` unless the token is for ``act``."""
    if act not in holder.scope:
        raise refuse(SCOPE.at(Place(act), act=act))


def _life(scope: Sequence[str]) -> timedelta:
    rules = [role_table().rule_of(one) for one in scope if one != READ]
    fresh = any(rule is None or rule.fresh for rule in rules)
    return timedelta(hours=FRESH_HOURS) if fresh else timedelta(days=DAYS)


def _digest(account: Account, shown: str, secret: str) -> str:
    value = f"{account.get_session_auth_hash()}\n{shown}\n{secret}"
    return salted_hmac("comity.api_token", value, algorithm="sha256").hexdigest()
