"""Sessions that know whose they are, so that each person can list and end their own.

A row has no session's key, only a keyed digest of it: whoever reads a copy of the database holds no
cookie that opens anything. What it holds is sealed for that key alone and says nothing elsewhere.
"""

from typing import Any, Final

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime
from django.utils.timezone import now

from comity.site.members.models import AccountSession

__all__ = ["BEGAN", "SessionStore", "kept_as"]

BEGAN: Final = "began"
KEPT: Final = 40
"""How many signs the column of keys has room for: 160 bits."""


def kept_as(key: str) -> str:
    """Return what the row of the session with this key has in its place."""
    return salted_hmac("comity.session_key", key, algorithm="sha256").hexdigest()[:KEPT]


class SessionStore(DatabaseStore):
    """Django's own store of sessions in the database, with an owner beside each."""

    @classmethod
    def get_model_class(cls) -> type[AccountSession]:
        """Return the table of sessions."""
        return AccountSession

    @property
    def key_salt(self) -> str:
        """Return what the seal of the data depends on beside the server's secret."""
        return f"comity.session {self._session_key}"

    def exists(self, session_key: str) -> bool:
        """Return whether there is a session with this key."""
        found: bool = super().exists(kept_as(session_key))
        return found

    def delete(self, session_key: str | None = None) -> None:
        """End the session with this key, or this one."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(kept_as(key))

    def create_model_instance(self, data: dict[str, Any]) -> AccountSession:
        """Return the row of this session, with its owner."""
        row = super().create_model_instance(data)
        if not isinstance(row, AccountSession):
            raise TypeError("sessions are kept in another table")
        owner = data.get(SESSION_KEY)
        row.session_key = kept_as(row.session_key)
        row.account_id = None if owner is None else int(owner)
        row.began = parse_datetime(data[BEGAN]) if BEGAN in data else None
        return row

    def _get_session_from_db(self) -> AccountSession | None:
        rows = AccountSession.objects.filter(expire_date__gt=now())
        found = rows.filter(pk=kept_as(self.session_key or "")).first()
        if found is None:
            self._session_key = None
        return found
