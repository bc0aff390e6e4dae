from datetime import timedelta

import pytest

from comity.fault import RefusedError
from comity.people import Acting
from comity.site.members import actions
from comity.site.members.permissions import (
    giving,
    may_administer,
    operator,
    require,
    require_not_recused,
    role_table,
)
from comity.subject import Subject
from tests.site.conftest import NOW
from tests.site.members.factories import acting_with, mandate_of, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]
CLOSE = "dialogue.close_conversation"


def refused(call, *given, **named):
    with pytest.raises(RefusedError) as raised:
        call(*given, **named)
    return raised.value.faults[0]


def test_a_valid_mandate_is_returned_and_is_the_one_asked_for():
    mandate = require(acting_with(CLOSE), act=CLOSE, at=NOW)
    assert CLOSE in mandate.scope


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("expired", "ended at"),
        ("revoked", "was revoked at"),
        ("future", "begins only at"),
        ("another's", "no mandate of yours"),
    ],
)
def test_what_does_not_hold_is_refused_by_name(state, found):
    fault = refused(require, acting_with(CLOSE, state=state), act=CLOSE, at=NOW)
    assert fault.code == "people.no_mandate"
    assert found in fault.found


def test_the_operator_may_what_the_table_gives_them_for_a_day():
    who = operator(NOW)
    for rule in role_table().acts:
        if not role_table().is_open(rule.act) and "operator" not in rule.roles:
            assert refused(require, who, act=rule.act, at=NOW)
    assert require(who, act="members.accredit_party", at=NOW).role.title == "operator"
    assert refused(require, who, act="members.accredit_party", at=NOW + timedelta(days=1))


def test_a_delegation_is_administered_by_its_head_and_by_those_who_serve_all():
    head = somebody("head_of_delegation", person="p-head", party="p-a")
    assert may_administer(head, "p-a", NOW)
    assert not may_administer(head, "p-b", NOW)
    assert may_administer(somebody("secretary", person="p-s"), "p-a", NOW)
    assert not may_administer(somebody("delegate", person="p-d", party="p-a"), "p-a", NOW)
    assert not may_administer(None, "p-a", NOW)


def test_who_is_recused_acts_on_nothing_about_it(log):
    moderator = somebody("moderator")
    one, other = (Subject("dialogue", "conversation", name) for name in ("c-1", "c-2"))
    require_not_recused("p-1", one)
    actions.recuse_person(log=log, acting=moderator, subject=one, now=NOW)
    assert refused(require_not_recused, "p-1", one).code == "people.recused"
    require_not_recused("p-1", other)


def test_of_two_offices_that_gives_from_which_the_role_comes():
    ways = tuple(mandate_of("p-1", role=role) for role in ("administrator", "secretary"))
    both = Acting("p-1", "A", ways)
    assert giving(both, "moderator").mandates == ways[1:]
    assert giving(both, "secretary").mandates == ways[:1]
    assert giving(both, "machine") is both  # nobody gives it: the act says so
