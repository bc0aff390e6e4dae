"""Makes a site in which votes can be cast: ``python -m benchmarks.vote_instance``.

It is a real instance, as ``comity serve`` serves it, in the folder that COMITY_CONFIG_DIR names
and on the database that COMITY_DATABASE_URL names, if it names one.
"""

# Nothing of the site can be imported before Django is set up.
# ruff: noqa: PLC0415

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.vote_server import open_for_votes

NAMES: Final = {"en": "Bench"}
SITE: Final = {"origin": "bench.invalid/record", "hosts": ["localhost", "127.0.0.1"]}
OPERATOR: Final = ("controller", "contact", "host_state", "legal_regime", "retention")


def main() -> None:
    """Describe the instance, begin its record and open the conversation."""
    # What is imported above serves a demonstration.
    os.environ.pop("COMITY_DEMO", None)
    folder = Path(os.environ["COMITY_CONFIG_DIR"])
    _describe(folder)
    import django

    django.setup()
    from django.conf import settings

    from comity.site.operation import prepare
    from comity.site.record.models import Log

    configuration: Any = settings.COMITY
    prepare(configuration)
    open_for_votes(Log.objects.get(), configuration.pseudonym_folder, datetime.now(UTC))


def _describe(folder: Path) -> None:
    from comity.site.upkeep.beginning import Answers, write_instance

    write_instance(Answers(NAMES, SITE, dict.fromkeys(OPERATOR, "bench"), "Bench"), folder)


if __name__ == "__main__":
    main()
