from dataclasses import replace

import pytest

from comity.record.passkeys import REGISTER, REVOKE
from comity.site.members import actions
from comity.site.members.recorded import (
    ACTS,
    labels_of_people,
    recorded_mandates,
    recorded_people,
)
from comity.site.record.models import Entry
from tests.site.members.factories import add_party, revoke, somebody
from tests.site.moments import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]


def test_each_act_of_this_room_is_read():
    declared = {
        value for name, value in vars(actions).items() if name.isupper() and isinstance(value, str)
    }
    assert set(ACTS) == declared | {REGISTER, REVOKE}


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
    given = recorded_mandates(recorded_people())["m-p-1-moderator"]
    assert given.mandate.revoked is not None
    assert given.mandate.role.title == "moderator"
    ended = Entry.objects.get(act=actions.REVOKE)
    assert given.row < given.ended == ended.pk


def test_a_closed_account_ends_the_mandates_of_its_person_alone(log):
    moderator = somebody("moderator")
    by = somebody("administrator", person="giver-administrator")
    actions.close_account(log=log, acting=by, person=moderator.person, now=NOW)
    found = recorded_mandates(recorded_people())
    ended = Entry.objects.get(act=actions.CLOSE).pk
    assert found["m-p-1-moderator"].ended == ended
    assert found["m-giver-administrator-administrator"].ended is None


def test_of_an_erased_mandate_nothing_is_known():
    somebody("moderator")
    Entry.objects.filter(subject="members:mandate:m-p-1-moderator").update(
        payload=None, payload_key=None
    )
    assert "m-p-1-moderator" not in recorded_mandates(recorded_people())


def test_what_cannot_be_read_gives_nobody_a_mandate_and_stops_nothing():
    somebody("moderator")
    acts = [
        replace(act, content={**act.content, "start": "never"})
        if act.about == "m-p-1-moderator"
        else act
        for act in recorded_people()
    ]
    found = recorded_mandates(acts)
    assert "m-p-1-moderator" not in found
    assert found.keys() == recorded_mandates(recorded_people()).keys() - {"m-p-1-moderator"}


def test_labels_are_titles_of_parties_and_what_is_open():
    add_party("p-a", "state")
    somebody("moderator")
    labels = labels_of_people(recorded_people())
    entries = {entry.pk: entry for entry in Entry.objects.filter(act__startswith="members.")}
    for row, entry in entries.items():
        label = labels.get(row)
        assert entry.title == (label.title if label else "")
        assert entry.opened is bool(label and label.opened)
