"""A mandate that ended since it was read serves nobody: it is read again where the act is done."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from comity.fault import RefusedError
from comity.site.members import actions
from comity.site.members.permissions import operator, require
from comity.site.members.standing import mandate_in_force, require_in_force
from comity.subject import Subject
from tests.site.members.factories import acting_with, close_account, revoke, somebody
from tests.site.moments import NOW, YEAR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]
CLOSE = "dialogue.close_conversation"
ABOUT = Subject("dialogue", "conversation", "c-1")


def refused(who, at=NOW, **named):
    with pytest.raises(RefusedError) as raised:
        require_in_force(who, act=CLOSE, at=at, **named)
    return raised.value.faults[0]


def test_a_mandate_in_force_is_returned_as_it_stands():
    who = acting_with(CLOSE)
    assert require_in_force(who, act=CLOSE, at=NOW) == who.mandates[0]


def test_threat_T3_one_revoked_since_it_was_read_is_refused():
    who = acting_with(CLOSE)
    revoke(who.mandates[0].id)
    # The control: what was read before says that it holds.
    assert require(who, act=CLOSE, at=NOW)
    fault = refused(who)
    assert fault.code == "people.no_mandate"
    assert "was revoked at" in fault.found


def test_threat_T3_no_earlier_date_outruns_a_revocation_that_is_entered():
    who = acting_with(CLOSE)
    revoke(who.mandates[0].id)
    assert "was revoked at" in refused(who, NOW - timedelta(days=3)).found


def test_threat_T3_an_account_closed_since_it_was_read_acts_no_more():
    who = acting_with(CLOSE)
    close_account(who.person)
    assert require(who, act=CLOSE, at=NOW)
    assert refused(who).code == "people.no_mandate"


def test_threat_T3_what_somebody_claims_to_hold_counts_for_nothing():
    """Neither a mandate that nobody gave, nor more scope, nor a later end, nor another's."""
    who = acting_with("dialogue.open_conversation")
    own = who.mandates[0]
    claims = (
        replace(own, id="m-none", scope=frozenset({CLOSE})),
        replace(own, scope=frozenset({CLOSE})),
    )
    for claim in claims:
        assert refused(replace(who, mandates=(claim,))).code == "people.no_mandate"
    theirs = somebody("secretary", CLOSE, person="p-other").mandates[0]
    assert refused(replace(who, mandates=(replace(theirs, holder="p-1"),)))
    other = somebody("secretary", CLOSE, person="p-short", end=NOW)
    longer = replace(other.mandates[0], end=NOW + YEAR)
    assert "ended at" in refused(replace(other, mandates=(longer,))).found


def test_of_several_mandates_one_that_is_left_serves():
    somebody("secretary", CLOSE)
    both = somebody("chair", CLOSE)
    revoke("m-p-1-secretary")
    assert len(both.mandates) == 2
    assert require_in_force(both, act=CLOSE, at=NOW).id == "m-p-1-chair"


def test_who_is_recused_from_what_it_is_about_is_refused(log):
    who = somebody("secretary")
    assert require_in_force(who, act=CLOSE, at=NOW, about=(ABOUT,))
    actions.recuse_person(log=log, acting=who, subject=ABOUT, now=NOW)
    assert refused(who, about=(ABOUT,)).code == "people.recused"
    assert require_in_force(who, act=CLOSE, at=NOW, about=(replace(ABOUT, id="c-2"),))


def test_nobody_is_refused_as_nobody():
    assert refused(None).code == "people.not_signed_in"


def test_the_server_is_its_own_mandate():
    assert require_in_force(operator(NOW), act=actions.ACCREDIT, at=NOW).role.title == "operator"


def test_it_is_asked_in_the_transaction_of_the_act(monkeypatch):
    mandate = acting_with(CLOSE).mandates[0]
    assert mandate_in_force(mandate, NOW) == mandate
    with monkeypatch.context() as patch:
        patch.setattr(transaction.get_connection(), "in_atomic_block", False)
        with pytest.raises(RuntimeError, match="transaction of the act"):
            mandate_in_force(mandate, NOW)
