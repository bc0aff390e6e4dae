import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.site.upkeep.drilled import Instance

GUARD = "SELECT sql FROM sqlite_master WHERE name = 'record_sealedballot_fixed'"
PUT_IN = (
    """
    CREATE TRIGGER more AFTER INSERT ON dialogue_vote_line
    BEGIN UPDATE dialogue_vote_line SET vote = 1 WHERE id = NEW.id; END
    """,
    "DROP TRIGGER record_sealedballot_fixed",
)


def checked(held):
    done = subprocess.run(
        [sys.executable, "-c", "from comity.site.upkeep.checked import main; main()"],
        env={**os.environ, **held.environment()},
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.slow
def test_a_copy_is_compared_by_a_process_of_its_own(tmp_path):
    """An older database gets its tables first: here it has none at all."""
    held = Instance(tmp_path / "c")
    held.data.mkdir(parents=True)
    assert checked(held) == {"checked": 0, "differences": [], "locked": []}


@pytest.mark.slow
def test_a_key_that_was_exchanged_is_not_taken_for_one_that_is_only_locked(tmp_path):
    held = Instance(tmp_path / "c").begin()
    assert held.vote(1, 2) == 4
    assert checked(held)["differences"] == []
    with closing(sqlite3.connect(held.data / "comity.sqlite3")) as rows:
        (guard,) = rows.execute(GUARD).fetchone()
        rows.execute("DROP TRIGGER record_sealedballot_fixed")
        rows.execute("UPDATE record_sealedballot SET key = randomblob(40) WHERE seq = 1")
        rows.execute(guard)
        rows.commit()
    found = checked(held)
    assert (len(found["differences"]), found["locked"]) == (1, [])
    # The control: without the wrapping key nobody can tell one from the other, and that is said.
    (held.folder / "keys" / "site.wrapping.key").unlink()
    found = checked(held)
    assert found["differences"] == []
    assert any("4 keys are wrapped" in one for one in found["locked"])


@pytest.mark.slow
def test_attack_what_a_database_does_of_itself_is_only_what_it_was_made_with(tmp_path):
    """The control stands within: before anything was put in, nothing is found."""
    held = Instance(tmp_path / "c")
    held.data.mkdir(parents=True)
    assert checked(held)["differences"] == []
    with closing(sqlite3.connect(held.data / "comity.sqlite3")) as rows:
        for statement in PUT_IN:
            rows.execute(statement)
    assert [one.partition(":")[0] for one in checked(held)["differences"]] == [
        "trigger more",
        "trigger record_sealedballot_fixed",
    ]
