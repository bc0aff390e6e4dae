"""Codes of an app are those of RFC 6238, count once, and are kept so that no row opens them."""

from datetime import UTC, datetime, timedelta

import pytest

from comity.site.members import credentials
from comity.site.members.app_codes import (
    address_of,
    begin_app,
    code_at,
    confirm_app,
    has_app,
    read_digits,
    remove_app,
    secret_shown,
    use_app_code,
)
from comity.site.members.models import AppRow
from tests.site.conftest import NOW
from tests.site.members.factories import add_party, add_person
from tests.site.passkeys import account_of
from tests.site.tampering import run

RFC = b"12345678901234567890"
VECTORS = {  # RFC 6238, appendix B, SHA-1
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
HALF = timedelta(seconds=30)


def step(at):
    return int(at.timestamp()) // 30


@pytest.mark.parametrize("at", VECTORS)
def test_codes_are_those_of_rfc_6238(at):
    assert code_at(RFC, at // 30, 8) == VECTORS[at]
    assert code_at(RFC, at // 30) == VECTORS[at][2:]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("123456", "123456"),
        (" 123 456 ", "123456"),
        ("١٢٣٤٥٦", "123456"),
        ("１２３４５６", "123456"),
        ("12345", ""),
        ("1234567", ""),
        ("ABCDE-FGHJK", ""),
        ("23456-789AB", ""),
        ("", ""),
        ("12345½", ""),
    ],
)
def test_six_digits_of_any_script_are_a_code_and_a_printed_code_is_none(typed, read):
    assert read_digits(typed) == read


@pytest.fixture
def account(log):
    add_party()
    add_person("p-1")
    return account_of("p-1")


@pytest.mark.django_db
def test_an_app_counts_once_a_code_of_it_came(account):
    secret = begin_app(account)
    code = code_at(secret, step(NOW))
    assert not use_app_code(account, code, NOW)
    assert not confirm_app(account, "000000" if code != "000000" else "1" * 6, NOW)
    assert confirm_app(account, code, NOW)
    assert has_app(account)


@pytest.mark.django_db
def test_threat_T5_a_replayed_code_of_an_app_is_refused(account):
    secret = begin_app(account)
    confirm_app(account, code_at(secret, step(NOW)), NOW)
    later = NOW + HALF
    code = code_at(secret, step(later))
    assert use_app_code(account, code, later)
    assert not use_app_code(account, code, later)
    # Nor does a code of before count once a later one has come.
    assert not use_app_code(account, code_at(secret, step(NOW)), later)
    assert use_app_code(account, code_at(secret, step(later + HALF)), later)


@pytest.mark.django_db
@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_half_a_minute_and_no_more(account, steps, counts):
    secret = begin_app(account)
    AppRow.objects.update(confirmed=True)
    assert use_app_code(account, code_at(secret, step(NOW) + steps), NOW) is counts


@pytest.mark.django_db
def test_threat_T3_what_the_row_holds_is_no_secret_and_serves_nobody_else(account):
    secret = begin_app(account)
    AppRow.objects.update(confirmed=True)
    stored = bytes(AppRow.objects.get().key)
    assert (len(stored), secret in stored) == (40, False)
    # Who can write to the database puts the row of their own app in the place of another's.
    add_person("p-2", handle="QTHER")
    other = account_of("p-2")
    theirs = begin_app(other)
    run(
        f"UPDATE members_app SET confirmed = TRUE, key = (SELECT key FROM members_app "
        f"WHERE account_id = {other.pk}) WHERE account_id = {account.pk}"
    )
    assert not use_app_code(account, code_at(theirs, step(NOW)), NOW)
    run(f"UPDATE members_app SET confirmed = TRUE WHERE account_id = {other.pk}")
    assert use_app_code(other, code_at(theirs, step(NOW)), NOW)


@pytest.mark.django_db
def test_without_the_wrapping_key_no_code_counts(account, instance):
    secret = begin_app(account)
    AppRow.objects.update(confirmed=True)
    instance.wrapping_file.unlink()
    assert not use_app_code(account, code_at(secret, step(NOW)), NOW)


@pytest.mark.django_db
def test_password_and_code_of_the_app_go_together(account):
    credentials.set_password(account, "four quiet herons wading")
    secret = begin_app(account)
    AppRow.objects.update(confirmed=True)
    code = code_at(secret, step(NOW))
    assert not credentials.fits(account, "wrong", code, NOW)
    assert credentials.fits(account, "four quiet herons wading", code, NOW)
    remove_app(account)
    code = code_at(secret, step(NOW) + 1)
    assert not credentials.fits(account, "four quiet herons wading", code, NOW)


def test_the_app_is_told_whose_it_is_and_where():
    address = address_of(RFC, "Assemblée: 24", "7KD4M")
    assert address.startswith("otpauth://totp/Assembl%C3%A9e%3A%2024:7KD4M?secret=GEZDGNBV")
    assert address.endswith("&issuer=Assembl%C3%A9e%3A%2024")
    assert secret_shown(RFC) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert step(datetime(1970, 1, 1, tzinfo=UTC)) == 0
