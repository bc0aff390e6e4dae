import pytest

from comity.oversight import encode_reviewed
from comity.site.dialogue.actions import compute_report
from comity.site.dialogue.queries import draft_of, undrafted
from comity.site.dialogue.tasks import draft_missing, draft_now
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.world import ID

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(log, instance):
    """A conversation that is closed."""
    return close_voted(instance)


def test_every_report_that_is_missing_is_computed(closed, instance):
    draft_missing(instance, set())
    assert list(undrafted()) == []


def test_what_cannot_be_computed_is_tried_once_and_told(closed, instance, monkeypatch, caplog):
    tried = []

    def fail(configuration, conversation, language):
        tried.append(conversation)
        compute_report(conversation="dia-99", row_seed=1)

    monkeypatch.setattr("comity.site.dialogue.tasks.draft_now", fail)
    failed: set[str] = set()
    draft_missing(instance, failed)
    draft_missing(instance, failed)
    assert tried == [ID]
    assert failed == {ID}
    assert "could not be computed" in caplog.text


def test_a_draft_in_another_language_is_written_in_it(closed, instance):
    draft_now(instance, ID, "ar-EG")
    found = draft_of(ID).summary
    assert found.language == "ar"
    assert any("\u0600" <= sign <= "\u06ff" for sign in found.draft)
    draft_now(instance, ID, "sw")
    assert draft_of(ID).summary.language == "en"
    assert encode_reviewed(draft_of(ID).summary)
