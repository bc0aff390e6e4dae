"""Compares signatures by passkey with the record, and checks each again from the record alone."""

from collections.abc import Iterator, Sequence

from comity.canonical import Json, encode
from comity.edge import verify_assertion
from comity.record.passkeys import REGISTER, REVOKE, SIGN_OFF, check_sign_offs
from comity.site.oversight.models import AssertionRow
from comity.site.oversight.reconcile import RecordedSignOff
from comity.site.record.comparison import Difference, as_text, compared
from comity.site.record.recorded import recorded_acts
from comity.site.record.stored import stored_rows

__all__ = ["reconcile_signatures"]

CHECKED = "what was signed by passkey is checked by the record alone"


def reconcile_signatures(recorded: Sequence[RecordedSignOff]) -> Iterator[Difference]:
    """Yield which signatures do not hold, and which rows of them are not what entries tell."""
    entries = sorted(recorded_acts(REGISTER, REVOKE, SIGN_OFF), key=lambda one: one.row)
    acts = [one.statement for one in entries]
    found = check_sign_offs(acts, lambda at: entries[at].content, verify_assertion)
    for at, why in found.faults:
        yield Difference("sign_off", entries[at].name, "assertion", str(why), CHECKED)
    stored = stored_rows(AssertionRow.objects.order_by("pk"), ("passkey", "said", "entry_id"))
    rows = {row["entry_id"]: row for row in stored}
    for one in recorded:
        row = rows.pop(one.entry.row, None)
        said: Json = one.content.get("assertion")
        if row is None and said is not None:
            says = f"entry {one.entry.name} tells of it"
            yield Difference("sign_off", one.entry.name, "assertion", "there is no row", says)
        elif row is not None:
            told = {"said": "" if said is None else encode(said).decode()}
            source = f"entry {one.entry.name}"
            yield from compared("sign_off", one.entry.name, row, source, told)
    for row in rows.values():
        name = as_text(row["passkey"])
        yield Difference("sign_off", name, "assertion", "there is a row", "no entry tells of it")
