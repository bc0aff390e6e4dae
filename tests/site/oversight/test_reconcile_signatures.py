"""A signature by passkey that was changed beside the record is found, and so is a forged one."""

import pytest

from comity.site.home.health import reconcile
from tests.site.conftest import NOW, bundle, publish_in, sign_off
from tests.site.passkeys import enrolled, signature
from tests.site.tampering import tampered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signed(log, instance):
    one = bundle()
    word = sign_off(one.subject)
    publish_in(instance, one, **signature(enrolled("p-signer"), word))


def found(instance):
    return {(one.kind, one.column) for one in reconcile(instance, NOW).differences}


def test_an_untouched_signature_has_no_differences(instance):
    assert [str(one) for one in reconcile(instance, NOW).differences] == []


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        ("UPDATE oversight_assertion SET said = '{}'", ("sign_off", "said")),
        ("DELETE FROM oversight_assertion", ("sign_off", "assertion")),
        ("UPDATE members_passkey SET public = x'04'", ("passkey", "public")),
        ("UPDATE members_passkey SET person_id = 'p-2'", ("passkey", "person_id")),
        ("UPDATE members_passkey SET host = 'evil.example'", ("passkey", "host")),
    ],
)
def test_threat_T3_raw_sql_on_a_signature_is_found(instance, statement, difference):
    with tampered(statement):
        assert difference in found(instance)


def test_threat_T3_an_invented_passkey_is_found(instance):
    columns = "host, credential, algorithm, public, at, name, count, person_id"
    with tampered(
        f"INSERT INTO members_passkey (id, entry_id, {columns}) SELECT 'k-9', "
        f"(SELECT id FROM record_entry WHERE idx = 0), {columns} FROM members_passkey"
    ):
        assert ("passkey", "") in found(instance)


def test_what_the_owner_calls_it_and_when_it_was_used_is_theirs(instance):
    with tampered("UPDATE members_passkey SET name = 'Another', count = 7"):
        assert found(instance) == set()
