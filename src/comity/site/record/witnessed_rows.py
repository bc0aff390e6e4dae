"""Compares the heads that witnesses have signed with the log, and names each that is not of it."""

from collections.abc import Iterator, Sequence

from comity.edge import verify_signature
from comity.record import BadSignatureError, Policy, VerifierKey, root_of, verify_checkpoint
from comity.site.record.comparison import Difference, as_bytes, compared, guarded
from comity.site.record.models import WitnessedHead
from comity.site.record.signed_log import read_head
from comity.site.record.stored import Row, stored_rows

__all__ = ["witnessed_differences"]


def witnessed_differences(
    origin: str, key: VerifierKey, hashes: Sequence[bytes] | None, policy: Policy
) -> Iterator[Difference]:
    """Yield what differs between the witnessed heads of ``origin`` and the log as signed.

    ``hashes`` are its leaf hashes, None where nothing gives the signed root.
    """
    rows = WitnessedHead.objects.filter(log_id=origin).order_by("size", "id")
    for row in stored_rows(rows, ("size", "note")):
        name = f"{row['size']}"
        yield from guarded("witnessed", name, _row, row, key, hashes, policy)


def _row(
    row: Row, key: VerifierKey, hashes: Sequence[bytes] | None, policy: Policy
) -> Iterator[Difference]:
    name, note = f"{row['size']}", as_bytes(row["note"])
    head = read_head(note, key)
    if head is None:
        found = "the row holds no head of this log"
        yield Difference("witnessed", name, "note", found, "this log alone signs its heads")
        return
    yield from compared("witnessed", name, row, "the head in it", {"size": head.size})
    if hashes is not None and (
        len(hashes) < head.size or root_of(hashes[: head.size]) != head.root
    ):
        found = "it is the head of another tree"
        yield Difference("witnessed", name, "note", found, "the signed log has another root there")
    if _is_forged(note, key, policy):
        found = "a line in it is not what the witness has signed"
        yield Difference("witnessed", name, "note", found, "each line has to hold")


def _is_forged(note: bytes, key: VerifierKey, policy: Policy) -> bool:
    keys = [key, *(witness.key for witness in policy.witnesses)]
    try:
        verify_checkpoint(note, keys, verify_signature)
    except BadSignatureError:
        return True
    return False
