from dataclasses import replace
from datetime import timedelta

import pytest

from comity.oversight import Person
from comity.site.home.health import reconcile
from comity.site.members.models import RevocationRow
from comity.site.record.models import Entry
from tests.site.conftest import NOW, bundle, sequence, sign_off
from tests.site.members.factories import close_account, revoke, somebody
from tests.site.tampering import tamper, tampered

pytestmark = pytest.mark.django_db


def found(instance):
    """What differs in sign-offs: name and column."""
    differences = reconcile(instance, NOW).differences
    return {(one.name, one.column) for one in differences if one.kind == "sign_off"}


def test_an_untouched_sign_off_has_no_differences(published, instance):
    assert reconcile(instance, NOW).differences == []


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("act = 'dialogue.close'", "act"),
        ("name = 'Somebody Else'", "name"),
        ("signer = 'p-2'", "signer"),
        ("digest = '00'", "digest"),
        ("subject = 'dialogue:report:dia-2'", "subject"),
        ("party = 'other'", "party"),
        ("role = 'president'", "role"),
        ("mandate = 'm-2'", "mandate"),
        ("mandate_start = '2010-01-01 00:00:00'", "mandate_start"),
        ("mandate_end = '2040-01-01 00:00:00'", "mandate_end"),
        ("mandate_end = 'never'", "mandate_end"),
        ("mandate_revoked = '2026-01-01 00:00:00'", "mandate_revoked"),
        ("strength = 'signed'", "strength"),
        ("scope = 'standards.adopt'", "scope"),
        ("nonce = 'm'", "nonce"),
        ("at = '2026-11-20 00:00:00'", "at"),
        ("entry_id = (SELECT id FROM record_entry WHERE idx = 0)", "entry_id"),
    ],
)
def test_raw_sql_on_a_sign_off_is_found_and_named(published, instance, change, column):
    with tampered(f"UPDATE oversight_signoff SET {change}"):
        assert ("s-dia-1", column) in found(instance)


def test_a_sign_off_under_another_id_is_found(published, instance):
    with tampered("UPDATE oversight_signoff SET id = 's-9'"):
        assert ("s-9", "id") in found(instance)


def test_a_removed_sign_off_is_found(published, instance):
    with tampered("DELETE FROM oversight_signoff"):
        assert found(instance) == {("s-dia-1", "")}


def test_an_invented_sign_off_is_found(published, instance):
    columns = (
        "act, subject, digest, signer, name, party, role, mandate, scope, mandate_start, "
        "mandate_end, mandate_revoked, nonce, at, strength"
    )
    with tampered(
        f"INSERT INTO oversight_signoff (id, entry_id, {columns}) SELECT 's-9', "
        f"(SELECT id FROM record_entry WHERE idx = 0), {columns} FROM oversight_signoff"
    ):
        assert found(instance) == {("s-9", "")}


@pytest.mark.parametrize(
    "change",
    ["mandate_end = '2026-01-01 00:00:00'", "mandate_revoked = '2026-01-01 00:00:00'"],
)
def test_whether_the_mandate_held_then_is_asked_again(published, instance, change):
    """The one function that let the sign-off through is the one that refuses it now."""
    tamper(f"UPDATE oversight_signoff SET {change}")
    said = [str(one) for one in reconcile(instance, NOW).differences]
    assert any("mandate m-1 does not cover dialogue.publish_report" in one for one in said)


def test_of_an_erased_name_the_rest_is_still_compared(published, instance):
    Entry.objects.filter(idx=7).update(payload=None, payload_key=None)
    assert found(instance) == {("s-dia-1", "name")}
    tamper("UPDATE oversight_signoff SET name = ''")
    assert found(instance) == set()
    tamper("UPDATE oversight_signoff SET role = 'president'")
    assert found(instance) == {("s-dia-1", "role")}


def unfounded(instance):
    """What is said of the mandate of a sign-off, or of that of the act it put into effect."""
    sequence(instance.log_folder)
    differences = reconcile(instance, NOW).differences
    return [one for one in differences if one.kind == "sign_off" and one.column == "mandate"]


@pytest.mark.parametrize("before", [timedelta(), timedelta(days=3)], ids=["now", "dated back"])
def test_threat_T3_a_sign_off_by_a_revoked_mandate_that_was_put_back_is_named(
    log, publish, instance, before
):
    """Whoever owns the database takes the revocation away, has it signed, and puts it back."""
    sign_off(bundle().subject)
    revoke("m-1")
    (kept,) = RevocationRow.objects.all()
    tamper("DELETE FROM members_revocation")
    publish(at=NOW - before)
    kept.save(force_insert=True)
    (found,) = unfounded(instance)
    assert "mandate m-1 of assembly/secretary did not cover" in found.found


def test_threat_T3_a_sign_off_after_the_account_was_closed_is_named(log, publish, instance):
    sign_off(bundle().subject)
    close_account("p-signer")
    tamper("DELETE FROM members_closing")
    publish()
    assert len(unfounded(instance)) == 1


def test_threat_T3_a_sign_off_after_a_mandate_that_was_lengthened_in_its_row_is_named(
    log, publish, instance
):
    short = somebody("secretary", end=NOW, person="p-short").mandates[0]
    signed = {"mandate": short, "signer": Person("p-short")}
    tamper(
        "UPDATE members_mandate SET \"end\" = '2099-01-01 00:00:00'"
        " WHERE id = 'm-p-short-secretary'"
    )
    publish(**signed)
    assert len(unfounded(instance)) == 1


@pytest.mark.usefixtures("as_if_entered")
def test_a_sign_off_by_a_mandate_that_nobody_gave_is_named(published, instance):
    """So are those of a time when this was not asked yet."""
    (found,) = unfounded(instance)
    assert (found.found, found.recorded) == ("there is no mandate m-1", "one gave it")


@pytest.mark.usefixtures("as_if_entered")
def test_a_sign_off_by_the_mandate_of_another_is_named(publish, instance):
    theirs = somebody("secretary", person="p-2").mandates[0]
    publish(signer=Person("p-signer"), mandate=replace(theirs, holder="p-signer"))
    sequence(instance.log_folder)
    assert ("s-dia-1", "signer") in found(instance)


@pytest.mark.parametrize("end", [lambda: revoke("m-1"), lambda: close_account("p-signer")])
def test_control_what_was_signed_before_a_mandate_ended_stays_signed(published, instance, end):
    end()
    sequence(instance.log_folder)
    assert reconcile(instance, NOW).differences == []
