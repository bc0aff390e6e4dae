import pytest

from comity.site.members import actions
from comity.site.members.recorded import (
    ACTS,
    labels_of_people,
    recorded_mandates,
    recorded_people,
)
from comity.site.record.models import Entry
from tests.site.members.factories import add_party, revoke, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]


def test_each_act_of_this_room_is_read():
    declared = {
        value for name, value in vars(actions).items() if name.isupper() and isinstance(value, str)
    }
    assert set(ACTS) == declared


def test_acts_come_in_the_order_of_the_record():
    somebody("secretary")
    acts = recorded_people()
    rows = [act.entry.row for act in acts]
    assert rows == sorted(rows)
    assert acts[0].name == "members.accredit_party"
    assert acts[0].about == "assembly"


def test_mandates_are_known_with_their_revocation():
    somebody("moderator")
    revoke("m-p-1-moderator")
    _, mandate = recorded_mandates(recorded_people())["m-p-1-moderator"]
    assert mandate.revoked is not None
    assert mandate.role.title == "moderator"


def test_of_an_erased_mandate_nothing_is_known():
    somebody("moderator")
    Entry.objects.filter(subject="members:mandate:m-p-1-moderator").update(
        payload=None, payload_key=None
    )
    assert "m-p-1-moderator" not in recorded_mandates(recorded_people())


def test_labels_are_titles_of_parties_and_what_is_open():
    add_party("p-a", "state")
    somebody("moderator")
    labels = labels_of_people(recorded_people())
    entries = {entry.pk: entry for entry in Entry.objects.filter(act__startswith="members.")}
    for row, entry in entries.items():
        label = labels.get(row)
        assert entry.title == (label.title if label else "")
        assert entry.opened is bool(label and label.opened)
