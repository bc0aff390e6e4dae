"""The steps of a statement: from its entry to the report, without words that are not shown."""

import pytest

from comity.site.dialogue.actions import Kept, Ruling, moderate_statement, take_out
from comity.site.dialogue.queries import (
    draft_result,
    statement_count,
    trails,
    trails_of,
    unused_in,
)
from comity.site.dialogue.tasks import draft_now
from comity.site.record.batches import enter_batch
from comity.site.record.models import Log
from tests.site.conftest import sequence
from tests.site.dialogue.actions.test_appeals import judge
from tests.site.dialogue.actions.test_concerns import judge as judge_concerns
from tests.site.dialogue.actions.test_translating import ARABIC, of, translate
from tests.site.dialogue.audited import publish
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.world import (
    ID,
    MODERATOR,
    NOW,
    appeal,
    concern,
    opened,
    rejected,
    submit,
    vote,
    voter,
)

pytestmark = pytest.mark.django_db


def kinds(number: int) -> list[str]:
    [found] = [one for one in trails(ID, 0, 99) if one.line.number == number]
    return [step.kind for step in found.steps]


@pytest.fixture
def live(log, instance):
    """A conversation with a rejected statement, an accepted one and one that waits."""
    opened(instance)
    rejected(instance, 1, "Rejected words.")
    submit(instance, 1, "Accepted words.")
    ruling = Ruling(5, "accepted")
    moderate_statement(log=log, conversation=ID, ruling=ruling, acting=MODERATOR, now=NOW)
    submit(instance, 2, "Waiting words.")
    return instance


def test_steps_stand_in_the_order_of_the_record(live):
    assert kinds(1) == ["seeded"]
    assert kinds(5) == ["sent", "accepted"]
    assert kinds(6) == ["sent"]
    appeal(live, 1, 4)
    judge("overturned", "understood")
    vote(live, 2, (1, 1))
    concern(live, 2, 4)
    judge_concerns("kept", "understood", number=4)
    concern(live, 2, 4, "unclear")
    judge_concerns("rejected", "unclear", number=4)
    assert kinds(4) == ["sent", "rejected", "appealed", "overturned", "kept", "rejected"]
    assert statement_count(ID) == 6


def test_words_are_shown_of_accepted_ones_alone(live):
    told = {one.line.number: one.line.text for one in trails(ID, 0, 99)}
    assert (told[4], told[5], told[6]) == ("", "Accepted words.", "")
    assert "words" not in repr([one for one in trails(ID, 0, 99) if one.line.number in (4, 6)])
    assert voter(live, 1) not in repr(trails(ID, 0, 99))


def test_a_page_is_a_page_and_authors_find_their_own(live):
    assert [one.line.number for one in trails(ID, 2, 2)] == [3, 4]
    assert sorted(trails_of(ID, voter(live, 1))) == [4, 5]
    assert trails_of(ID, "") == {}


@pytest.mark.parametrize(("people", "told"), [(0, 0), (9, 0), (10, 10), (25, 20)])
def test_a_translation_changed_while_people_vote_says_after_how_many(live, people, told):
    translate(of(1, "Einmal.", "de"))
    for number in range(people):
        vote(live, number, (1, 1))
    translate(of(1, "Zweimal.", "de"), of(1, ARABIC))
    [found] = [one for one in trails(ID, 0, 99) if one.line.number == 1]
    assert [(step.kind, step.language, step.votes) for step in found.steps[1:]] == [
        ("translated", "de", told)
    ]


def test_threat_T7_protected_votes_that_were_taken_out_are_in_no_count(log, instance):
    opened(instance, ballots="protected")
    translate(of(1, "Einmal.", "de"))
    for number in range(25):
        vote(instance, number, (1, 1))
    translate(of(1, "Zweimal.", "de"))
    enter_batch(log=log, subject=f"dialogue:conversation:{ID}", now=NOW)
    sequence(instance.log_folder)
    kept = Kept(instance.sealed_folder, instance.draft_folder)
    who = voter(instance, 1)
    take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=NOW)
    translate(of(1, "Dreimal.", "de"))
    [found] = [one for one in trails(ID, 0, 99) if one.line.number == 1]
    assert [step.votes for step in found.steps[1:]] == [20, 0]


def test_erased_words_are_said_to_be_erased(live):
    sequence(live.log_folder)
    kept = Kept(live.sealed_folder, live.draft_folder)
    take_out(log=Log.objects.get(), conversation=ID, voter=voter(live, 1), kept=kept, now=NOW)
    assert [one.line.number for one in trails(ID, 0, 99) if one.erased] == [4, 5]
    assert kinds(4) == ["sent", "rejected"]


def test_in_the_published_report_each_accepted_statement_is_used_or_has_a_reason(log, instance):
    close_voted(instance)
    assert {one.use for one in trails(ID, 0, 99)} == {None}
    assert unused_in(ID, draft_result(ID, instance.draft_folder))[0][1] == [1, 2, 3]
    draft_now(instance, ID, "en")
    drafted = unused_in(ID, draft_result(ID, instance.draft_folder))
    publish(instance)
    found = [one for one in trails(ID, 0, 99) if one.state == "accepted"]
    assert found
    assert all(one.use is not None and one.use.words for one in found)
    unused = sorted(one.line.number for one in found if not one.use.used)
    assert unused == sorted(number for _, numbers in drafted for number in numbers)
