"""Publishing the report of a conversation that was held: computed, drafted, signed, published."""

import secrets
from datetime import datetime

from comity.canonical import sha256_hex
from comity.record import MANIFEST
from comity.site.configuration import Configuration
from comity.site.demo.held import Held
from comity.site.demo.world import Persona
from comity.site.dialogue.actions import (
    ACT,
    compute_report,
    keep_draft,
    members_to_sign,
    publish_report,
)
from comity.site.dialogue.queries import draft_of
from comity.site.dialogue.tasks import template_draft
from comity.site.record.models import Log
from comity.subject import Subject

__all__ = ["publish_held"]


def publish_held(
    *, log: Log, configuration: Configuration, held: Held, by: Persona, at: datetime
) -> None:
    """Compute the report of a conversation that was closed, unless it is, and sign it."""
    if draft_of(held.id) is None:
        computed = compute_report(conversation=held.id, row_seed=secrets.randbits(62))
        keep_draft(
            computed=computed,
            summary=template_draft(computed, "en", at),
            folder=configuration.draft_folder,
            sealed=configuration.sealed_folder,
            now=at,
        )
    draft = draft_of(held.id)
    text = draft.summary.text if draft else ""
    members = members_to_sign(conversation=held.id, text=text, folder=configuration.draft_folder)
    subject = Subject("dialogue", "report", held.id, sha256_hex(members[MANIFEST]))
    publish_report(
        log=log,
        members=members,
        sign_off=by.sign_off(act=ACT, subject=subject, at=at),
        symbol=held.symbol,
        folder=configuration.bundle_folder,
        now=at,
    )
