"""What waits in a conversation waits for whose role may do it, and for nobody else."""

from datetime import timedelta

import pytest

from comity.site.dialogue import queries
from comity.site.dialogue.actions import (
    DECIDE_APPEAL,
    WITHDRAW,
    Admission,
    admit_late,
    withdraw_report,
)
from comity.site.dialogue.tasks import draft_now
from comity.site.members.actions import recuse_person
from comity.site.members.queries import acting_as
from comity.subject import Subject
from tests.site.conftest import sequence
from tests.site.dialogue.actions.test_translating import ARABIC, of, translate
from tests.site.dialogue.audited import auditor
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.late import closed_too_early
from tests.site.dialogue.restated import DUE, RESTATED, draw_up, publish_and_leave, restate_now
from tests.site.dialogue.world import (
    ID,
    LATER,
    NOW,
    SECOND,
    SECRETARY,
    appeal,
    begin_closing,
    concern,
    office,
    opened,
    rejected,
    submit,
    terms,
    vote,
)
from tests.site.members.factories import somebody

pytestmark = pytest.mark.django_db


def told(acting, language="en", at=NOW):
    return [
        (one.kind, one.of, one.count) for one in queries.conversation_duties(acting, language, at)
    ]


def test_counts_what_waits_and_what_is_not_translated(log, instance):
    opened(instance)
    moderator = somebody("moderator")
    submit(instance, 1, "Ask the fishermen too.")
    submit(instance, 2, "Ask the cooks too.")
    assert told(moderator) == [("moderate", ID, 2), ("translate", ID, 2)]
    assert told(moderator, "ar") == [("moderate", ID, 2), ("translate", ID, 6)]
    translate(of(1, ARABIC))
    assert told(moderator, "ar")[1] == ("translate", ID, 5)
    [due] = {one.due for one in queries.conversation_duties(moderator, "en", NOW)}
    assert due == terms().closes


def test_an_appeal_waits_for_another_person_than_who_rejected(log, instance):
    opened(instance)
    appeal(instance, 1, rejected(instance, 1, "Ask the fishermen too."))
    assert ("appeal", ID, 1) in told(somebody("moderator", person="p-2"))
    assert ("appeal", ID, 1) in told(acting_as(SECOND.person))
    again = office("moderator", DECIDE_APPEAL, id="m-again")
    assert [kind for kind, *_ in told(acting_as(again.person))] == ["translate"]


def test_a_role_that_may_do_nothing_of_it_has_nothing_to_do(log, instance):
    opened(instance)
    submit(instance, 1, "Ask the fishermen too.")
    assert told(somebody("expert")) == []


def test_closing_waits_from_the_end_of_its_time_until_it_is_closed(log, instance):
    opened(instance)
    secretary = somebody("secretary")
    after = terms().closes + timedelta(hours=1)
    assert ("close", ID, 0) not in told(secretary)
    assert ("close", ID, 0) in told(secretary, at=after)
    begin_closing(log=log, conversation=ID, acting=SECRETARY, now=after)
    assert told(secretary, at=after) == [("close", ID, 0)]


def test_who_is_missing_waits_while_they_can_still_be_reached(log, instance):
    opened(instance)
    secretary = somebody("secretary")
    soon = terms().closes - timedelta(days=3)
    count = len(queries.alarms_of(ID))
    assert count > 1
    assert ("missing", ID, count) not in told(secretary, at=soon - timedelta(hours=1))
    assert ("missing", ID, count) in told(secretary, at=soon)
    assert ("missing", ID, count) not in told(secretary, at=terms().closes)
    assert ("missing", ID, count) not in told(somebody("moderator", person="p-2"), at=soon)


def test_a_draft_waits_to_be_signed(log, instance):
    close_voted(instance)
    secretary = somebody("secretary")
    assert told(secretary) == []
    draft_now(instance, ID, "en")
    assert told(secretary) == [("sign", ID, 0)]
    assert told(somebody("moderator", person="p-2")) == []


@pytest.mark.parametrize("kind", ["conversation", "report"])
def test_nothing_waits_for_who_keeps_out_since_it_would_be_refused(log, instance, kind):
    opened(instance)
    submit(instance, 1, "Ask the fishermen too.")
    who, other = somebody("moderator"), somebody("moderator", person="p-2")
    assert told(who)  # the control
    recuse_person(log=log, acting=who, subject=Subject("dialogue", kind, ID), now=NOW)
    assert told(who) == []
    assert told(other)


def test_who_keeps_out_of_something_else_is_told_of_this(log, instance):
    opened(instance)
    who = somebody("moderator")
    elsewhere = Subject("dialogue", "conversation", "dia-70")
    recuse_person(log=log, acting=who, subject=elsewhere, now=NOW)
    assert told(who) == [("translate", ID, 2)]


def test_what_came_in_after_the_close_waits_for_who_may_admit_it(log, instance, monkeypatch):
    closed_too_early(instance, monkeypatch)
    secretary = somebody("secretary")
    assert told(secretary) == [("admit", ID, 1)]
    assert told(somebody("moderator", person="p-2")) == []
    index = queries.late_entries(ID)[0].index
    admission = Admission((index,), "The server stopped.", "The log of the host.")
    admit_late(log=log, conversation=ID, admission=admission, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    assert told(secretary) == []


def test_restating_waits_from_the_date_on_until_it_is_signed(log, instance):
    publish_and_leave(instance)
    secretary = somebody("secretary")
    assert told(secretary, at=DUE - timedelta(seconds=1)) == []
    assert told(secretary, at=DUE) == [("restate", ID, 0)]
    assert told(somebody("moderator", person="p-2"), at=DUE) == []
    draw_up()
    assert told(secretary, at=DUE) == [("restate", ID, 0)]


def test_a_report_that_was_restated_waits_for_nothing(log, instance):
    publish_and_leave(instance)
    restate_now(instance)
    assert told(somebody("secretary"), at=DUE) == []
    # But for auditors, unless they keep out of the conversation.
    who, other = auditor(1), auditor(2)
    assert told(who, at=DUE) == told(other, at=DUE) == [("attest", RESTATED, 0)]
    about = Subject("dialogue", "conversation", ID)
    recuse_person(log=log, acting=who, subject=about, now=NOW)
    assert told(who, at=DUE) == []
    assert told(other, at=DUE)


def test_nothing_of_a_report_that_was_withdrawn_waits(log, instance):
    publish_and_leave(instance)
    by = office("reviewer", WITHDRAW, id="m-withdraw")
    withdraw_report(log=log, report=ID, reason="Wrong.", acting=by, now=LATER)
    assert told(somebody("secretary"), at=DUE) == []
    restate_now(instance)
    assert told(auditor(1), at=DUE) == []


def test_who_closes_is_told_that_a_moderator_decides_on_what_waits(log, instance):
    opened(instance)
    secretary = somebody("secretary")
    before = told(secretary)
    vote(instance, 2, (1, 1))
    concern(instance, 2, 1)
    assert set(told(secretary)) - set(before) == {("objected", ID, 0)}
    assert "objected" not in {kind for kind, *_ in told(somebody("moderator", person="p-2"))}
