"""Compares a copy with its record, in a process of its own that knows no other instance.

Tables of an older version are brought up to date first, in the copy alone.
"""

import json
from datetime import UTC, datetime

__all__ = ["main"]


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
    connection.close()
    # With the wrapping key at hand a key that it does not open was exchanged.
    may_be_locked = not settings.COMITY.wrapping_file.is_file()
    locks = [str(one) for one in found.differences if one.is_lock and may_be_locked]
    told = [str(one) for one in found.differences if not (one.is_lock and may_be_locked)][:20]
    print(json.dumps({"checked": found.checked, "differences": told, "locked": locks}))  # noqa: T201 - its answer
