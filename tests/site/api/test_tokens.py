from datetime import timedelta

import pytest
from django.db import connection

from comity.fault import RefusedError
from comity.site.api.models import Token
from comity.site.api.tokens import (
    DAYS,
    FRESH_HOURS,
    MOST,
    OFFERED,
    end_all_tokens,
    end_token,
    holder_of,
    make_token,
    offered_by,
    own_tokens,
    require_scope,
)
from comity.site.members.credentials import set_password
from comity.site.members.models import Account
from comity.site.members.permissions import role_table
from tests.site.conftest import NOW
from tests.site.members.factories import close_account, mandate_of, revoke, somebody
from tests.site.test_roles_and_acts import SIGNED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]


def made(who, *scope, now=NOW):
    (mandate,) = who.mandates
    account = Account.objects.get(person=who.person)
    return make_token(account=account, mandate=mandate.id, name="n", scope=scope, now=now)


def test_a_token_is_nowhere_but_in_its_owners_hands():
    token = made(somebody("moderator"), "read")
    row = Token.objects.values().get()
    shown, _, secret = token.partition(".")
    assert row["id"] == shown
    assert all(secret not in str(value) for value in row.values())
    assert len(secret) == 64


def test_a_token_acts_for_its_person_under_one_mandate_only():
    who = somebody("moderator")
    token = made(who, "read", "dialogue.moderate_statement")
    somebody("secretary")
    found = holder_of(token, NOW)
    assert found.acting.person == who.person
    assert [one.id for one in found.acting.mandates] == [who.mandates[0].id]
    require_scope(found, "dialogue.moderate_statement")
    with pytest.raises(RefusedError, match=r"api\.scope"):
        require_scope(found, "dialogue.seed_statements")


@pytest.mark.parametrize(
    "changed",
    [
        lambda token: "",
        lambda token: token.partition(".")[0],
        lambda token: token[:-1],
        lambda token: token + "0",
        lambda token: token[:-1] + "x",
        lambda token: token[:-1] + ".",
        lambda token: token[:-1] + ("1" if token.endswith("0") else "0"),
    ],
)
def test_what_is_no_token_opens_nothing(changed):
    token = made(somebody("moderator"), "read")
    assert holder_of(token, NOW) is not None
    assert holder_of(changed(token), NOW) is None


def test_a_copied_digest_is_no_token():
    token = made(somebody("moderator"), "read")
    row = Token.objects.get()
    assert holder_of(f"{row.id}.{row.digest}", NOW) is None
    assert holder_of(token, NOW) is not None


def test_a_new_password_ends_all_tokens():
    token = made(somebody("moderator"), "read")
    set_password(Account.objects.get(person="p-1"), "five loud herons wading")
    assert holder_of(token, NOW) is None


def test_a_token_ends_by_itself_sooner_where_a_page_would_ask_for_password_and_code():
    reads = made(somebody("secretary"), "read", "dialogue.seed_statements")
    closes = made(somebody("secretary"), "read", "dialogue.close_conversation")
    later = NOW + timedelta(hours=FRESH_HOURS)
    assert holder_of(closes, later - timedelta(seconds=1)) is not None
    assert holder_of(closes, later) is None
    assert holder_of(reads, later) is not None
    assert holder_of(reads, NOW + timedelta(days=DAYS)) is None


def test_a_token_outlives_no_mandate():
    end = NOW + timedelta(hours=2)
    token = made(somebody("moderator", end=end), "read")
    assert holder_of(token, end) is None


def test_an_ended_token_and_that_of_a_closed_account_open_nothing():
    first, second = made(somebody("moderator"), "read"), made(somebody("moderator"), "read")
    account = Account.objects.get(person="p-1")
    assert end_token(account=account, token=first.partition(".")[0])
    assert not end_token(account=account, token=first.partition(".")[0])
    assert holder_of(first, NOW) is None
    assert holder_of(second, NOW) is not None
    close_account("p-1")
    assert holder_of(second, NOW) is None


def test_nobody_ends_the_token_of_another():
    token = made(somebody("moderator"), "read")
    somebody("moderator", person="p-2")
    other = Account.objects.get(person="p-2")
    assert not end_token(account=other, token=token.partition(".")[0])
    assert holder_of(token, NOW) is not None


def test_all_tokens_of_one_person_end_at_once_and_none_of_another():
    mine = [made(somebody("moderator"), "read") for _ in range(2)]
    theirs = made(somebody("moderator", person="p-2"), "read")
    assert end_all_tokens(Account.objects.get(person="p-1")) == 2
    assert [holder_of(one, NOW) for one in mine] == [None, None]
    assert holder_of(theirs, NOW) is not None


def test_nobody_makes_a_token_of_anothers_mandate():
    somebody("moderator")
    theirs = somebody("moderator", person="p-2").mandates[0]
    account = Account.objects.get(person="p-1")
    with pytest.raises(RefusedError, match=r"api\.scope_unknown"):
        make_token(account=account, mandate=theirs.id, name="n", scope=["read"], now=NOW)


@pytest.mark.parametrize(
    "scope", [(), ("dialogue.close_conversation",), ("dialogue.publish_report",), ("everything",)]
)
def test_a_token_is_for_nothing_that_the_mandate_does_not_cover(scope):
    with pytest.raises(RefusedError, match=r"api\.scope_unknown"):
        made(somebody("moderator"), *scope)
    assert not Token.objects.exists()


def test_no_token_is_made_under_a_mandate_that_is_over():
    who = somebody("moderator")
    revoke(who.mandates[0].id)
    with pytest.raises(RefusedError, match=r"api\.scope_unknown"):
        made(who, "read")


def test_nothing_that_is_signed_off_is_offered_to_any_role():
    for role in role_table().roles:
        offered = offered_by(mandate_of("p-1", role=role.id), NOW)
        assert not {*SIGNED, "oversight.sign_off"} & set(offered)
    assert set(OFFERED) <= {act.act for act in role_table().acts}


def test_one_person_has_at_most_so_many_and_the_ended_ones_do_not_count():
    who = somebody("moderator")
    for _ in range(MOST):
        made(who, "read")
    with pytest.raises(RefusedError, match=r"api\.tokens_many"):
        made(who, "read")
    later = NOW + timedelta(days=DAYS)
    assert made(who, "read", now=later)
    assert [len(own_tokens(Account.objects.get(person="p-1"), later))] == [1]


def test_the_tokens_are_counted_while_the_account_is_held():
    """Of two requests at once the second waits, and counts the token of the first."""
    who, said = somebody("moderator"), []

    def note(execute, sql, params, many, context):
        said.append((len(connection.savepoint_ids), sql))
        return execute(sql, params, many, context)

    outside = len(connection.savepoint_ids)
    with connection.execute_wrapper(note):
        made(who, "read")
    counted = [at for at, (_, sql) in enumerate(said) if "COUNT" in sql and "token" in sql]
    held = [at for at, (depth, sql) in enumerate(said) if depth > outside and "account" in sql]
    written = [at for at, (_, sql) in enumerate(said) if sql.startswith("INSERT")]
    assert held[0] < counted[0] < written[0]
    assert said[written[0]][0] == said[counted[0]][0] == outside + 1
