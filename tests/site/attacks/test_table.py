"""The table is whole: each way in that the code has stands in it, and each test it names exists."""

import ast
from functools import cache

import pytest

from tests.site.attacks.table import (
    ADDRESSES,
    ATTACKS,
    COMMANDS,
    OPERATIONS,
    SIGNED,
    TABLES,
    WRITES_NOTHING,
    Attack,
)
from tests.site.attacks.ways import (
    commands,
    guarded_tables,
    operations,
    signed_acts,
    writes,
    writing_addresses,
)
from tools.tree import ROOT

EVERY = {
    f"{part} {name}": attack
    for part, table in (
        ("address", ADDRESSES),
        ("operation", OPERATIONS),
        ("sign-off", SIGNED),
        ("table", TABLES),
        ("command", COMMANDS),
        ("", ATTACKS),
    )
    for name, attack in table.items()
}


@cache
def named_in(path: str) -> set[str]:
    source = (ROOT / "tests" / path).read_text(encoding="utf-8")
    return {one.name for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)}


def missing(attack: Attack) -> list[str]:
    named = (one.partition("::") for one in (attack.proof, attack.control))
    return [f"{path}::{test}" for path, _, test in named if test not in named_in(path)]


@pytest.mark.parametrize("attack", EVERY.values(), ids=EVERY)
def test_each_test_that_is_named_exists(attack):
    assert missing(attack) == []


def test_control_a_test_that_does_not_exist_is_named():
    here = "site/attacks/test_table.py::"
    wrong = Attack("t", "a", f"{here}test_of_nothing", f"{here}other")
    assert missing(wrong) == [wrong.proof, wrong.control]


def test_every_address_that_takes_something_has_its_row():
    assert writing_addresses() == set(ADDRESSES)


def test_control_an_address_that_takes_something_is_found():
    def careless(_request):
        raise LookupError

    def careful(_request):
        return type("Answer", (), {"status_code": 405})()

    assert writes(careless, {})
    assert not writes(careful, {})


def test_every_operation_of_the_interface_has_its_row():
    assert operations() == set(OPERATIONS)


def test_every_function_that_takes_a_sign_off_has_its_row():
    assert signed_acts() == set(SIGNED)


@pytest.mark.django_db
def test_every_table_that_the_database_keeps_has_its_row():
    assert guarded_tables() == set(TABLES)


def test_every_command_has_its_row_or_says_what_it_writes():
    assert not set(COMMANDS) & set(WRITES_NOTHING)
    assert commands() == {*COMMANDS, *WRITES_NOTHING}


WANTED = (
    *("forms", "CSRF", "ORM save", "bulk_create", "update", "raw SQL", "database owner"),
    *("REPLACE", "pragmas", "replayed sign-off", "forged sign-off", "changed digest"),
    *("expired mandate", "revoked mandate", "machine account", "race", "unsigned draft"),
    *("plug-in: database", "plug-in: environment", "plug-in: socket", "100 canaries"),
    *("fabricated quotes", "fabricated numbers"),
)


def test_nothing_that_has_to_stand_in_it_was_taken_out():
    assert [one for one in WANTED if one not in ATTACKS] == []
