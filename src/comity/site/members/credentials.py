"""Password and printed one-time codes of an account. Private: nothing of it is in the record.

A seal, keyed by the server's secret, binds the password to its person: who can write to the
database but does not have the secret cannot put a password of their own in place.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from comity.fault import N_, Fault, FaultKind, Place
from comity.site.members.app_codes import read_digits, use_app_code
from comity.site.members.codes import digest_of, new_code
from comity.site.members.models import Account, AccountSession, CodeRow

__all__ = [
    "codes_left",
    "fits",
    "new_codes",
    "password_fits",
    "password_lacks",
    "set_password",
    "use_code",
]

SHORTEST: Final = 12
LONGEST: Final = 500
HOW_MANY: Final = 16
GROUPS: Final = 2

SHORT: Final = FaultKind(
    "site.password_short",
    N_("the password has {found} signs"),
    N_("a password has between 12 and 500 signs"),
    N_("Take several words that nobody connects with you."),
)
COMMON: Final = FaultKind(
    "site.password_common",
    N_("the password stands in lists of common ones, or holds the name you sign in by"),
    N_("a password is one that nobody guesses"),
    N_("Take several words that nobody connects with you."),
)
DIFFERENT: Final = FaultKind(
    "site.password_repeated",
    N_("the two passwords are not the same"),
    N_("a new password is typed twice, so that no slip locks you out"),
    N_("Type it again in both places."),
)


def password_lacks(password: str, again: str, handle: str) -> tuple[Fault, ...]:
    """Return what speaks against a new password."""
    place, faults = Place("password"), []
    if not SHORTEST <= len(password) <= LONGEST:
        faults.append(SHORT.at(place, found=len(password)))
    folded = password.casefold()
    if folded.strip() in _common() or (handle and handle.casefold() in folded):
        faults.append(COMMON.at(place))
    if password != again:
        faults.append(DIFFERENT.at(place))
    return tuple(faults)


def set_password(account: Account, password: str) -> None:
    """Set the password of ``account`` and end its sessions; the caller saves what else changed."""
    account.password = make_password(password)
    account.seal = _seal(account)
    account.save(update_fields=["password", "seal"])
    AccountSession.objects.filter(account=account).delete()


def password_fits(account: Account | None, password: str) -> bool:
    """Return whether ``password`` is that of ``account``; as slowly where there is no account."""
    if account is None or not account.has_usable_password():
        make_password(password[:LONGEST])
        return False
    right = check_password(password[:LONGEST], account.password)
    return right and constant_time_compare(account.seal, _seal(account))


def fits(account: Account | None, password: str, code: str, now: datetime) -> bool:
    """Return whether password and code are right, and use the code up where both are."""
    right = password_fits(account, password)
    return right and account is not None and use_code(account, code, now)


def use_code(account: Account, code: str, now: datetime) -> bool:
    """Use up one of the printed codes, or that of an app; return whether it counts, once."""
    if read_digits(code):
        return use_app_code(account, code, now)
    found = CodeRow.objects.filter(account=account, digest=_digest(account, code), used=False)
    return found.update(used=True) == 1


@transaction.atomic
def new_codes(account: Account) -> Sequence[str]:
    """Return fresh codes to print, shown only here; those from before no longer count."""
    codes = [new_code(GROUPS) for _ in range(HOW_MANY)]
    CodeRow.objects.filter(account=account).delete()
    CodeRow.objects.bulk_create(
        CodeRow(account=account, digest=_digest(account, code)) for code in codes
    )
    return codes


def codes_left(account: Account) -> int:
    """Return how many codes are not used yet."""
    return CodeRow.objects.filter(account=account, used=False).count()


def _digest(account: Account, code: str) -> str:
    return digest_of(f"code.{account.person_id}", code)


def _seal(account: Account) -> str:
    value = f"{account.person_id}\n{account.password}"
    return salted_hmac("comity.account", value, algorithm="sha256").hexdigest()


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
