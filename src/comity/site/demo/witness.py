"""The witness of the demonstration: it shows where witnesses stand, and counts for nothing.

Its secret is here for everybody. A second one, named beside it, never signs: so the quorum of the
demonstration is never reached, by whatever program it is checked.
"""

from datetime import datetime
from hashlib import sha256
from typing import Final

from comity.edge import make_folder, read_policy, signer_from_seed, write_atomically
from comity.record import COSIGNATURE_V1
from comity.record import add_cosignature as sign_beside
from comity.site.record.cosigning import Places, add_cosignature
from comity.site.record.models import Log, WitnessedHead
from comity.site.record.witnesses import DEMO_WITNESS

__all__ = ["plant_witness"]

SEED: Final = sha256(b"comity: the witness of the demonstration").digest()
ABSENT: Final = "absent-witness+66c821ce+BKT7wm8q2w0GZr9OpCYDLzKjfErRHu52GpqFpvifHRfQ"
"""Nobody has kept its secret."""

POLICY: Final = f"""\
# The witnesses of the demonstration. Add your own with: witness NAME KEY
witness demo-witness {DEMO_WITNESS}
witness absent-witness {ABSENT}
group both 2 demo-witness absent-witness
quorum both
"""


def plant_witness(*, log: Log, places: Places, now: datetime) -> None:
    """Name the witnesses of the demonstration and let one sign the head as first planted."""
    if not places.witnesses.exists():
        make_folder(places.witnesses.parent)
        write_atomically(places.witnesses, POLICY.encode())
    if WitnessedHead.objects.exists():
        return
    note = bytes(Log.objects.values_list("note", flat=True).get(pk=log.pk))
    signer = signer_from_seed(DEMO_WITNESS.partition("+")[0], SEED, COSIGNATURE_V1)
    policy = read_policy(places.witnesses)
    if signer.key in {witness.key for witness in policy.witnesses}:
        offered = sign_beside(note, signer, int(now.timestamp()))
        add_cosignature(log=log, offered=offered, policy=policy, places=places)
