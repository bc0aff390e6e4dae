"""What is told of a live conversation: to everybody the same, and of ten people or more."""

from itertools import combinations

import pytest

from comity.site.dialogue.actions import (
    Kept,
    close_conversation,
    release_all,
    release_results,
    take_out,
)
from comity.site.dialogue.models import Conversation, LiveSnapshot, VoteLine
from comity.site.dialogue.queries import live_results
from comity.site.dialogue.queries.live import left_since
from comity.site.dialogue.tallies import forget, live_rule
from comity.site.record.models import Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, LATER, NOW, SECRETARY, begin_closing, opened, vote, voter

pytestmark = pytest.mark.django_db
STEPS = (1, 2, 3)


def told():
    """Return what is shown: n, agreeing, disagreeing and passing people by statement."""
    return {
        cell.statement: (
            cell.n,
            *(round(share.value * cell.n) for share in (cell.agree, cell.disagree, cell.passed)),
        )
        for cell in live_results(ID).cells
        if cell.n
    }


def leave(instance, number):
    kept = Kept(instance.sealed_folder, instance.draft_folder)
    who = voter(instance, number)
    take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=NOW)
    sequence(instance.log_folder)


def test_below_a_step_there_is_not_enough_data(log, instance):
    opened(instance, ballots="protected")
    for number in range(19):
        vote(instance, number, (1, 1))
        assert release_all(now=NOW) == (number == 9)
    found = live_results(ID)
    assert [(cell.statement, cell.n, cell.agree) for cell in found.cells] == [
        (1, None, None),
        (2, None, None),
        (3, None, None),
    ]
    assert (found.rule, found.version, found.step, found.tier) == (
        "live-results",
        1,
        10,
        "anonymous",
    )


def test_shares_have_intervals_and_n(log, instance):
    opened(instance)
    for number in range(10):
        vote(instance, number, (1, 1 if number < 6 else -1))
    release_all(now=NOW)
    for number in range(10, 20):
        vote(instance, number, (1, 0))
    release_all(now=NOW)
    cell = live_results(ID).by_statement[1]
    assert (cell.n, cell.agree.value, cell.disagree.value, cell.passed.value) == (10, 0.6, 0.4, 0)
    # The quantiles of Beta(6.5, 4.5) at 5% and 95%, from another library.
    assert cell.agree.low == pytest.approx(0.34732, abs=1e-5)
    assert cell.agree.high == pytest.approx(0.81488, abs=1e-5)


def test_every_process_tells_the_same_and_a_restart_changes_nothing(log, instance):
    opened(instance)
    for number in range(31):
        vote(instance, number, (1, 1 if number % 3 else -1), (2, 0))
        release_all(now=NOW)
    before = live_results(ID)
    forget(Conversation.objects.get().code)
    assert live_results(ID) == before
    assert release_all(now=NOW) == 0
    assert told()[1][0] == 20


def test_there_is_none_of_what_is_not_there_and_none_where_it_was_fixed_so(log, instance):
    assert live_results("dia-99") is None
    opened(instance, live=False)
    for number in range(30):
        vote(instance, number, (1, 1))
        release_all(now=NOW)
    found = live_results(ID)
    assert (found.live, found.cells) == (False, ())
    # Statements are still drawn by what could be shown.
    assert LiveSnapshot.objects.count() == 3


def test_after_the_close_nothing_moves(log, instance):
    opened(instance)
    for number in range(20):
        vote(instance, number, (1, 1))
    assert release_all(now=NOW) == 1
    for number in range(20, 40):
        vote(instance, number, (1, 1))
    assert release_all(now=LATER) == 0
    begin_closing(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    close_conversation(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    assert (release_all(now=NOW), told()) == (0, {})


def people():
    """Return who votes what on each statement now, by pseudonym; nobody is told this."""
    found = {one: {} for one in STEPS}
    for who, statement, value in VoteLine.objects.order_by("seq").values_list(
        "voter", "statement", "vote"
    ):
        found[statement][who] = value
    return found


def watched(instance, look):
    """Live through votes, changes, changes back and leaving; return what ``look`` saw each time.

    Each is given with who voted what at that time, as snapshots were taken of them.
    """
    opened(instance, ballots="protected")
    seen = []

    def do(number, *votes):
        vote(instance, number, *votes)
        seen.append(look())

    for number in range(24):
        do(number, (1, 1), (2, 1 if number % 2 else -1))
    for number in range(12):
        do(number, (1, -1))
    leave(instance, 3)
    seen.append(look())
    for number in range(4, 12):
        do(number, (1, 1))
    leave(instance, 20)
    seen.append(look())
    for number in range(24, 48):
        do(number, (1, 0), (3, 1))
    return seen


def differing(one, other):
    return sum(one.get(who) != other.get(who) for who in one.keys() | other.keys())


def gaps(taken):
    """Return by how many people any two snapshots of a statement differ, where they do."""
    return [
        differing(one, other)
        for rows in taken.values()
        for one, other in combinations([{}, *rows], 2)
        if one != other
    ]


def test_threat_T6_who_looks_after_each_vote_and_subtracts_finds_ten_or_more(log, instance):
    taken = {one: [] for one in STEPS}

    def look():
        before = LiveSnapshot.objects.count()
        release_all(now=NOW)
        now = people()
        for row in LiveSnapshot.objects.order_by("pk")[before:]:
            taken[row.statement].append(now[row.statement])
        return told()

    seen = watched(instance, look)
    # What is shown is only ever one of the snapshots, whose people are known here.
    for answer in seen:
        for statement, counts in answer.items():
            held = taken[statement][:-1]
            votes = [list(rows.values()) for rows in held]
            shown = [(len(one), one.count(1), one.count(-1), one.count(0)) for one in votes]
            assert counts in shown
    assert len({str(answer) for answer in seen}) > 4
    assert min(gaps(taken)) >= live_rule().step
    # And what a report would count now differs by ten or more from what is shown.
    final = people()
    assert all(differing(rows, final[one]) >= 10 for one in STEPS for rows in taken[one][:-1])


def test_threat_T6_a_counter_without_the_ledger_is_found_out(log, instance):
    taken = {one: [] for one in STEPS}

    def look():
        for statement, rows in people().items():
            if rows != (taken[statement] or [{}])[-1]:
                taken[statement].append(rows)

    watched(instance, look)
    assert min(gaps(taken)) == 1


def test_who_left_is_gone_at_the_next_step(log, instance):
    opened(instance)
    for number in range(9):
        vote(instance, number, (1, 1))
    assert release_all(now=NOW) == 0
    leave(instance, 0)
    assert left_since(ID) == 1
    vote(instance, 9, (1, 1))
    # Ten have come, and nine are there.
    assert release_all(now=NOW) == 0
    vote(instance, 10, (1, 1))
    assert release_all(now=NOW) == 1
    assert LiveSnapshot.objects.get().agree == 10


def test_what_could_not_be_kept_is_kept_the_next_time(log, instance, monkeypatch):
    opened(instance)
    for number in range(10):
        vote(instance, number, (1, 1))

    def fail(**_):
        raise RuntimeError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(LiveSnapshot.objects, "create", fail)
        with pytest.raises(RuntimeError, match="disk"):
            release_results(conversation=ID, now=NOW)
    assert release_all(now=NOW) == 1
