import pytest

from comity.edge import verify_signature
from comity.record import parse_policy, quorum_met, verify_checkpoint
from comity.site.demo.witness import plant_witness
from comity.site.record.cosigning import Places
from comity.site.record.models import Log, WitnessedHead
from comity.site.record.queries import head, policy_file
from tests.site.conftest import NOW
from tests.site.record.cosigners import ONE, name_witnesses

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant(published, instance):
    places = Places(instance.log_folder, instance.fork_folder, instance.witness_file)
    return lambda: plant_witness(log=Log.objects.get(), places=places, now=NOW)


def test_it_signs_and_counts_for_nothing(plant):
    plant()
    at = head()
    assert (at.witnessing.names, at.witnessing.simulated) == ((), ("demo-witness",))
    assert (at.quorum.needed, at.quorum.of) == (2, 2)


def test_the_quorum_of_a_demonstration_is_not_reached_for_whoever_takes_its_policy(plant):
    plant()
    policy = parse_policy(policy_file())
    seen = verify_checkpoint(head().note, policy.keys, verify_signature)
    assert len(seen.cosignatures) == 1
    assert not quorum_met(policy, seen)


def test_planting_again_changes_nothing(plant):
    plant()
    first = bytes(WitnessedHead.objects.get().note)
    plant()
    assert bytes(WitnessedHead.objects.get().note) == first


def test_witnesses_that_somebody_has_named_stay(plant, instance):
    name_witnesses(instance.witness_file, ONE)
    kept = instance.witness_file.read_bytes()
    plant()
    assert instance.witness_file.read_bytes() == kept
    assert not WitnessedHead.objects.exists()
