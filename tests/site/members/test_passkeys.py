"""Which passkeys are in use, and that a device whose count goes back is refused."""

import pytest

from comity.site.members.models import PasskeyRow
from comity.site.members.passkeys import as_passkey, note_use, own_passkeys, passkey_in_use
from tests.site.conftest import NOW, sequence
from tests.site.members.factories import add_party, add_person, close_account
from tests.site.passkeys import enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def person(log):
    add_party()
    add_person("p-1")


def test_a_passkey_is_kept_as_it_was_made(instance):
    device = enrolled("p-1")
    assert as_passkey(PasskeyRow.objects.get()) == device.passkey("p-1")
    sequence(instance.log_folder)
    (line,) = own_passkeys("p-1")
    assert (line.name, line.host, line.used) == ("My telephone", "localhost", None)
    assert line.entry is not None


def test_of_a_closed_account_none_is_in_use():
    device = enrolled("p-1")
    assert passkey_in_use(device.id).pk == device.id
    close_account("p-1")
    assert passkey_in_use(device.id) is None
    assert passkey_in_use("k-none") is None


def test_threat_T3_a_count_that_does_not_rise_is_refused_once_the_device_counts():
    enrolled("p-1")
    row = PasskeyRow.objects.get()
    assert note_use(row, 0, NOW)
    assert note_use(row, 0, NOW)
    assert note_use(row, 5, NOW)
    for count in (5, 4, 0):
        assert not note_use(row, count, NOW)
    assert note_use(row, 6, NOW)
    assert PasskeyRow.objects.get().used == NOW
