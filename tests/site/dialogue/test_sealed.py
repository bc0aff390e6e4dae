import pytest

from comity.canonical import decode
from comity.dialogue.opened_ballots import check_ballots, check_batches
from comity.edge import batches_in
from comity.record import parse_manifest, payload_path, read_bundle
from comity.site.dialogue.models import Statement
from comity.site.dialogue.sealed import sealed_bundle, sealed_manifest, stale_sealed
from comity.site.dialogue.tasks import draft_now
from comity.site.record.models import Entry
from comity.site.record.sealed_files import read_sealed
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.world import ID

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(log, instance):
    """The members of the sealed bundle of a closed conversation."""
    close_voted(instance, ballots="protected")
    draft_now(instance, ID, "en")
    return dict(read_bundle(sealed_bundle(instance.sealed_folder, ID)).members)


def test_it_names_itself_and_holds_every_ballot(sealed, instance):
    bundle = sealed_bundle(instance.sealed_folder, ID)
    manifest = parse_manifest(sealed_manifest(bundle))
    assert (manifest.subject.kind, manifest.subject.id) == ("sealed_cells", ID)
    assert manifest.title.startswith("SEALED, never to be published")
    counted = decode(sealed["outputs/ballots.json"])
    assert counted == {"ballots": 90, "opened": 90, "people": 30}
    assert len(check_ballots(sealed)) == 90


def test_the_ballots_are_those_that_the_record_took(sealed, instance):
    for entry in Entry.objects.filter(act="dialogue.enter_ballots"):
        file = instance.log_folder / payload_path(entry.idx)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes(entry.payload))
    batches = batches_in(instance.log_folder, ID)
    assert sum(batch.count for batch in batches.values()) == 90
    check_batches(check_ballots(sealed), batches)


def test_open_ballots_need_none(log, instance):
    close_voted(instance)
    draft_now(instance, ID, "en")
    assert sealed_bundle(instance.sealed_folder, ID) is None


def test_one_from_before_an_erasure_is_given_to_nobody(sealed, instance):
    (file,) = instance.sealed_folder.iterdir()
    assert list(stale_sealed(instance.sealed_folder)) == []
    assert sealed_bundle(instance.sealed_folder, ID) == read_sealed(file)
    Statement.objects.filter(number=1).update(text="")
    assert sealed_bundle(instance.sealed_folder, ID) is None
    assert list(stale_sealed(instance.sealed_folder)) == [file]
    assert list(stale_sealed(instance.sealed_folder, ID)) == [file]
    assert list(stale_sealed(instance.sealed_folder, "dia-70")) == []


def test_what_a_kill_cut_off_and_files_of_nobody_are_stale(sealed, instance):
    odd = [instance.sealed_folder / name for name in (f".{ID}.x.zip.5.tmp", "dia-99.0.zip", "x")]
    for file in odd:
        file.write_bytes(b"x")
    assert sorted(stale_sealed(instance.sealed_folder)) == sorted(odd)
    assert list(stale_sealed(instance.sealed_folder / "none")) == []
