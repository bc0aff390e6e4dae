"""What is done beside the pages: drawing reminders, queueing digests, letting letters go."""

import logging
import os
import smtplib
import threading
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection

from comity.site.configuration import Configuration
from comity.site.postgres.locks import tends
from comity.site.record.indexing import index_new
from comity.site.work.actions import draw_reminders
from comity.site.work.models import Letter
from comity.site.work.post import PostSettings, post_settings
from comity.site.work.queue import forget_leavers, queue_digests
from comity.site.work.writing import written

__all__ = ["index_all", "keep_indexing", "keep_telling", "send_letters", "tell_due"]

LOOK_EVERY: Final = 60.0
INDEX_EVERY: Final = 5.0
AT_ONCE: Final = 200
REFUSED: Final = 500
TOO_OLD: Final = timedelta(days=3)
LOGGER: Final = logging.getLogger("comity.work")


def keep_telling(configuration: Configuration) -> None:
    """Start the thread that draws reminders and lets letters go."""
    wait = threading.Event().wait

    def run() -> None:  # pragma: no cover - what is done is tested, waiting is not
        while not wait(LOOK_EVERY):
            if tends():
                tell_due(configuration, datetime.now(UTC))

    threading.Thread(target=run, name="telling", daemon=True).start()


def keep_indexing() -> None:
    """Start the thread that keeps the words of what enters, to be found."""
    wait = threading.Event().wait

    def run() -> None:  # pragma: no cover - what is done is tested, waiting is not
        while not wait(INDEX_EVERY):
            if tends():
                index_all()

    threading.Thread(target=run, name="indexing", daemon=True).start()


def index_all() -> None:
    """Keep the words of all that entered meanwhile; what fails is tried again."""
    try:
        while index_new():
            pass
    except Exception:
        # Whatever it is, the thread goes on; so below.
        LOGGER.exception("words could not be kept to be found")
    finally:
        connection.close()


def tell_due(configuration: Configuration, now: datetime) -> None:
    """Do once all that is due; what fails is logged without whom it was for, and tried again."""
    try:
        forget_leavers(now=now)
        draw_reminders(now=now)
        queue_digests(now=now)
        send_letters(configuration, post_settings(configuration, os.environ), now)
    except Exception:
        LOGGER.exception("reminders or letters could not be seen to")
    finally:
        connection.close()


def send_letters(configuration: Configuration, settings: PostSettings, now: datetime) -> int:
    """Let go what is queued, the oldest first, and return how many letters went.

    A letter is noted as gone after it went: a stop between the two lets it go again under the same
    Message-ID, which in a folder is the same file. Letters that waited for days are not sent.
    What a mail server puts off counts as none of those that go at once: it holds up no other.
    """
    waiting = Letter.objects.filter(sent_at=None, at__gt=now - TOO_OLD).order_by("at", "pk")
    gone = 0
    for row in waiting.select_related("person"):
        if gone == AT_ONCE:
            break
        try:
            made = written(row, settings, configuration, now)
            if made is not None:
                settings.post.send(made)
                gone += 1
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError) as error:
            # This letter alone: it does not hold up the others.
            LOGGER.warning("a letter could not go: %s", type(error).__name__)
            if _may_go_later(error):
                continue
        except (OSError, smtplib.SMTPException) as error:
            LOGGER.warning("mail is not taken now: %s", type(error).__name__)
            return gone
        Letter.objects.filter(pk=row.pk).update(sent_at=now)
    return gone


def _may_go_later(error: Exception) -> bool:
    """Return whether a mail server has only put a letter off, as many do with a new sender."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code < REFUSED for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code < REFUSED
