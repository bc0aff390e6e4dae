"""Passkeys are registered and revoked by whose they are, with an entry each."""

import pytest
from django.db import DatabaseError
from django.db.transaction import atomic

from comity.canonical import decode
from comity.fault import RefusedError
from comity.record import parse_entry
from comity.record.passkeys import passkey_members
from comity.site.members.models import PasskeyEndRow, PasskeyRow
from comity.site.members.passkey_acts import (
    MOST,
    Made,
    end_passkeys,
    register_passkey,
    revoke_passkey,
)
from comity.site.members.passkeys import active_passkeys
from tests.passkey_device import Device
from tests.site.conftest import NOW
from tests.site.members.factories import add_party, add_person
from tests.site.passkeys import account_of, enrolled
from tests.site.tampering import run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people(log):
    add_party()
    add_person("p-1")
    add_person("p-2", handle="QTHER")


def code_of(act, **given):
    with pytest.raises(RefusedError) as raised:
        act(now=NOW, **given)
    return raised.value.faults[0].code


def test_a_passkey_is_entered_under_the_pseudonym_without_what_it_is_called():
    device = enrolled("p-1")
    row = PasskeyRow.objects.get()
    entry = parse_entry(bytes(row.entry.leaf))
    assert (entry.act, entry.actor) == ("members.register_passkey", "assembly/account_holder")
    assert (entry.mandate, entry.subject) == (None, f"members:passkey:{device.id}")
    assert decode(bytes(row.entry.payload)) == passkey_members(device.passkey("p-1"))
    assert (row.name, row.entry.opened) == ("My telephone", True)


def test_threat_T3_nobody_registers_a_passkey_for_somebody_else(log):
    made = Made(Device().passkey("p-2"), "", 0)
    given = {"log": log, "account": account_of("p-1"), "made": made}
    assert code_of(register_passkey, **given) == "people.passkey_unknown"


def test_threat_T3_a_passkey_is_registered_once_and_never_again_after_it_was_revoked(log):
    device = enrolled("p-1")
    enrolled("p-1")
    again = {"log": log, "account": account_of("p-2"), "made": Made(device.passkey("p-2"), "", 0)}
    assert code_of(register_passkey, **again) == "people.passkey_exists"
    revoke_passkey(log=log, account=account_of("p-1"), passkey=device.id, now=NOW)
    again = {"log": log, "account": account_of("p-1"), "made": Made(device.passkey("p-1"), "", 0)}
    assert code_of(register_passkey, **again) == "people.passkey_exists"


def test_a_person_has_so_many_passkeys_and_no_more(log):
    for _ in range(MOST):
        enrolled("p-1")
    given = {"log": log, "account": account_of("p-1"), "made": Made(Device().passkey(), "", 0)}
    assert code_of(register_passkey, **given) == "people.passkeys_many"


def test_threat_T3_nobody_revokes_a_passkey_of_somebody_else(log):
    device = enrolled("p-1")
    given = {"log": log, "account": account_of("p-2"), "passkey": device.id}
    assert code_of(revoke_passkey, **given) == "people.passkey_unknown"
    assert not PasskeyEndRow.objects.exists()


def test_the_last_means_of_signing_in_is_not_removed(log):
    first, second = enrolled("p-1"), enrolled("p-1")
    account = account_of("p-1")
    revoke_passkey(log=log, account=account, passkey=first.id, now=NOW)
    given = {"log": log, "account": account, "passkey": second.id}
    assert code_of(revoke_passkey, **given) == "people.passkey_last"
    assert active_passkeys("p-1").get().pk == second.id


def test_all_of_them_end_where_new_access_was_given(log):
    enrolled("p-1")
    enrolled("p-1")
    other = enrolled("p-2")
    end_passkeys(log=log, account=account_of("p-1"), now=NOW)
    assert PasskeyEndRow.objects.count() == 2
    assert [one.pk for one in active_passkeys("p-2")] == [other.id]


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM members_passkeyend", "UPDATE members_passkeyend SET passkey_id = 'x'"],
)
def test_threat_T3_no_revoked_passkey_comes_back_by_sql(log, statement):
    enrolled("p-1")
    end_passkeys(log=log, account=account_of("p-1"), now=NOW)
    assert PasskeyEndRow.objects.exists()
    with pytest.raises(DatabaseError, match=r"never|permission denied"), atomic():
        run(statement)
