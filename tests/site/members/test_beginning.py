import pytest

from comity.fault import RefusedError
from comity.site.members.beginning import ORGANISATION, begin_members
from comity.site.members.models import PersonRow
from comity.site.members.permissions import role_table
from comity.site.members.queries import acting_as, party_with
from comity.site.record.models import Entry
from tests.site.conftest import NOW
from tests.site.members.factories import add_party

pytestmark = pytest.mark.django_db
NAMES = {"en": "The Example Conference", "fr": "La Conférence d’exemple"}


def begin(log, person="Amara Quill"):
    return begin_members(log=log, names=NAMES, person=person, now=NOW)


def test_the_administrator_holds_what_the_role_may_and_no_more(log):
    access = begin(log)
    person = PersonRow.objects.get()
    (mandate,) = acting_as(person.id).mandates
    assert (person.handle, person.name) == (access.handle, "Amara Quill")
    assert mandate.scope == role_table().acts_of("administrator")
    assert party_with(ORGANISATION, NOW).party.names == NAMES


def test_where_somebody_is_entered_nothing_begins_again(log):
    add_party()
    with pytest.raises(RefusedError) as raised:
        begin(log)
    assert raised.value.faults[0].code == "site.members_begun"


def test_all_or_nothing(log):
    before = Entry.objects.count()
    with pytest.raises(RefusedError):
        begin(log, "")
    assert Entry.objects.count() == before
