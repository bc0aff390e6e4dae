from datetime import timedelta

import pytest

from comity.people import objection
from comity.site.demo import people as module
from comity.site.demo.people import people_digest, personas, plant_people
from comity.site.demo.world import parties, secretary
from comity.site.home.health import reconcile
from comity.site.members.credentials import codes_left
from comity.site.members.models import Account, PersonRow
from comity.site.members.permissions import role_table
from comity.site.members.queries import acting_as, party_with
from comity.site.members.queries import parties as entered
from comity.site.record.models import Entry
from tests.site.conftest import NOW, sequence

pytestmark = pytest.mark.django_db
BEGAN = NOW
THEN = NOW - timedelta(days=29)


@pytest.fixture
def planted(log):
    plant_people(log=log, began=BEGAN, now=THEN)
    return log


def test_planting_again_changes_nothing(planted):
    before = Entry.objects.count()
    plant_people(log=planted, began=BEGAN, now=THEN)
    assert Entry.objects.count() == before


def test_what_was_cut_off_is_completed(log, monkeypatch):
    def crash(**_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(module, "change_status", crash)
        with pytest.raises(KeyboardInterrupt):
            plant_people(log=log, began=BEGAN, now=THEN)
    plant_people(log=log, began=BEGAN, now=THEN)
    assert {line.party.id for line in entered(NOW.date())} == {
        "assembly",
        *(party.id for party in parties()),
    }
    assert len(party_with(parties()[0].id, NOW).history) == 3


def test_everything_planted_is_what_the_record_says(planted, instance):
    sequence(instance.log_folder)
    assert reconcile(instance, NOW).differences == []


def test_there_are_people_of_every_role(planted):
    held = {one.role.title for person in PersonRow.objects.all() for one in mandates(person)}
    assert held == {role.id for role in role_table().roles} - {"operator", "machine", "delegate"}


def mandates(person):
    return acting_as(person.id).mandates


def test_each_persona_may_do_what_their_role_may_and_nothing_else(planted):
    for one in personas():
        who = acting_as(one.id)
        for rule in role_table().acts:
            may = objection(who, act=rule.act, at=NOW, table=role_table()) is None
            assert may is role_table().allows(one.role, rule.act)


def test_personas_are_those_that_the_tours_are_for(planted):
    assert {one.role for one in personas()} >= {
        "secretary",
        "moderator",
        "head_of_delegation",
        "auditor",
        "reviewer",
    }


def test_auditors_are_of_two_parties(planted):
    found = [
        one.role.party
        for person in PersonRow.objects.all()
        for one in mandates(person)
        if one.role.title == "auditor"
    ]
    assert len(set(found)) == 2


def test_the_secretary_of_the_scenes_is_the_one_that_was_entered(planted):
    (entered_mandate,) = acting_as("demo-ilsa-verrane").mandates
    scene = secretary(BEGAN).mandate
    assert (entered_mandate.id, entered_mandate.scope, entered_mandate.role) == (
        scene.id,
        scene.scope,
        scene.role,
    )
    assert abs(entered_mandate.end - scene.end) < timedelta(milliseconds=1)


def test_some_parties_are_not_in_force(planted):
    today = {line.status.status for line in entered(NOW.date())}
    assert today >= {"in_force", "observer", "suspended", "proposed", "objector"}


def test_the_digest_is_of_data_and_scene():
    assert people_digest() == people_digest()
    assert len(people_digest()) == 64


def test_nobody_is_told_first_that_their_codes_run_out(planted):
    assert all(codes_left(one) >= 5 for one in Account.objects.all())
