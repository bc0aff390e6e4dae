import pytest

from comity.site.home.health import reconcile
from comity.site.record.models import BallotBatch, Log, SealedBallot
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, LATER, NOW, SECRETARY, begin_closing, opened, vote
from tests.site.tampering import tampered

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(log, instance):
    """A conversation whose four votes were entered in a batch."""
    opened(instance)
    vote(instance, 1, (1, 1), (2, -1))
    vote(instance, 2, (1, 0), (3, 1))
    begin_closing(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    return instance


def told(configuration, kind):
    found = reconcile(configuration, NOW).differences
    return [(one.name, one.column) for one in found if one.kind == kind]


def test_untouched_votes_and_batches_have_no_differences(counted):
    assert BallotBatch.objects.get().count == 4
    assert reconcile(counted, NOW).differences == []


@pytest.mark.parametrize(
    "change",
    ["vote = -vote WHERE seq = 2", "statement = 3 WHERE seq = 2", "voter = 'other' WHERE seq = 2"],
)
def test_a_changed_vote_is_named_and_not_how_anybody_voted(counted, change):
    with tampered(f"UPDATE dialogue_vote_line SET {change}"):
        (one,) = (one for one in reconcile(counted, NOW).differences if one.kind == "vote")
        assert (one.name, one.column) == (f"{ID} 2", "")
        assert str(one) == f"vote {ID} 2: the row says something else; another was sealed"


def test_a_vote_taken_away_or_put_in_is_named(counted):
    with tampered("DELETE FROM dialogue_vote_line WHERE seq = 3"):
        assert told(counted, "vote") == [(f"{ID} 3", "")]
    with tampered("UPDATE dialogue_vote_line SET seq = 9 WHERE seq = 3"):
        assert told(counted, "vote") == [(f"{ID} 9", ""), (f"{ID} 3", "")]


def test_a_vote_changed_together_with_its_leaf_is_found_by_the_root(counted):
    """Who owns the database seals another vote; the batch's entry holds the root of the first."""
    leaf = bytes(SealedBallot.objects.get(seq=2).leaf)[::-1].hex()
    with tampered(f"UPDATE record_sealedballot SET leaf = x'{leaf}' WHERE seq = 2"):
        assert [column for _, column in told(counted, "batch")] == ["leaf"]


@pytest.mark.parametrize(
    ("change", "column"),
    [("count = 3", "count"), ("root = x'00'", "root"), ("subject = 'x'", "subject")],
)
def test_raw_sql_on_a_batch_is_named(counted, change, column):
    with tampered(f"UPDATE record_ballotbatch SET {change}"):
        assert [found for _, found in told(counted, "batch")] == [column]


def test_a_batch_removed_or_moved_is_named(counted):
    moved = "entry_id = (SELECT id FROM record_entry WHERE idx = 0)"
    with tampered(f"UPDATE record_ballotbatch SET {moved}"):
        assert [column for _, column in told(counted, "batch")] == ["", ""]


def test_a_vote_whose_key_is_gone_is_a_difference_unless_an_entry_says_why(counted):
    SealedBallot.objects.filter(seq=2).update(key=None)
    (found,) = reconcile(counted, NOW).differences
    assert (found.kind, found.name, found.found) == ("vote", f"{ID} 2", "its key is gone")


def test_before_any_batch_votes_are_compared_as_well(log, instance):
    opened(instance)
    vote(instance, 1, (1, 1))
    sequence(instance.log_folder)
    assert reconcile(instance, NOW).differences == []
    with tampered("UPDATE dialogue_vote_line SET vote = -1"):
        assert told(instance, "vote") == [(f"{ID} 1", "")]
