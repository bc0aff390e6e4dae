import pytest

from comity.fault import RefusedError
from comity.record import Checkpoint, sign_checkpoint
from comity.site.cosigning import take_in
from comity.site.record.models import Log
from comity.site.record.queries import head
from tests.site.conftest import SIGNER
from tests.site.record.cosigners import ONE, cosigned, name_witnesses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]


@pytest.fixture
def here(instance):
    """An instance whose database seems to lie in a file, and a witness of it."""
    instance.data_folder.mkdir(exist_ok=True)
    instance.database.touch()
    name_witnesses(instance.witness_file, ONE)


@pytest.fixture
def taken(tmp_path):
    """Take in a note from a file; return the exit code and what was said."""

    def take(note):
        said = []
        file = tmp_path / "cosigned-checkpoint"
        file.write_bytes(note)
        return take_in(file, said.append), said

    return take


def test_a_witness_is_taken_in_and_named(published, here, taken):
    said = ["3 entries of this site are witnessed by one.example/witness."]
    assert taken(cosigned(ONE)) == (0, said)
    assert head().witnessing.names == ("one.example/witness",)


def test_two_histories_are_told_with_the_proof(published, here, taken, instance):
    twin = sign_checkpoint(Checkpoint(SIGNER.key.name, 3, bytes(32)), SIGNER)
    code, said = taken(cosigned(ONE, note=twin))
    assert code == 4
    assert str(instance.fork_folder) in said[1]


def test_where_there_is_no_site_it_says_so(published, instance, taken):
    with pytest.raises(RefusedError) as error:
        taken(cosigned(ONE))
    assert error.value.faults[0].code == "site.no_database"


def test_a_site_that_signed_nothing_yet_has_nothing_to_witness(log, here, taken):
    with pytest.raises(RefusedError) as error:
        taken(b"")
    assert error.value.faults[0].code == "site.no_database"
    assert Log.objects.get().size == 0
