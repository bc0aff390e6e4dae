import pytest

from comity.canonical import decode, sha256_hex
from comity.fault import RefusedError
from comity.oversight import SUMMARY, encode_reviewed
from comity.record import MANIFEST, parse_manifest
from comity.site.dialogue.actions import (
    REPORT,
    begin_closing,
    close_conversation,
    compute_report,
    members_to_sign,
)
from comity.site.dialogue.queries import draft_of, undrafted
from comity.site.dialogue.tasks import draft_missing, draft_now
from comity.site.record.models import Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, LATER, SECRETARY, opened, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(log, instance):
    """A conversation in which 30 people of two camps voted, closed."""
    opened(instance)
    for number in range(30):
        vote(instance, number, (1, 1), (2, 1 if number % 2 else -1), (3, 0))
    begin_closing(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    close_conversation(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    return ID


def test_a_closed_conversation_is_computed_and_drafted(closed, instance):
    assert list(undrafted()) == [(ID, "en")]
    draft_now(instance, ID, "en")
    assert list(undrafted()) == []
    found = draft_of(ID).summary
    assert "30" in found.draft
    assert found.text == found.draft
    assert (found.machine.system, found.machine.model) == ("comity.render.summary", "template")
    members = members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)
    report = decode(members[REPORT])
    assert report["participation"]["participants"] == 30
    assert decode(members["outputs/slate.json"])["participants"] == 30
    assert parse_manifest(members[MANIFEST]).files[SUMMARY] == sha256_hex(members[SUMMARY])


def test_the_same_text_gives_the_same_bytes_and_another_text_others(closed, instance):
    draft_now(instance, ID, "en")
    one, same, other = (
        members_to_sign(conversation=ID, text=text, folder=instance.draft_folder)[MANIFEST]
        for text in ("Mine.", "Mine.", "Mine!")
    )
    assert one == same != other


def test_the_votes_published_name_nobody(closed, instance):
    draft_now(instance, ID, "en")
    members = members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)
    lines = members["inputs/votes.csv"].decode().splitlines()
    assert lines[0] == "row,statement,vote"
    assert len(lines) == 91
    assert {line.split(",")[0] for line in lines[1:]} == {str(n) for n in range(1, 31)}


def test_nothing_is_computed_before_it_is_closed(log, instance):
    opened(instance)
    with pytest.raises(RefusedError) as error:
        compute_report(conversation=ID, row_seed=1)
    assert error.value.faults[0].code == "dialogue.draft_too_early"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" ", "oversight.text_empty"),
        ("x" * 9_000, "oversight.text_long"),
        ("a\u202eb", "oversight.text_controls"),
    ],
)
def test_a_text_nobody_could_sign_is_refused(closed, instance, text, code):
    draft_now(instance, ID, "en")
    with pytest.raises(RefusedError) as error:
        members_to_sign(conversation=ID, text=text, folder=instance.draft_folder)
    assert [fault.code for fault in error.value.faults] == [code]


def test_without_a_draft_there_is_nothing_to_sign(closed, instance):
    with pytest.raises(RefusedError) as error:
        members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)
    assert error.value.faults[0].code == "dialogue.draft_missing"


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
