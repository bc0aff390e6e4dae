"""What takes long and is done beside the pages: computing a report."""

import logging
import secrets
import time
from datetime import UTC, datetime
from threading import Thread
from typing import Any, Final

from django.db import Error as DatabaseError
from django.db import connection

from comity.canonical import decode, sha256_hex
from comity.fault import RefusedError
from comity.oversight import Machine, Reviewed
from comity.render import LANGUAGES, SYSTEM, TEMPLATE_VERSION, summary_text, voice
from comity.site.configuration import Configuration
from comity.site.dialogue.actions import REPORT, Computed, compute_report, keep_draft
from comity.site.dialogue.queries import undrafted

__all__ = ["draft_missing", "draft_now", "keep_drafting", "template_draft"]

LOOK_EVERY: Final = 3.0
LOGGER: Final = logging.getLogger("comity.dialogue")


def keep_drafting(configuration: Configuration) -> None:
    """Start the thread that computes the report of each conversation once it is closed."""
    Thread(target=_run, args=(configuration,), name="drafts", daemon=True).start()


def draft_missing(configuration: Configuration, failed: set[str]) -> None:
    """Compute every report that is missing; add those that cannot be to ``failed``, and log why."""
    for conversation, language in undrafted():
        if conversation in failed:
            continue
        try:
            draft_now(configuration, conversation, language)
        except RefusedError:
            LOGGER.exception("the report of %s could not be computed", conversation)
            failed.add(conversation)


def draft_now(configuration: Configuration, conversation: str, language: str) -> None:
    """Compute the report of a closed conversation, draft its summary and keep both."""
    computed = compute_report(conversation=conversation, row_seed=secrets.randbits(62))
    now = datetime.now(UTC)
    summary = template_draft(computed, language, now)
    keep_draft(
        computed=computed,
        summary=summary,
        folder=configuration.draft_folder,
        sealed=configuration.sealed_folder,
        now=now,
    )


def template_draft(computed: Computed, language: str, now: datetime) -> Reviewed:
    """Return the summary that the template makes of a computed report, in ``language``.

    Where the pages do not have the language it is made in English.
    """
    spoken = LANGUAGES.get(language.partition("-")[0], LANGUAGES["en"])
    report: Any = decode(computed.files[REPORT])
    text = summary_text(report, voice(spoken))
    machine = Machine(
        system=SYSTEM,
        model="template",
        version=TEMPLATE_VERSION,
        prompt_digest=sha256_hex(computed.files[REPORT]),
        parameters=f"language={spoken.tag}",
        at=now,
    )
    return Reviewed(language=spoken.tag, draft=text, machine=machine, text=text)


def _run(configuration: Configuration) -> None:
    # What failed once is tried again at the next start: by then something may have been mended.
    failed: set[str] = set()
    while True:
        time.sleep(LOOK_EVERY)
        try:
            draft_missing(configuration, failed)
        except DatabaseError:
            LOGGER.exception("closed conversations could not be looked for")
        finally:
            connection.close()
