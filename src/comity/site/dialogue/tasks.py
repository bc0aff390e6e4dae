"""What is done beside the pages: taking snapshots of live counts, and computing reports."""

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
from comity.site.dialogue.actions import (
    REPORT,
    Computed,
    Kept,
    compute_report,
    drop_stale,
    keep_draft,
    release_all,
)
from comity.site.dialogue.basis import basis_of_draft
from comity.site.dialogue.queries import undrafted
from comity.site.postgres.locks import tends

__all__ = ["draft_missing", "draft_now", "drop_erased", "keep_drafting", "template_draft"]

LOOK_EVERY: Final = 3.0
LOGGER: Final = logging.getLogger("comity.dialogue")


def keep_drafting(configuration: Configuration) -> None:
    """Start the thread that keeps live counts, and computes each report after the close."""
    Thread(target=_run, args=(configuration,), name="drafts", daemon=True).start()


def draft_missing(configuration: Configuration, failed: set[str]) -> None:
    """Compute every report that is missing; add those that cannot be to ``failed``, and log why.

    One of which something was erased meanwhile is computed again the next time.
    """
    for conversation, language in undrafted():
        if conversation in failed:
            continue
        basis = basis_of_draft(conversation)
        try:
            draft_now(configuration, conversation, language)
        except Exception:
            if basis != basis_of_draft(conversation):
                continue
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


def drop_erased(configuration: Configuration) -> int:
    """Remove drafts and sealed votes that an erasure has left behind; return how many files went.

    An act removes them itself; a stop in its midst, or a copy that was brought back, leaves some.
    """
    kept = Kept(configuration.sealed_folder, configuration.draft_folder)
    return drop_stale(kept=kept)


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
    _begin(configuration)
    while True:
        time.sleep(LOOK_EVERY)
        try:
            if tends():
                release_all(now=datetime.now(UTC))
                draft_missing(configuration, failed)
        except Exception:
            # Whatever it is, the thread goes on: else no live counts are released any more.
            LOGGER.exception("live counts, or closed conversations, could not be looked for")
        finally:
            connection.close()


def _begin(configuration: Configuration) -> None:
    """Remove what an erasure has left behind before the first draft is made."""
    try:
        if tends():
            drop_erased(configuration)
    except (DatabaseError, RefusedError):
        LOGGER.exception(
            "drafts from before an erasure could not be removed; the night tries again"
        )
    finally:
        connection.close()
