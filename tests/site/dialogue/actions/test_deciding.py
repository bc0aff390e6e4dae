"""One rule for all that a moderator decides about a statement."""

import pytest

from comity.fault import RefusedError
from comity.site.dialogue.actions import (
    Ruling,
    decide_appeal,
    decide_concerns,
    moderate_statement,
)
from comity.site.dialogue.actions.deciding import rejected_under, set_shown
from comity.site.dialogue.models import AppealRow, Statement
from comity.site.record.models import Entry, Log
from tests.site.dialogue.world import (
    ID,
    NOW,
    SECOND,
    appeal,
    concern,
    entered,
    opened,
    rejected,
    submit,
    vote,
    voter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(log, instance):
    """Return what waits about statements of the first browser: the action, and a ruling each."""
    opened(instance)
    entered(SECOND.mandates[0], SECOND.name)
    against = rejected(instance, 1, "Ask the fishermen too.")
    appeal(instance, 1, against)
    sent = submit(instance, 1, "Ask at low tide.")
    shown = submit(instance, 1, "Ask on a Sunday.")
    decided(moderate_statement, Ruling(shown, "accepted"))
    vote(instance, 2, (shown, 1))
    concern(instance, 2, shown)
    return [
        (moderate_statement, Ruling(sent, "accepted", browser=voter(instance, 1))),
        (decide_appeal, Ruling(against, "overturned", "understood", voter(instance, 1))),
        (decide_concerns, Ruling(shown, "kept", "understood", voter(instance, 1))),
    ]


def decided(act, ruling):
    act(log=Log.objects.get(), conversation=ID, ruling=ruling, acting=SECOND, now=NOW)


def test_threat_T3_nobody_decides_on_their_own_statement_whatever_asks_for_it(asked):
    for act, ruling in asked:
        before = Entry.objects.count()
        with pytest.raises(RefusedError) as raised:
            decided(act, ruling)
        assert [fault.code for fault in raised.value.faults] == ["dialogue.own_statement"]
        assert Entry.objects.count() == before


def test_control_somebody_else_decides_on_each_of_them(asked):
    before = Entry.objects.count()
    for act, ruling in asked:
        decided(act, Ruling(ruling.number, ruling.decision, ruling.reason))
    assert Entry.objects.count() == before + len(asked)


def test_a_decision_that_is_none_is_refused(asked):
    for act, ruling in asked:
        with pytest.raises(RefusedError):
            decided(act, Ruling(ruling.number, "postponed", "off_topic"))


@pytest.mark.parametrize(("reason", "state"), [("unclear", "rejected"), ("", "accepted")])
def test_whether_it_is_shown_its_entry_says_too(asked, reason, state):
    statement = Statement.objects.get(number=asked[0][1].number)
    Entry.objects.filter(pk=statement.entry_id).update(opened=bool(reason))
    set_shown(statement, Entry.objects.latest("pk"), reason=reason)
    found = Statement.objects.get(pk=statement.pk)
    assert (found.state, found.reason, found.entry.opened) == (state, reason, not reason)


def test_who_rejected_before_is_read_from_the_entry(asked):
    assert rejected_under(AppealRow.objects.get()) == "m-moderator"
    assert rejected_under(None) == ""
