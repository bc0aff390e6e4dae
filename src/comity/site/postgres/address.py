"""Addresses of a PostgreSQL database, read from the environment or from files."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from comity.fault import N_, FaultKind, Place, refuse

__all__ = ["SCHEMES", "database_settings"]

SCHEMES: Final = ("postgresql", "postgres")
TAKEN: Final = frozenset(("host", "sslmode", "sslrootcert"))
PATIENCE: Final = 60_000
SESSION: Final = (
    f"-c lock_timeout={PATIENCE} -c synchronous_commit=on -c search_path=public,pg_temp "
    "-c default_transaction_isolation=read\\ committed"
)

BAD_ADDRESS: Final = FaultKind(
    "site.database_address",
    N_("it is not the address of a PostgreSQL database"),
    N_("an address reads postgresql://USER:PASSWORD@HOST:PORT/NAME"),
    N_("Write it so, or leave it out: then the database is a file in the data folder."),
)


def database_settings(address: str, owner: str) -> Mapping[str, Any]:
    """Return Django's settings of the database at ``address``; ``owner`` is for its tables alone.

    Without ``owner`` nothing changes tables. Raises ``RefusedError``, which repeats no address.
    """
    found = _read(address, "COMITY_DATABASE_URL")
    made = _read(owner, "COMITY_DATABASE_OWNER_URL") if owner else {}
    return {
        "ENGINE": "comity.site.postgres",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        **found,
        "OWNER": {key: made[key] for key in ("USER", "PASSWORD") if key in made},
    }


def _read(address: str, place: str) -> dict[str, Any]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise refuse(BAD_ADDRESS.at(Place(place))) from error
    asked = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in SCHEMES or not name or not parts.username or set(asked) - TAKEN:
        raise refuse(BAD_ADDRESS.at(Place(place)))
    return {
        "NAME": name,
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": asked.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": {"options": SESSION, **asked},
    }
