import pytest

from comity.edge import read_policy
from comity.record import Checkpoint, sign_checkpoint
from comity.site.home.health import reconcile
from comity.site.record.models import Log, WitnessedHead
from tests.site.conftest import NOW, SIGNER
from tests.site.record.cosigners import ONE, cosigned, forged, name_witnesses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]
TWIN = sign_checkpoint(Checkpoint(SIGNER.key.name, 3, bytes([7] * 32)), SIGNER)
LONGER = sign_checkpoint(Checkpoint(SIGNER.key.name, 9, bytes([7] * 32)), SIGNER)


@pytest.fixture
def told(published, instance):
    """What is told of a row with this note and size."""
    name_witnesses(instance.witness_file, ONE)
    assert read_policy(instance.witness_file).witnesses

    def tell(note, size=3):
        WitnessedHead.objects.create(log=Log.objects.get(), size=size, note=note)
        found = reconcile(instance, NOW).differences
        return [str(one) for one in found if one.kind == "witnessed"]

    return tell


def test_a_true_row_has_no_differences_and_is_counted(told, instance):
    assert told(cosigned(ONE)) == []
    assert reconcile(instance, NOW).checked == 6


@pytest.mark.parametrize(
    ("note", "size", "words"),
    [
        (b"\xff", 3, "the row holds no head of this log"),
        (TWIN, 3, "it is the head of another tree"),
        (LONGER, 9, "it is the head of another tree"),
        (None, 2, "the row says 2; the head in it says 3"),
    ],
)
def test_raw_sql_on_a_witnessed_head_is_found(told, note, size, words):
    (found,) = told(note or cosigned(ONE), size)
    assert found.startswith(f"witnessed head {size}, ")
    assert words in found


def test_a_forged_line_is_found(told):
    (found,) = told(forged(cosigned(ONE)))
    assert "a line in it is not what the witness has signed" in found
