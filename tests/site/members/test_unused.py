"""Of a delegation it is told that no code was used, and nothing once somebody came."""

import pytest

from comity.site.members import actions
from comity.site.members.unused import unused_codes
from tests.site.members.factories import NOW, add_party, add_person, invite, sign_in, somebody

pytestmark = pytest.mark.django_db


def told():
    return [(one.party.id, one.codes) for one in unused_codes()]


@pytest.fixture
def northland(log):
    """A delegation of two people with a code each, and one without."""
    add_party("northland")
    for person, handle in (("p-7", "HERNABC"), ("p-8", "HERNABD"), ("p-9", "HERNABE")):
        add_person(person, "northland", handle=handle)
    invite("p-7")
    invite("p-8")
    return "northland"


def test_a_delegation_none_of_whose_codes_was_used_is_named_with_their_number(northland):
    assert told() == [(northland, 2)]


def test_a_second_sheet_for_one_person_is_no_second_code(northland):
    invite("p-7")
    assert told() == [(northland, 2)]


def test_once_somebody_came_nothing_is_told_of_the_delegation(northland, client):
    sign_in(client, "p-7")
    assert told() == []


def test_of_a_person_whose_account_is_closed_no_code_waits(northland, log):
    who = somebody("administrator", person="p-1", party=northland)
    actions.close_account(log=log, acting=who, person="p-7", now=NOW)
    assert told() == [(northland, 1)]
