"""As whom somebody takes part in a conversation: by a browser's token, or signed in, in a tier.

Where a conversation takes other tiers than the anonymous one, who is signed in with a mandate that
fits votes as one person on all their devices. Their pseudonym says the tier, and not who they are.
"""

from functools import cache
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from comity.dialogue import ANONYMOUS, TierRule, pseudonym_in, read_tier_rule, tier_for, tier_of
from comity.edge import shipped
from comity.fault import N_, FaultKind, Place, refuse
from comity.people import Acting
from comity.site.dialogue.browser import has_key, pseudonym, token_of
from comity.site.dialogue.queries import taken_tiers
from comity.site.members.queries import acting, held_by

__all__ = [
    "account_names",
    "all_known_as",
    "as_whom",
    "kept_as",
    "known_as",
    "named_as",
    "own_names",
    "refuse_another",
    "tier_rule",
    "voter_of",
    "voting_tier",
]

RULE: Final = ("tiers", 1)
MARK: Final = 16

ANOTHER: Final = FaultKind(
    "dialogue.vote_as_another",
    N_("these votes were made as somebody else than you are here now"),
    N_("votes count for who made them, and in their tier"),
    N_("Sign in as before, or open the page again and vote as you are now. None was kept."),
)


@cache
def tier_rule() -> TierRule:
    """Return the rule by which it is told in which tier somebody takes part."""
    return read_tier_rule(shipped("dialogue", *RULE))


def voting_tier(conversation: str, request: HttpRequest) -> str | None:
    """Return in which tier whoever asks takes part, or None where they may only read."""
    taken = taken_tiers(conversation)
    named = _named(conversation, request)
    if named:
        return tier_of(named)
    return ANONYMOUS if ANONYMOUS in taken else None


def known_as(conversation: str, request: HttpRequest) -> str:
    """Return the pseudonym of who asks; empty where nothing is known of them or the key is gone."""
    named = _named(conversation, request)
    if named:
        return named
    token = token_of(request)
    return pseudonym(conversation, token) if token and has_key(conversation) else ""


def all_known_as(conversation: str, request: HttpRequest) -> set[str]:
    """Return every pseudonym of who asks: those of the account, and that of the browser."""
    by_browser, by_account = own_names(conversation, request)
    return {by_browser, *by_account} - {""}


def own_names(conversation: str, request: HttpRequest) -> tuple[str, tuple[str, ...]]:
    """Return the pseudonyms of who asks: by the browser, which may be empty, and by the account."""
    token = token_of(request)
    by_browser = pseudonym(conversation, token) if token and has_key(conversation) else ""
    return by_browser, account_names(conversation, _signed_in(request))


def kept_as(conversation: str, request: HttpRequest) -> tuple[str, ...]:
    """Return as whom something of who asks may be kept: as now, and in the account's other tiers.

    Their mandates may have been others when they took part.
    """
    names = known_as(conversation, request), *account_names(conversation, _signed_in(request))
    return tuple(dict.fromkeys(filter(None, names)))


def account_names(conversation: str, who: Acting | None) -> tuple[str, ...]:
    """Return every pseudonym that somebody may have by their account, whatever mandate they had."""
    if who is None:
        return ()
    tiers = [one for one in taken_tiers(conversation) if one != ANONYMOUS]
    if not tiers or not has_key(conversation):
        return ()
    own = _of_person(conversation, who)
    return tuple(pseudonym_in(tier, own) for tier in tiers)


def named_as(conversation: str, who: Acting | None) -> str:
    """Return the pseudonym under which somebody takes part by their account, else nothing."""
    taken = taken_tiers(conversation)
    if not set(taken) - {ANONYMOUS} or not has_key(conversation):
        return ""
    tier = who and tier_for(tier_rule(), held_by(who, now()), taken)
    if who is None or not tier or tier == ANONYMOUS:
        return ""
    return pseudonym_in(tier, _of_person(conversation, who))


def voter_of(conversation: str, request: HttpRequest, token: str) -> str:
    """Return the pseudonym under which who asks acts: by their account, else by ``token``.

    Raises ``RefusedError`` where the key of the conversation is missing, ``ValueError`` where there
    can be no such conversation.
    """
    return _named(conversation, request) or pseudonym(conversation, token)


def as_whom(pseudonym: str) -> str:
    """Return a mark of who takes part by an account, which says nothing; of a browser nothing.

    A page carries it, so that its votes are never cast as who is signed in there later, or as
    nobody once the session is over.
    """
    if tier_of(pseudonym) == ANONYMOUS:
        return ""
    return salted_hmac("comity.as_whom", pseudonym, algorithm="sha256").hexdigest()[:MARK]


def refuse_another(request: HttpRequest, pseudonym: str) -> None:
    """Raise ``RefusedError`` where the page that sends was made for another than ``pseudonym``."""
    told = request.POST.get("as")
    if told is not None and told != as_whom(pseudonym):
        raise refuse(ANOTHER.at(Place("votes")))


def _named(conversation: str, request: HttpRequest) -> str:
    """Return the pseudonym of who is signed in and takes part as that, else nothing."""
    who = _signed_in(request)
    return named_as(conversation, who) if who else ""


def _of_person(conversation: str, who: Acting) -> str:
    return pseudonym(conversation, f"person:{who.person}")


def _signed_in(request: HttpRequest) -> Acting | None:
    """Return who is signed in.

    A browser without a session is asked nothing further: most votes come from there.
    """
    return acting(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
