"""Who may do an act at a time: by mandates that hold, in a role that may, with an open account."""

import pytest

from comity.site.members.holders import holders_of
from tests.site.members.factories import acting_with, close_account, somebody
from tests.site.moments import NOW

pytestmark = pytest.mark.django_db
ACT = "dialogue.decide_appeal"


def test_persons_whose_mandate_covers_the_act(log):
    somebody("moderator", ACT, person="p-1")
    somebody("moderator", "dialogue.moderate_statement", person="p-2")
    assert holders_of(ACT, NOW) == {"p-1"}
    assert holders_of("dialogue.decide", NOW) == frozenset()
    close_account("p-1")
    assert holders_of(ACT, NOW) == frozenset()


@pytest.mark.parametrize("state", ["expired", "revoked", "future"])
def test_nobody_whose_mandate_does_not_hold(log, state):
    acting_with(ACT, state=state)
    assert holders_of(ACT, NOW) == frozenset()
