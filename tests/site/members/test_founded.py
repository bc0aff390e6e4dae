"""An official act is held against the entries that gave and ended its mandate."""

from dataclasses import replace

import pytest
from django.db.transaction import atomic

from comity.people import Role
from comity.record import Entry as Statement
from comity.record import public_payload
from comity.site.dialogue.actions import CLOSE, close_conversation
from comity.site.dialogue.actions.conversation import statement_of
from comity.site.home.health import reconcile
from comity.site.members.founded import unfounded
from comity.site.members.recorded import Given, recorded_mandates, recorded_people
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Entry, Log
from comity.site.record.recorded import Recorded, recorded_acts
from tests.people.mandates import mandate as core_mandate
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, NOW, SECRETARY, begin_closing, opened
from tests.site.members.factories import revoke
from tests.site.tampering import tamper

pytestmark = pytest.mark.django_db
FROM_NOBODY = "its entry names no mandate"


@pytest.fixture(autouse=True)
def live(log, instance):
    """A conversation that is open."""
    return opened(instance)


def close(instance):
    for act in (begin_closing, close_conversation):
        act(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=NOW)
        sequence(instance.log_folder)


def said(instance):
    differences = reconcile(instance, NOW).differences
    return [str(one) for one in differences if one.column == "mandate"]


def closing_entry():
    return Entry.objects.get(act=CLOSE).idx


def test_control_what_was_done_by_a_mandate_in_force_has_no_differences(instance):
    close(instance)
    assert said(instance) == []
    revoke("m-secretary")
    sequence(instance.log_folder)
    assert said(instance) == []


def test_threat_T3_what_was_done_by_a_revoked_mandate_that_was_put_back_is_named(instance):
    revoke("m-secretary")
    tamper("DELETE FROM members_revocation")
    close(instance)
    entries = [Entry.objects.get(act="dialogue.see_alarms").idx, closing_entry()]
    assert said(instance) == [
        f"entry {entry}, mandate: mandate m-secretary of assembly/secretary did not "
        f"cover {CLOSE} then; who acts needs a mandate valid at that time"
        for entry in entries
    ]


def forge(instance, statement):
    """Write an entry as a database owner could, who has the application's own code."""
    with atomic():
        append_entry(log=Log.objects.get(), statement=statement, content=Content(b"{}"))
    sequence(instance.log_folder)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"id": "m-none"}, "there is no mandate m-none"),
        ({"id": "m-moderator", "role": Role("assembly", "moderator")}, "did not cover"),
        ({"id": "m-secretary", "role": Role("p-other", "secretary")}, "did not cover"),
    ],
    ids=["nobody's", "another act's", "another party's"],
)
def test_threat_T3_an_entry_under_a_mandate_that_does_not_stand_up_is_named(
    instance, changes, found
):
    by = core_mandate(CLOSE, **changes)
    forge(instance, statement_of(CLOSE, by, ID, b"{}", NOW))
    (one,) = said(instance)
    assert found in one


def test_threat_T3_an_official_entry_without_a_mandate_is_named(instance):
    named = statement_of(CLOSE, SECRETARY.mandates[0], ID, b"{}", NOW)
    members = {name: getattr(named, name) for name in ("act", "subject", "at", "payload")}
    forge(instance, Statement(**members, actor="server/operator"))
    (one,) = said(instance)
    assert FROM_NOBODY in one


def test_the_server_needs_none_for_what_is_its_own():
    statement = Statement(
        act="members.accredit_party",
        actor="server/operator",
        subject="members:party:p-1",
        at="2026-11-21T09:30:00.000Z",
        payload=public_payload(b"{}"),
    )
    one = Recorded(99, "9", statement, b"{}")
    assert list(unfounded(one, statement.act, {})) == []
    assert next(unfounded(one, CLOSE, {}))[0] == FROM_NOBODY


def test_a_mandate_covers_nothing_before_the_entry_that_gave_it(instance):
    close(instance)
    (one,) = recorded_acts(CLOSE)
    mandates = dict(recorded_mandates(recorded_people()))
    assert list(unfounded(one, CLOSE, mandates)) == []
    given = mandates["m-secretary"]
    mandates["m-secretary"] = Given(given.mandate, one.row)
    assert list(unfounded(one, CLOSE, mandates))


def test_a_role_that_never_does_it_does_not_whatever_its_mandate_says(instance):
    close(instance)
    (one,) = recorded_acts(CLOSE)
    by = replace(SECRETARY.mandates[0], role=Role("assembly", "delegate"))
    forged = Recorded(one.row, one.name, statement_of(CLOSE, by, ID, b"{}", NOW), b"{}")
    assert next(unfounded(forged, CLOSE, {by.id: Given(by, 1)}))[0].endswith("never does it")
