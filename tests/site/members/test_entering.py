import pytest
from django.db.transaction import atomic

from comity.record import opens, parse_entry
from comity.site.members.entering import Told, enter, recorded, site_log
from comity.site.members.permissions import operator
from comity.site.record.wrapping import open_key
from tests.people.mandates import mandate
from tests.site.conftest import NOW, RECORDED

pytestmark = pytest.mark.django_db


def entered(log, by, **told):
    with atomic():
        row = enter(
            log=log, by=by, told=Told("members.x", "members:party:p", {"v": 1}, **told), now=NOW
        )
    return row, parse_entry(bytes(row.leaf))


def test_public_content_is_committed_to_as_it_is(log):
    row, said = entered(log, mandate("members.x"))
    assert (said.payload.payload_class, row.payload_key) == ("public", None)
    assert (said.actor, said.mandate) == ("assembly/secretary", "m-1")


def test_personal_content_is_sealed_each_time_under_another_key(log):
    first, said = entered(log, mandate("members.x"), personal=True)
    second, _ = entered(log, mandate("members.x"), personal=True, opened=True)
    assert said.payload.payload_class == "person"
    assert bytes(first.payload_key) != bytes(second.payload_key)
    assert opens(said.payload, bytes(first.payload), open_key(first.payload_key))
    assert (first.opened, second.opened) == (False, True)


def test_whoever_runs_the_server_names_no_mandate(log):
    _, said = entered(log, operator(NOW).mandates[0])
    assert (said.actor, said.mandate) == ("server/operator", None)


def test_times_are_as_exact_as_in_the_record():
    assert recorded(NOW) == RECORDED


def test_the_log_of_the_site_is_found(log):
    assert site_log() == log
