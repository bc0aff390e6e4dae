import pytest

from comity.edge import locked
from comity.fault import RefusedError
from comity.site import erasing as module
from comity.site import placing
from comity.site.dialogue.models import ReportDraft, Statement
from comity.site.dialogue.tasks import draft_now
from comity.site.erasing import erase
from comity.site.record.queries import entry_at, head
from tests.site.conftest import SIGNER
from tests.site.dialogue.closed import WORDS, close_with_words
from tests.site.dialogue.world import ID
from tests.site.erasing import BASIS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]


@pytest.fixture
def here(instance, monkeypatch):
    """An instance whose database seems to lie in a file."""
    instance.data_folder.mkdir(exist_ok=True)
    instance.database.touch()
    monkeypatch.setattr(placing, "load_key", lambda _: SIGNER)
    monkeypatch.setattr(module, "empty_write_ahead_log", lambda: True)
    return instance


def test_without_a_server_the_entry_gets_its_place_here(published, here):
    said = []
    erase(1, BASIS, said.append)
    assert said[0] == "Erased: the content of entry 1. Entry 3 says so and on what basis."
    assert entry_at(1).erased_by == 3
    assert head().size == 4


def test_with_a_server_the_entry_waits_for_it(published, here, monkeypatch):
    monkeypatch.setattr(module, "empty_write_ahead_log", lambda: False)
    said = []
    with locked(here.data_folder / "server.lock"):
        erase(1, BASIS, said.append)
    assert said[0] == "Erased: the content of entry 1. An entry says so and on what basis."
    assert "restart the site" in said[1]
    assert entry_at(1).erased
    assert head().size == 3


def test_copies_are_shut_by_another_wrapping_key_unless_it_is_served(published, here):
    before = here.wrapping_file.read_bytes()
    with locked(here.data_folder / "server.lock"), pytest.raises(RefusedError) as error:
        erase(1, BASIS, print, shut_copies=True)
    assert error.value.faults[0].code == "site.already_running"
    assert not entry_at(1).erased
    said = []
    erase(1, BASIS, said.append, shut_copies=True)
    assert here.wrapping_file.read_bytes() != before
    assert entry_at(1).erased
    assert "Destroy older backups of keys" in " ".join(said)


def test_where_there_is_no_site_it_says_so(published, instance):
    with pytest.raises(RefusedError) as error:
        erase(1, BASIS, print)
    assert error.value.faults[0].code == "site.no_database"


def test_a_site_that_signed_nothing_yet_has_nothing_to_erase(log, here):
    with pytest.raises(RefusedError) as error:
        erase(0, BASIS, print)
    assert error.value.faults[0].code == "site.no_database"


def test_drafts_that_repeat_the_words_go_at_once(log, here):
    close_with_words(here)
    draft_now(here, ID, "en")
    (draft,) = here.draft_folder.iterdir()
    assert WORDS.encode() in draft.read_bytes()
    erase(Statement.objects.get(number=4).entry.idx, BASIS, print)
    assert list(here.draft_folder.iterdir()) == []
    assert not ReportDraft.objects.exists()
