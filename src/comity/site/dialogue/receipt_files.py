"""The receipts of one person's ballots, as files: for a page, and for the interface."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.utils.timezone import now

from comity.record import encode_ballot_receipt
from comity.site.record.batches import receipts_of
from comity.site.record.intake import intake_of

__all__ = ["receipt_files"]

MOST: Final = 900
"""Receipts in one go."""


def receipt_files(conversation: str, seqs: Sequence[int]) -> Mapping[str, bytes]:
    """Return a receipt for each ballot by its number, and a note for those not in the record yet.

    Their order tells nothing. Of very many the last are given.
    """
    subject = f"dialogue:conversation:{conversation}"
    found = receipts_of(subject, seqs[-MOST:], settings.COMITY.log_folder)
    files = {
        f"ballot-{number:03}.ballot-receipt": encode_ballot_receipt(receipt)
        for number, receipt in enumerate(found.entered, start=1)
    }
    if found.waiting:
        by = min(found.waiting.values())
        at = min(_today(), by)
        intake = intake_of(settings.COMITY.key_file)
        leaves = sorted(found.waiting)
        files["waiting.intake"] = intake.acknowledge(
            subject=subject, at=at, by=max(found.waiting.values()), ballots=leaves
        )
    return files


def _today() -> datetime:
    return now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
