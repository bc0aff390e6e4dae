"""Compares a copy with its record, in a process of its own that knows no other instance.

Tables of an older version are brought up to date first, in the copy alone.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from comity.record import plain

__all__ = ["main"]

FRESH: Final = "fresh"
RULES: Final = "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"


def main() -> None:
    """Print how many rows were compared and what differs, as JSON."""
    import django  # noqa: PLC0415 - set up here, for the folders the environment names

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - as above
    from django.core.management import call_command  # noqa: PLC0415 - as above
    from django.db import connection  # noqa: PLC0415 - as above

    from comity.site.home.health import reconcile  # noqa: PLC0415 - as above

    call_command("migrate", verbosity=0)
    found = reconcile(settings.COMITY, datetime.now(UTC))
    rules = _other_rules()
    connection.close()
    # With the wrapping key at hand a key that it does not open was exchanged.
    may_be_locked = not settings.COMITY.wrapping_file.is_file()
    locks = [str(one) for one in found.differences if one.is_lock and may_be_locked]
    told = [str(one) for one in found.differences if not (one.is_lock and may_be_locked)]
    told = [*rules, *told][:20]
    print(json.dumps({"checked": found.checked, "differences": told, "locked": locks}))  # noqa: T201 - its answer


def _other_rules() -> Sequence[str]:
    """Return the triggers and views of the copy that are not those of a new database.

    No row tells of them: one that somebody put in would change votes as they come, one that
    somebody took away keeps nothing any more.
    """
    from django.core.management import call_command  # noqa: PLC0415 - set up by who calls
    from django.db import connections  # noqa: PLC0415 - as above

    connections.databases[FRESH] = {**connections.databases["default"], "NAME": ":memory:"}
    call_command("migrate", database=FRESH, verbosity=0)
    held, ours = _rules("default"), _rules(FRESH)
    names = {name for name, _ in held.items() ^ ours.items()}
    return [f"trigger {plain(name)}: missing, changed or not ours" for name in sorted(names)]


def _rules(alias: str) -> Mapping[str, str]:
    """Return what the database of itself does, by name; how it is laid out in lines is all one."""
    from django.db import connections  # noqa: PLC0415 - set up by who calls

    with connections[alias].cursor() as cursor:
        cursor.execute(RULES)
        return {name: " ".join(said.split()) for name, said in cursor.fetchall()}
