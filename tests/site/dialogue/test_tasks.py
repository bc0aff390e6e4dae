import time

import pytest

from comity.edge.sealed_store import KEPT
from comity.fault import Place, refuse
from comity.oversight import encode_reviewed
from comity.site.dialogue.actions import compute_report
from comity.site.dialogue.models import Statement
from comity.site.dialogue.queries import draft_of, undrafted
from comity.site.dialogue.tasks import _run, draft_missing, draft_now, template_draft
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


def test_one_of_which_something_is_erased_meanwhile_is_computed_again(
    closed, instance, monkeypatch
):
    tasks, failed = "comity.site.dialogue.tasks", set()

    def erasing(computed, language, now):
        Statement.objects.filter(number=1).update(text="")
        return template_draft(computed, language, now)

    with monkeypatch.context() as patch:
        patch.setattr(f"{tasks}.template_draft", erasing)
        draft_missing(instance, failed)
    assert (failed, list(undrafted())) == (set(), [(ID, "en")])
    draft_missing(instance, failed)
    assert list(undrafted()) == []


def test_before_the_first_draft_what_an_erasure_left_is_removed(closed, instance, monkeypatch):
    draft_now(instance, ID, "en")
    Statement.objects.filter(number=1).update(text="")
    monkeypatch.setattr(time, "sleep", lambda _: pytest.exit("the first look is due"))
    monkeypatch.setattr("comity.site.dialogue.tasks.connection.close", lambda: None)
    with pytest.raises(pytest.exit.Exception):
        _run(instance)
    assert list(instance.draft_folder.iterdir()) == []


def test_what_cannot_be_removed_is_told_and_drafting_goes_on(closed, instance, monkeypatch, caplog):
    draft_now(instance, ID, "en")
    Statement.objects.filter(number=1).update(text="")

    def fail(file):
        raise refuse(KEPT.at(Place(str(file)), reason="it is busy"))

    monkeypatch.setattr("comity.site.dialogue.actions.stale.remove_for_good", fail)
    monkeypatch.setattr(time, "sleep", lambda _: pytest.exit("the first look is due"))
    monkeypatch.setattr("comity.site.dialogue.tasks.connection.close", lambda: None)
    with pytest.raises(pytest.exit.Exception):
        _run(instance)
    assert "could not be removed" in caplog.text


def test_attack_whatever_one_conversation_brings_about_the_others_are_seen_to(
    closed, instance, monkeypatch
):
    tried, released = [], []

    def fail(_configuration, conversation, _language):
        tried.append(conversation)
        raise ZeroDivisionError

    def enough(_seconds):
        if len(released) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("comity.site.dialogue.tasks.draft_now", fail)
    monkeypatch.setattr(
        "comity.site.dialogue.tasks.release_all", lambda **told: released.append(told)
    )
    monkeypatch.setattr(time, "sleep", enough)
    monkeypatch.setattr("comity.site.dialogue.tasks.connection.close", lambda: None)
    with pytest.raises(KeyboardInterrupt):
        _run(instance)
    assert (tried, len(released)) == ([ID], 3)


def test_attack_what_goes_wrong_with_live_counts_ends_no_thread(log, instance, monkeypatch):
    seen = []

    def fail(now):
        seen.append(now)
        raise ZeroDivisionError

    def enough(_seconds):
        if len(seen) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("comity.site.dialogue.tasks.release_all", fail)
    monkeypatch.setattr(time, "sleep", enough)
    monkeypatch.setattr("comity.site.dialogue.tasks.connection.close", lambda: None)
    with pytest.raises(KeyboardInterrupt):
        _run(instance)
    assert len(seen) == 2


def test_a_draft_in_another_language_is_written_in_it(closed, instance):
    draft_now(instance, ID, "ar-EG")
    found = draft_of(ID).summary
    assert found.language == "ar"
    assert any("\u0600" <= sign <= "\u06ff" for sign in found.draft)
    draft_now(instance, ID, "sw")
    assert draft_of(ID).summary.language == "en"
    assert encode_reviewed(draft_of(ID).summary)
