import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client, override_settings

from comity.site.members.models import Account, AccountSession
from comity.site.members.sessions import BEGAN, SessionStore
from tests.site.conftest import NOW
from tests.site.members.factories import add_party, add_person, sign_in, somebody

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


def test_threat_T5_a_copy_of_the_database_opens_no_session(client):
    """The row has a keyed digest of the key: whoever reads it has no cookie to send."""
    somebody("secretary")
    sign_in(client, "p-1")
    key = client.cookies["session"].value
    (row,) = AccountSession.objects.filter(account__isnull=False)
    assert key not in (row.session_key, row.session_data)
    thief, owner = Client(), Client()
    thief.cookies["session"], owner.cookies["session"] = row.session_key, key
    assert shown(thief) == ""
    # The control: the key itself opens it.
    assert shown(owner) == "p-1"
    # Nor does another instance's secret find it.
    with override_settings(SECRET_KEY="of another instance" * 3):
        assert not SessionStore().exists(key)
    assert SessionStore().exists(key)


def shown(client) -> str:
    """Return whose account this browser sees; empty if nobody's."""
    page = client.get("/en/account/", follow=True).content.decode()
    found = re.search(r"<h1><bdi>Name of ([^<]*)</bdi></h1>", page)
    return found[1] if found else ""


def test_threat_T5_what_a_session_holds_opens_nothing_under_another_key(client):
    """Who can write to the database puts a secretary's session into the row of their own."""
    for person in ("p-1", "p-2"):
        somebody("secretary", person=person)
    theirs, own = Client(), client
    sign_in(theirs, "p-1")
    sign_in(own, "p-2")
    taken = AccountSession.objects.get(account__person="p-1").session_data
    before = AccountSession.objects.get(account__person="p-2").session_data
    rows = AccountSession.objects.filter(account__person="p-2")
    rows.update(session_data=taken)
    assert shown(own) == ""
    # The control: with what it held before, the session is open, and so is the other.
    rows.update(session_data=before)
    assert (shown(own), shown(theirs)) == ("p-2", "p-1")


def test_a_session_that_ends_is_gone_by_its_own_key(client):
    store = SessionStore()
    store["x"] = 1
    store.save()
    key = store.session_key
    store["x"] = 2
    store.save()
    assert AccountSession.objects.count() == 1
    store.cycle_key()
    assert (SessionStore(key).load(), SessionStore(store.session_key)["x"]) == ({}, 2)
    store.delete()
    store.delete("not there")
    SessionStore().delete()
    assert not AccountSession.objects.exists()


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
