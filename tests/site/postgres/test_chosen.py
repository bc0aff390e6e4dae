"""Some tests of the site, on PostgreSQL: record, sign-offs, acts of rooms, attacks by SQL."""

import subprocess
import sys

import pytest

from tools.tree import ROOT

pytestmark = pytest.mark.postgres

CHOSEN = (
    "tests/site/record/test_actions.py",
    "tests/site/record/test_guards.py",
    "tests/site/oversight/test_models.py",
    "tests/site/oversight/test_reconcile.py",
    "tests/site/dialogue/actions/test_leaving.py",
    "tests/site/dialogue/actions/test_votes.py",
    "tests/site/dialogue/test_ballot_box.py",
    "tests/site/members/test_models.py",
    "tests/site/attacks/test_rows.py",
)


def test_chosen_tests_of_the_site_hold_on_postgresql(server):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p",
         "tests.on_postgresql", *CHOSEN],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-2_000:]
    assert "passed" in done.stdout
