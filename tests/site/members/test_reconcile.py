"""Raw SQL on a row about people is named, and so is an act that nobody could have done."""

import json

import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from comity.canonical import encode
from comity.people import Role, StatusChange
from comity.site.home.health import reconcile
from comity.site.members import actions
from comity.site.members.entering import Told, enter
from comity.site.members.models import MandateRow, PersonRow
from comity.site.members.permissions import operator
from comity.site.members.queries import acting_as
from comity.site.members.reconcile import count_people
from comity.site.record.models import Entry, Log
from comity.subject import Subject
from tests.people.mandates import mandate as core_mandate
from tests.site.conftest import NOW, YEAR, sequence
from tests.site.members.factories import (
    BEGAN,
    add_party,
    add_person,
    give,
    invite,
    mandate_of,
    revoke,
    somebody,
)
from tests.site.tampering import run, tamper, tampered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(log, instance):
    """Two parties, some people and mandates, one of each kind of act."""
    secretary = somebody("secretary", person="p-1")
    add_party("p-a", "state")
    somebody("delegate", person="p-2", party="p-a")
    moderator = somebody("moderator", person="p-3")
    actions.recuse_person(
        log=log, acting=moderator, subject=Subject("dialogue", "conversation", "c-1"), now=NOW
    )
    somebody("expert", person="p-4")
    revoke("m-p-4-expert")
    add_person("p-5", handle="FJVE")
    actions.close_account(log=log, acting=secretary, person="p-5", now=NOW)
    invite("p-2")
    sequence(instance.log_folder)


def found(instance):
    """What differs: kind, name, column."""
    return {(one.kind, one.name, one.column) for one in reconcile(instance, NOW).differences}


def said(instance):
    return [str(one) for one in reconcile(instance, NOW).differences]


def test_untouched_people_have_no_differences(instance):
    assert said(instance) == []
    assert reconcile(instance, NOW).checked > count_people() > 20


CHANGES = [
    ("members_party SET kind = 'observer' WHERE id = 'p-a'", ("party", "p-a", "kind")),
    ("members_party SET names = '{\"en\": \"X\"}' WHERE id = 'p-a'", ("party", "p-a", "names")),
    ("members_party SET names = '[]' WHERE id = 'p-a'", ("party", "p-a", "names")),
    ("members_party SET cap = 500 WHERE id = 'p-a'", ("party", "p-a", "cap")),
    ("members_status SET status = 'suspended' WHERE party_id = 'p-a'", ("status", "", "status")),
    ("members_status SET since = '2020-01-01' WHERE party_id = 'p-a'", ("status", "", "since")),
    ("members_status SET source = 'rumour' WHERE party_id = 'p-a'", ("status", "", "source")),
    ("members_person SET name = 'Another' WHERE id = 'p-2'", ("person", "p-2", "name")),
    ("members_person SET party_id = 'assembly' WHERE id = 'p-2'", ("person", "p-2", "party_id")),
    ("members_person SET handle = 'NQBQDY' WHERE id = 'p-2'", ("person", "p-2", "handle")),
    ("members_person SET human = FALSE WHERE id = 'p-2'", ("person", "p-2", "human")),
    ("members_mandate SET holder_id = 'p-2' WHERE id = 'm-p-1-secretary'", "holder_id"),
    ("members_mandate SET role = 'administrator' WHERE id = 'm-p-1-secretary'", "role"),
    ("members_mandate SET party_id = 'p-a' WHERE id = 'm-p-1-secretary'", "party_id"),
    ("members_mandate SET scope = 'record.begin' WHERE id = 'm-p-1-secretary'", "scope"),
    ("members_mandate SET start = '2020-01-01 00:00:00' WHERE id = 'm-p-1-secretary'", "start"),
    ("members_mandate SET \"end\" = '2099-01-01 00:00:00' WHERE id = 'm-p-1-secretary'", "end"),
    ("members_mandate SET revocable = FALSE WHERE id = 'm-p-1-secretary'", "revocable"),
    ("members_mandate SET through = 'p-a' WHERE id = 'm-p-1-secretary'", "through"),
    ("members_mandate SET given_by = 'm-p-2' WHERE id = 'm-p-1-secretary'", "given_by"),
    ("members_revocation SET at = '2020-01-01 00:00:00'", ("revocation", "", "at")),
    ("members_recusal SET subject = 'dialogue:conversation:c-2'", ("recusal", "", "subject")),
    ("members_recusal SET person_id = 'p-2'", ("recusal", "", "person_id")),
    ("members_closing SET person_id = 'p-2'", ("closing", "", "person_id")),
    ("members_closing SET at = '2020-01-01 00:00:00'", ("closing", "", "at")),
    ("members_invitation SET person_id = 'p-1'", ("invitation", "", "person_id")),
    ("members_invitation SET expires_at = '2099-01-01'", ("invitation", "", "expires_at")),
]
# PostgreSQL has types: such a value cannot be put there at all.
UNTYPED = [("members_mandate SET \"end\" = 'never' WHERE id = 'm-p-1-secretary'", "end")]


def test_members_raw_sql_on_a_row_is_refused_and_where_it_is_forced_it_is_named(instance):
    unnamed = []
    changes = [*CHANGES, *(UNTYPED if connection.vendor == "sqlite" else ())]
    for change, named in changes:
        kind, name, column = (
            named if isinstance(named, tuple) else ("mandate", "m-p-1-secretary", named)
        )
        with pytest.raises(DatabaseError, match="never change"), atomic():
            run(f"UPDATE {change}")
        with tampered(f"UPDATE {change}"):
            hits = {one[1] for one in found(instance) if (one[0], one[2]) == (kind, column)}
        if not hits or (name and name not in hits):
            unnamed.append(change)
    assert unnamed == []
    assert said(instance) == []


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("members_revocation", "revocation"),
        ("members_closing", "closing"),
        ("members_recusal", "recusal"),
        ("members_invitation", "invitation"),
        ("members_status", "status"),
        ("members_mandate", "mandate"),
        ("members_account", "account"),
    ],
)
def test_members_a_row_taken_away_is_named(instance, table, kind):
    with tampered(f"DELETE FROM {table}"):
        assert kind in {one[0] for one in found(instance)}


GIFT = (
    'INSERT INTO members_mandate (id, holder_id, party_id, role, scope, start, "end", revocable, '
    "through, given_by, entry_id) SELECT 'm-mine', 'p-2', 'assembly', 'secretary', scope, start, "
    '"end", revocable, through, given_by, (SELECT id FROM record_entry WHERE idx = 0) '
    "FROM members_mandate WHERE id = 'm-p-1-secretary'"
)


def test_threat_T3_who_gives_themselves_a_mandate_by_raw_sql_is_found(instance):
    """Nothing but the comparison tells: until then the mandate would serve."""
    with tampered(GIFT):
        held = {one.id for one in acting_as("p-2").mandates}
        assert "m-mine" in held
        assert "mandate m-mine: there is a row; no entry tells of it" in said(instance)
    assert said(instance) == []


def forged(act, subject, content, by):
    """Write row-less entries as a database owner could, who has the application's own code."""
    with atomic():
        told = Told(act, subject, content, personal=True, opened=True)
        return enter(log=Log.objects.get(), by=by, told=told, now=NOW)


@pytest.mark.parametrize(
    ("by", "found_part"),
    [
        ({"id": "m-none"}, "there is no mandate m-none"),
        ({"id": "m-p-2-delegate", "role": Role("p-a", "delegate")}, "did not cover"),
        ({"id": "m-p-1-secretary", "role": Role("p-a", "secretary")}, "did not cover"),
        ({"id": "m-p-4-expert", "role": Role("assembly", "expert")}, "did not cover"),
        ({"id": "m-p-1-secretary"}, "the role secretary does not give mandates in the role"),
    ],
    ids=["no mandate", "out of scope", "another's role", "revoked", "may not give that"],
)
def test_threat_T3_who_forges_the_entry_too_has_to_name_a_mandate_that_stands_up(
    instance, by, found_part
):
    giver = core_mandate(actions.GIVE, **{"holder": "p-1", "start": BEGAN, "end": NOW + YEAR, **by})
    content = {
        "v": 1,
        "mandate": "m-mine",
        "holder": "p-2",
        "party": "assembly",
        "role": "administrator",
        "scope": ["members.give_mandate"],
        "start": "2026-11-01T00:00:00.000Z",
        "end": "2027-11-01T00:00:00.000Z",
        "revocable": True,
        "through": "p-a",
        "given_by": giver.id,
    }
    entry = forged(actions.GIVE, "members:mandate:m-mine", content, giver)
    row = {key: content[key] for key in ("role", "revocable", "through", "given_by")}
    MandateRow.objects.create(
        id="m-mine",
        holder_id="p-2",
        party_id="assembly",
        scope="members.give_mandate",
        start=content["start"],
        end=content["end"],
        entry=entry,
        **row,
    )
    sequence(instance.log_folder)
    (line,) = [one for one in said(instance) if found_part in one]
    assert line.startswith("mandate m-mine, mandate: ")


def test_control_a_mandate_given_by_somebody_who_may_stands_up(instance):
    give(mandate_of("p-2", role="reviewer", through="p-a"))
    sequence(instance.log_folder)
    assert said(instance) == []


def test_threat_T3_an_entry_that_names_no_mandate_is_only_the_operators(instance):
    giver = core_mandate(actions.REVOKE, role=Role("assembly", "operator"))
    forged(actions.REVOKE, "members:mandate:m-p-1-secretary", {"v": 1, "mandate": "x"}, giver)
    sequence(instance.log_folder)
    assert any("its entry names no mandate" in one for one in said(instance))


def test_threat_T3_an_account_moved_to_another_person_is_found(instance, client):
    fields = {
        "code": invite("p-2"),
        "password": "a long new password",
        "again": "a long new password",
    }
    assert client.post("/en/invitation/", fields).status_code == 200
    sequence(instance.log_folder)
    assert said(instance) == []
    with tampered(
        "UPDATE members_account SET person_id = 'p-x' WHERE person_id = 'p-1'",
        "UPDATE members_account SET person_id = 'p-1' WHERE person_id = 'p-2'",
    ):
        assert ("account", "p-1", "redeemed") in found(instance)
        assert ("account", "p-x", "") in found(instance)
        assert ("account", "p-2", "") in found(instance)


def test_of_an_erased_name_the_rest_is_still_compared(instance):
    entry = PersonRow.objects.get(pk="p-2").entry
    Entry.objects.filter(pk=entry.pk).update(payload=None, payload_key=None)
    assert ("person", "p-2", "name") in found(instance)
    tamper("UPDATE members_person SET name = '' WHERE id = 'p-2'")
    assert {one[0] for one in found(instance)} <= {"entry"}


def test_an_act_under_an_erased_mandate_is_not_doubted(instance):
    entry = MandateRow.objects.get(pk="m-p-1-secretary").entry
    Entry.objects.filter(pk=entry.pk).update(payload=None, payload_key=None)
    assert "mandate" not in {one[0] for one in found(instance)}


def test_what_the_record_tells_is_canonical(instance):
    for entry in Entry.objects.filter(act__startswith="members."):
        data = bytes(entry.payload)
        assert encode(json.loads(data)) == data


def test_a_corrected_status_is_a_row_beside_the_other(instance):
    status = StatusChange("observer", NOW.date(), "letter")
    actions.change_status(
        log=Log.objects.get(), acting=operator(NOW), party="p-a", status=status, now=NOW
    )
    sequence(instance.log_folder)
    assert said(instance) == []
