"""Whether a mandate is in force at the moment of an act: read again in the act's transaction.

Who was signed in, and what they held, was read when their page was asked for. Until the act is
written a mandate may be revoked or an account closed. Who writes holds a lock that nobody else has
meanwhile, and whoever revokes or closes needs it too: what holds here holds when the act is done.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from comity.people import Acting, Mandate
from comity.site.members.models import PersonRow
from comity.site.members.permissions import SERVER, require, require_not_recused
from comity.site.members.queries import mandate_with
from comity.subject import Subject

__all__ = ["mandate_in_force", "require_in_force"]


def require_in_force(
    acting: Acting | None, *, act: str, at: datetime, about: Iterable[Subject] = ()
) -> Mandate:
    """Return the mandate by which ``acting`` does ``act`` at ``at``, as it stands now.

    Call it in the transaction of the act, before anything is written. Raises ``RefusedError`` where
    none is in force, and where the person keeps out of something that the act is ``about``.
    """
    held = () if acting is None else tuple(mandate_in_force(one, at) for one in acting.mandates)
    who = None if acting is None else replace(acting, mandates=held)
    mandate = require(who, act=act, at=at)
    for subject in about:
        require_not_recused(mandate.holder, subject)
    return mandate


def mandate_in_force(mandate: Mandate, at: datetime) -> Mandate:
    """Return ``mandate`` as it stands now, for an act that is dated ``at``.

    One that was never given covers nothing, and so does one whose holder's account is closed. A
    revocation that is entered already comes before the act, whatever their dates.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("whether a mandate is in force is asked in the transaction of the act")
    if mandate.role == SERVER:
        return mandate  # the server itself: it is in no record
    found = mandate_with(mandate.id)
    holders = PersonRow.objects.filter(closingrow=None, human=True)
    if found is None or not holders.filter(pk=found.holder).exists():
        return replace(mandate, scope=frozenset())
    return found if found.revoked is None else replace(found, revoked=min(found.revoked, at))
