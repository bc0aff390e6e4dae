"""Sessions that know whose they are, so that each person can list and end their own."""

from typing import Any, Final

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils.dateparse import parse_datetime

from comity.site.members.models import AccountSession

__all__ = ["BEGAN", "SessionStore"]

BEGAN: Final = "began"


class SessionStore(DatabaseStore):
    """Django's own store of sessions in the database, with an owner beside each."""

    @classmethod
    def get_model_class(cls) -> type[AccountSession]:
        """Return the table of sessions."""
        return AccountSession

    def create_model_instance(self, data: dict[str, Any]) -> AccountSession:
        """Return the row of this session, with its owner."""
        row = super().create_model_instance(data)
        if not isinstance(row, AccountSession):
            raise TypeError("sessions are kept in another table")
        owner = data.get(SESSION_KEY)
        row.account_id = None if owner is None else int(owner)
        row.began = parse_datetime(data[BEGAN]) if BEGAN in data else None
        return row
