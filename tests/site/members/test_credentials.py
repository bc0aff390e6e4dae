import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import override_settings

from comity.site.members import credentials
from comity.site.members.models import Account, CodeRow
from comity.site.settings import PASSWORD_HASHERS
from tests.site.members.factories import PASSWORD, add_party, add_person
from tests.site.moments import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]


@pytest.fixture
def account():
    add_party()
    add_person()
    return Account.objects.get()


def test_without_a_password_nothing_fits(account):
    assert not credentials.password_fits(account, "!")
    assert not credentials.password_fits(account, "")
    assert not credentials.password_fits(None, PASSWORD)


def test_a_password_is_kept_by_argon2(account):
    with override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS):
        credentials.set_password(account, PASSWORD)
        account.refresh_from_db()
        assert identify_hasher(account.password).algorithm == "argon2"
        assert credentials.password_fits(account, PASSWORD)
        assert not credentials.password_fits(account, PASSWORD + " ")
    assert PASSWORD not in account.password


@pytest.mark.parametrize(
    ("password", "again", "found"),
    [
        ("four quiet herons", "four quiet herons", []),
        ("short", "short", ["site.password_short"]),
        ("x" * 501, "x" * 501, ["site.password_short"]),
        ("christopher1", "christopher1", ["site.password_common"]),
        ("my name is SECABC", "my name is SECABC", ["site.password_common"]),
        ("four quiet herons", "four quiet heron", ["site.password_repeated"]),
    ],
)
def test_what_speaks_against_a_password_is_said(password, again, found):
    assert [one.code for one in credentials.password_lacks(password, again, "SECABC")] == found


def test_codes_are_used_once_and_counted(account):
    codes = credentials.new_codes(account)
    assert (len(codes), credentials.codes_left(account)) == (16, 16)
    assert credentials.use_code(account, codes[3], NOW)
    assert not credentials.use_code(account, codes[3], NOW)
    assert credentials.codes_left(account) == 15
    credentials.new_codes(account)
    assert not credentials.use_code(account, codes[4], NOW)
    assert CodeRow.objects.count() == 16


def test_password_and_code_have_to_fit_together(account):
    credentials.set_password(account, PASSWORD)
    (code, *_) = credentials.new_codes(account)
    assert not credentials.fits(account, "wrong", code, NOW)
    assert credentials.codes_left(account) == 16
    assert credentials.fits(account, PASSWORD, code, NOW)
    assert not credentials.fits(None, PASSWORD, code, NOW)
