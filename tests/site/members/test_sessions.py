import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection

from comity.site.members.models import Account, AccountSession
from comity.site.members.sessions import BEGAN, SessionStore
from tests.site.conftest import NOW
from tests.site.members.factories import add_party, add_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]


def test_a_session_knows_whose_it_is_and_since_when():
    add_party()
    add_person()
    account = Account.objects.get()
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BEGAN] = NOW.isoformat()
    store.save()
    row = AccountSession.objects.get()
    assert (row.account, row.began) == (account, NOW)
    assert SessionStore(store.session_key)[BEGAN] == NOW.isoformat()
    assert AccountSession.get_session_store_class() is SessionStore


def test_a_session_of_nobody_has_no_owner():
    store = SessionStore()
    store["x"] = 1
    store.save()
    row = AccountSession.objects.get()
    assert (row.account, row.began) == (None, None)


def test_nothing_else_is_kept_of_a_session():
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_session LIMIT 0")
        kept = {column[0] for column in cursor.description}
    assert kept == {"session_key", "session_data", "expire_date", "account_id", "began"}
