"""What a passkey is asked to sign for this site alone: drawn here, for one purpose, answered once.

Nothing is kept of a challenge until it is answered: it says itself, under the server's secret, when
and for what it was drawn. Asking for very many fills no table.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from comity.site.members.models import SpentRow

__all__ = ["PATIENCE", "SIGN_IN", "is_own", "new_challenge", "spend"]

PATIENCE: Final = timedelta(minutes=15)
"""So long after it was drawn a challenge may be answered."""
SIGN_IN: Final = "sign-in"
TIME: Final = 8
DRAWN: Final = 16
SIZE: Final = TIME + DRAWN + 32


def new_challenge(purpose: str, now: datetime) -> bytes:
    """Return a fresh challenge for ``purpose``, such as ``sign-in``."""
    told = int(now.timestamp()).to_bytes(TIME, "big") + secrets.token_bytes(DRAWN)
    return told + _seal(told, purpose)


def is_own(challenge: bytes, purpose: str, now: datetime) -> bool:
    """Return whether this site drew ``challenge`` for ``purpose`` a short while ago."""
    told = challenge[: TIME + DRAWN]
    if len(challenge) != SIZE or not hmac.compare_digest(challenge, told + _seal(told, purpose)):
        return False
    age = now.timestamp() - int.from_bytes(told[:TIME], "big")
    return -1 <= age < PATIENCE.total_seconds()


def spend(challenge: bytes, now: datetime) -> bool:
    """Note that ``challenge`` was answered; return False where it was before. Of two one wins."""
    SpentRow.objects.filter(at__lt=now - 2 * PATIENCE).delete()
    try:
        with transaction.atomic():
            SpentRow.objects.create(challenge=challenge, at=now)
    except IntegrityError:
        return False
    return True


def _seal(told: bytes, purpose: str) -> bytes:
    value = f"{purpose}\n{told.hex()}"
    return salted_hmac("comity.challenge", value, algorithm="sha256").digest()
