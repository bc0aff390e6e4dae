from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from comity.edge import has_pseudonyms, pseudonyms_of
from comity.fault import RefusedError
from comity.render import LANGUAGES, voice
from comity.site.dialogue.actions import (
    Kept,
    close_conversation,
    destroy_due,
    take_out,
)
from comity.site.dialogue.audits import audit_of, audit_text
from comity.site.dialogue.models import ReportDraft, Statement, VoteLine
from comity.site.dialogue.queries import conversation_with, report_with, shown_statements
from comity.site.dialogue.tasks import draft_now
from comity.site.home.health import reconcile
from comity.site.record.models import Entry, Log, SealedBallot
from tests.site.conftest import sequence
from tests.site.dialogue.audited import publish, publish_protected
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.world import (
    ID,
    LATER,
    NOW,
    SECRETARY,
    begin_closing,
    opened,
    submit,
    vote,
    voter,
)
from tests.site.tampering import owning

pytestmark = pytest.mark.django_db
WORDS = "The harbour master of Quellwick told me"
EN = voice(LANGUAGES["en"])


def leave(instance, number, now=NOW):
    kept = Kept(instance.sealed_folder, instance.draft_folder)
    who = voter(instance, number)
    return take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=now)


@pytest.fixture
def live(log, instance):
    """A protected conversation in which 20 people voted; number 3 also sent a statement."""
    opened(instance, ballots="protected", moderation="after")
    for number in range(20):
        vote(instance, number, (1, 1), (2, -1 if number % 2 else 1))
    submit(instance, 3, f"{WORDS} so.")
    sequence(instance.log_folder)
    return ID


def test_votes_and_words_go_and_the_record_still_says_what_it_said(live, instance):
    taken = leave(instance, 3)
    assert (taken.votes, taken.statements) == (2, 1)
    assert not VoteLine.objects.filter(voter=voter(instance, 3)).exists()
    assert SealedBallot.objects.filter(key=None).count() == 2
    assert list(Statement.objects.filter(number=4).values_list("text", "author")) == [("", "")]
    assert [line.number for line in shown_statements(conversation_with(ID, NOW))] == [1, 2, 3]
    sequence(instance.log_folder)
    assert reconcile(instance, NOW).differences == []
    entry = Entry.objects.get(act="dialogue.erase_votes")
    assert (entry.payload_class, entry.opened, entry.actor) == (
        "person",
        False,
        "public/participant",
    )
    assert entry.at.hour == entry.at.minute == 0


def test_the_count_of_who_took_part_does_not_fall(live, instance):
    before = conversation_with(ID, NOW).took_part
    leave(instance, 3)
    assert conversation_with(ID, NOW).took_part == before == 20


def test_who_votes_afterwards_gets_a_number_nobody_had(live, instance):
    leave(instance, 19)
    vote(instance, 30, (1, 1))
    assert VoteLine.objects.order_by("-seq").first().seq == 41
    sequence(instance.log_folder)
    assert reconcile(instance, NOW).differences == []


def test_what_still_waits_for_its_place_is_not_taken_out_yet(live, instance):
    submit(instance, 3, "Not in the log yet.")
    with pytest.raises(RefusedError) as error:
        leave(instance, 3)
    assert error.value.faults[0].code == "dialogue.taking_out_early"
    assert VoteLine.objects.filter(voter=voter(instance, 3)).count() == 2


def test_nobody_takes_out_what_is_not_there(live, instance):
    with pytest.raises(RefusedError) as error:
        leave(instance, 77)
    assert error.value.faults[0].code == "dialogue.nothing_to_take_out"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM dialogue_vote_line WHERE seq = 1",
        "UPDATE dialogue_statement SET author = '' WHERE number = 4",
    ],
)
def test_threat_the_database_lets_nothing_go_without_the_erasure(live, instance, statement):
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


def test_threat_a_key_alone_frees_no_line(live, instance):
    SealedBallot.objects.filter(seq=1).update(key=None)
    with owning(), pytest.raises(DatabaseError, match="only once"), transaction.atomic():
        VoteLine.objects.filter(seq=1).delete()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no roles and no functions")
def test_threat_lines_go_by_no_entry_but_the_one_of_their_erasure(live, instance):
    """The role that serves can delete none; the function that can asks for an entry just made."""

    def erase(entry):
        with transaction.atomic(), connection.cursor() as cursor:
            told = [ID, voter(instance, 4), entry]
            cursor.execute("SELECT dialogue_erase_vote_lines(%s, %s, %s)", told)

    leave(instance, 3)
    sequence(instance.log_folder)
    lines = VoteLine.objects.filter(voter=voter(instance, 4))
    seqs = list(lines.values_list("seq", flat=True))
    SealedBallot.objects.filter(seq__in=seqs).update(key=None)
    for entry in (None, -1, *Entry.objects.values_list("pk", flat=True)):
        with pytest.raises(DatabaseError, match="only once their erasure is entered"):
            erase(entry)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        lines.delete()
    assert lines.count() == len(seqs) == 2
    # The control: such an entry, which waits for its place.
    leave(instance, 5)
    erase(Entry.objects.get(idx=None).pk)
    assert not lines.exists()


def test_record_R3_lines_taken_without_an_entry_are_named(live, instance):
    leave(instance, 3)
    sequence(instance.log_folder)
    # The owner of the database follows an honest erasure with one of their own.
    SealedBallot.objects.filter(seq=1).update(key=None)
    with owning():
        VoteLine.objects.filter(seq=1).delete()
    (found,) = reconcile(instance, NOW).differences
    assert (found.kind, found.name, found.recorded) == ("vote", f"{ID} 1", "one was sealed")


def test_a_draft_that_used_them_is_computed_anew(log, instance):
    close_voted(instance, ballots="protected")
    draft_now(instance, ID, "en")
    leave(instance, 3, LATER)
    assert not ReportDraft.objects.exists()
    assert list(instance.sealed_folder.iterdir()) == list(instance.draft_folder.iterdir()) == []
    sequence(instance.log_folder)
    draft_now(instance, ID, "en")
    assert ReportDraft.objects.exists()


def test_a_published_report_stands_and_says_that_nobody_counts_again(log, instance):
    publish_protected(instance)
    before = report_with(ID).report_bytes
    leave(instance, 3, LATER)
    assert report_with(ID).report_bytes == before
    assert list(instance.sealed_folder.iterdir()) == []
    said = audit_text(report_with(ID), audit_of(report_with(ID), instance), EN)
    assert "somebody took their votes out: nobody can count the sealed votes again" in said


def test_a_report_on_open_ballots_says_that_it_is_no_longer_recomputable(log, instance, client):
    close_voted(instance)
    publish(instance)
    pages = [f"/en/dialogue/reports/{ID}/", f"/en/dialogue/reports/{ID}/audit/"]
    for page in pages:
        assert b"no longer recomputable" not in client.get(page).content
    before = report_with(ID).report_bytes
    leave(instance, 3, LATER)
    assert report_with(ID).report_bytes == before
    for page in pages:
        said = client.get(page).content.decode()
        assert "On 4 December 2026 something that this report was made from was erased." in said
        assert "no longer recomputable" in said


def test_the_key_goes_days_after_the_close_and_an_entry_says_so(log, instance):
    close_voted(instance, ballots="protected")
    keys = instance.pseudonym_folder
    given = {"log": Log.objects.get(), "keys": keys, "days": 30}
    assert list(destroy_due(**given, now=LATER + timedelta(days=29))) == []
    assert has_pseudonyms(keys, ID)
    then = LATER + timedelta(days=31)
    assert list(destroy_due(**given, now=then)) == [ID]
    assert not has_pseudonyms(keys, ID)
    assert list(destroy_due(**given, now=then)) == []
    assert Entry.objects.filter(act="dialogue.destroy_pseudonyms").count() == 1
    sequence(instance.log_folder, then)
    assert reconcile(instance, then).differences == []
    assert conversation_with(ID, then).keyless == then.date()


def test_a_key_that_came_back_with_an_old_copy_goes_again(log, instance):
    close_voted(instance, ballots="protected")
    file = instance.pseudonym_folder / f"{ID}.pseudonyms"
    copy = file.read_bytes()
    given = {"log": Log.objects.get(), "keys": instance.pseudonym_folder, "days": 30}
    then = LATER + timedelta(days=31)
    destroy_due(**given, now=then)
    file.write_bytes(copy)
    assert list(destroy_due(**given, now=then)) == [ID]
    assert Entry.objects.filter(act="dialogue.destroy_pseudonyms").count() == 1


def test_a_conversation_restored_without_its_key_is_closed_with_what_it_has(live, instance):
    (instance.pseudonym_folder / f"{ID}.pseudonyms").unlink()
    with pytest.raises(RefusedError):
        voter(instance, 1)
    begin_closing(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    close_conversation(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    draft_now(instance, ID, "en")
    assert conversation_with(ID, LATER).stage == "closed"


def test_threat_T6_pseudonyms_of_two_conversations_cannot_be_linked(log, instance):
    other = "dia-8"
    for one, symbol in ((ID, "A24/DIA/7"), (other, "A24/DIA/8")):
        opened(instance, id=one, symbol=symbol, ballots="protected")
    tokens = [f"{number:032x}" for number in range(200)]
    here, there = (
        [pseudonyms_of(instance.pseudonym_folder, one).of(token) for token in tokens]
        for one in (ID, other)
    )
    # Chance matches one of them, hardly ever more than six.
    assert linked(here, there) <= 6
    # Control: one key for all conversations links everybody.
    assert linked(here, here) == 200


def linked(here, there) -> int:
    """Return how many people are matched by equal pseudonyms, or by their place when sorted."""
    equal = sum(one == other for one, other in zip(here, there, strict=True))
    places = [sorted(range(len(names)), key=names.__getitem__) for names in (here, there)]
    return max(equal, sum(a == b for a, b in zip(*places, strict=True)))
