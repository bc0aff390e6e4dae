"""Named by ``-p`` this runs the tests on PostgreSQL: ``python -m pytest -p tests.on_postgresql``.

The server begins before the settings are read, and they find its address in the environment.
"""

import atexit
import os

import pytest

from tests.postgresql import NAME, begun

SERVER = begun()
if SERVER is None:
    raise SystemExit("There is no PostgreSQL server on this machine: apt-get install postgresql")
BACKEND = "SQLite's own backend: its file, its lock and what its connection may do"
FILE = "about the database as a file: its copies, its pages, its write-ahead log"
OTHER_PROCESS = "a process with settings of its own, which works on a file"
TYPES = "PostgreSQL has types: such a value cannot be put there at all"
DEMONSTRATION = "a demonstration is always on SQLite: to plant it anew its file is made anew"
REMEMBERED = "on SQLite alone the tests copy people's rows: here they are entered anew"
LEFT_OUT = {
    "tests/site/sqlite/": BACKEND,
    "tests/site/upkeep/": FILE,
    "tests/site/demo/test_plant.py::test_rows_are_compared_when_they_are_planted": DEMONSTRATION,
    "tests/site/demo/test_plant.py::test_changed_scenes_are_planted_anew": DEMONSTRATION,
    "tests/site/dialogue/test_erasure_drill.py": FILE,
    "tests/site/dialogue/test_erasing_killed.py": OTHER_PROCESS,
    "tests/site/dialogue/test_ballot_box_killed.py": OTHER_PROCESS,
    "tests/site/test_struck.py": OTHER_PROCESS,
    "tests/site/test_remembering.py": REMEMBERED,
    "tests/site/dialogue/test_ballot_box.py::test_an_official_act_waits_for_one_group": BACKEND,
    "tests/site/home/test_searching.py::test_erased_words_leave_the_index_and_the_raw_file": FILE,
    "tests/site/record/test_erasing.py::test_whether_the_write_ahead_log_was_emptied": FILE,
    "tests/site/record/test_stored.py::test_a_value_that_cannot_be_read": TYPES,
    "tests/site/members/test_models.py::test_each_column_is_kept": TYPES,
    "tests/site/oversight/test_reconcile.py::test_raw_sql_on_a_sign_off_is_found_and_named[mand": (
        TYPES
    ),
    "tests/site/dialogue/test_reconcile.py::test_raw_sql_on_a_public_row_is_found_and_named[publ": (
        TYPES
    ),
    "tests/site/dialogue/test_reconcile_live.py::test_a_changed_snapshot_is_named[passed = 'many": (
        TYPES
    ),
    "tests/site/attacks/test_rows.py::test_attack_replace_takes": BACKEND,
    "tests/site/attacks/test_rows.py::test_attack_nothing_is_switched_off": BACKEND,
    **dict.fromkeys(
        (
            f"tests/site/record/test_reconcile.py::{name}"
            for name in (
                "test_raw_sql_on_a_column_is_found_and_named[at = 'never'",
                "test_raw_sql_on_a_column_is_found_and_named[at = '2026-13",
                "test_a_changed_leaf_is_found_and_named[7]",
                "test_a_changed_leaf_is_found_and_named[NULL || 'x']",
                "test_a_changed_leaf_is_found_and_named[replace(",
                "test_raw_sql_on_the_log_is_found[size = 'many'",
            )
        ),
        TYPES,
    ),
}
"""Beginnings of the names of tests that are about SQLite by nature, with the reason."""

BEGAN = os.getpid()
atexit.register(lambda: os.getpid() == BEGAN and SERVER.end())
SERVER.make(NAME)
os.environ.update(SERVER.environment(NAME))


def set_up() -> None:
    """Make the tables, and let what a test has committed be removed by the owner of the tables."""
    from django.db import connection  # noqa: PLC0415 - the address comes first
    from django.test import TransactionTestCase  # noqa: PLC0415 - as above

    from comity.site.tables import update_tables  # noqa: PLC0415 - as above

    update_tables()
    clear = TransactionTestCase._fixture_teardown  # noqa: SLF001 - as below

    def cleared(self: TransactionTestCase) -> None:
        with connection.lifted():
            clear(self)

    TransactionTestCase._fixture_teardown = cleared  # noqa: SLF001 - Django has no place for it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what is about SQLite by nature, and say why."""
    for item in items:
        for beginning, reason in LEFT_OUT.items():
            if item.nodeid.startswith(beginning):
                item.add_marker(pytest.mark.skip(reason=reason))
