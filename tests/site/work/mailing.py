"""Somebody who has mail sent to them, and where it goes."""

import email
import email.policy
from datetime import timedelta
from pathlib import Path

from comity.site.members.queries import acting_as
from comity.site.work.models import Wish
from comity.site.work.post import post_settings
from comity.site.work.tasks import send_letters
from tests.site.dialogue.world import NOW

__all__ = ["MORNING", "letters_in", "send", "wants"]

MORNING = NOW + timedelta(days=1)
"""Noon, when each digest of the day is due."""


def wants(person: str, **changes):
    """Have somebody want a digest each day and reminders, at an address that is theirs."""
    members = {"address": f"{person}@example.org", "confirmed": True, "rhythm": "day"}
    Wish.objects.update_or_create(pk=person, defaults={**members, "reminders": True, **changes})
    return acting_as(person)


def send(configuration, now=MORNING, environment=()) -> int:
    """Let go what is queued."""
    settings = post_settings(configuration, dict(environment))
    return send_letters(configuration, settings, now)


def letters_in(configuration):
    """Return the letters in the folder, as a mail program reads them."""
    files = sorted(Path(configuration.data_folder / "outbox").glob("*.eml"))
    return [
        email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in files
    ]
