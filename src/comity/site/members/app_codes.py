"""Codes from an app: RFC 6238 with SHA-1, six digits and half a minute, as every app knows them.

The key is wrapped like all keys and opens nothing without the wrapping key, which is in no backup
of data. What the app is told is made from it for one person alone, so that a row of one person
serves nobody else. Private: nothing of it is in the record.
"""

import hmac
import secrets
import unicodedata
from base64 import b32encode
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from comity.site.members.models import Account, AppRow
from comity.site.record.wrapping import open_key, wrap_keys

__all__ = [
    "address_of",
    "begin_app",
    "code_at",
    "confirm_app",
    "has_app",
    "read_digits",
    "remove_app",
    "secret_shown",
    "use_app_code",
]

STEP: Final = 30
DIGITS: Final = 6
EARLY_OR_LATE: Final = 1
"""By so many steps the clock of a telephone may be wrong (RFC 6238 §5.2)."""
SECRET_SIZE: Final = 20


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """Return the code of a step (RFC 4226 §5.3, RFC 6238 §4)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), "sha1").digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def read_digits(typed: str) -> str:
    """Return the six digits that were typed, of any script; empty where it is no such code."""
    plain = "".join(
        str(unicodedata.digit(sign, "x"))
        for sign in unicodedata.normalize("NFKC", typed[:40])
        if not sign.isspace()
    )
    return plain if len(plain) == DIGITS and plain.isascii() and plain.isdigit() else ""


def begin_app(account: Account) -> bytes:
    """Return a fresh secret for the app of ``account``, which counts once a code of it came."""
    key = secrets.token_bytes(32)
    AppRow.objects.filter(account=account).delete()
    AppRow.objects.create(account=account, key=wrap_keys((key,))[0])
    return _secret(key, account)


def confirm_app(account: Account, typed: str, now: datetime) -> bool:
    """Let the app count if this is a code of it; return whether it is."""
    if not _use(account, typed, now):
        return False
    AppRow.objects.filter(account=account).update(confirmed=True)
    return True


def use_app_code(account: Account, typed: str, now: datetime) -> bool:
    """Use up a code of the app; return whether it counts. Of two at once one wins."""
    return has_app(account) and _use(account, typed, now)


def has_app(account: Account) -> bool:
    """Return whether an app of this person counts."""
    return AppRow.objects.filter(account=account, confirmed=True).exists()


def remove_app(account: Account) -> None:
    """Let no code of an app count any more."""
    AppRow.objects.filter(account=account).delete()


def secret_shown(secret: bytes) -> str:
    """Return the secret as people type it into an app that reads no QR code: groups of four."""
    text = b32encode(secret).decode("ascii")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address_of(secret: bytes, organisation: str, handle: str) -> str:
    """Return what the QR code says to the app."""
    told = {"secret": b32encode(secret).decode("ascii"), "issuer": organisation}
    label = f"{quote(organisation, safe='')}:{quote(handle, safe='')}"
    return f"otpauth://totp/{label}?{urlencode(told, quote_via=quote)}"


def _use(account: Account, typed: str, now: datetime) -> bool:
    code, row = read_digits(typed), AppRow.objects.filter(account=account).first()
    key = None if row is None else open_key(row.key)
    if not code or row is None or key is None:
        return False
    step, secret = int(now.timestamp()) // STEP, _secret(key, account)
    for one in range(step - EARLY_OR_LATE, step + EARLY_OR_LATE + 1):
        if one > row.last_step and hmac.compare_digest(code_at(secret, one), code):
            still = AppRow.objects.filter(pk=row.pk, key=row.key, last_step__lt=one)
            return still.update(last_step=one) == 1
    return False


def _secret(key: bytes, account: Account) -> bytes:
    told = f"comity.app {account.person_id}".encode()
    return hmac.new(key, told, "sha256").digest()[:SECRET_SIZE]
