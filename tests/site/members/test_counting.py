"""Workers count attempts together: two of them allow no more than one alone."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

from comity.site.members.counting import counted_together
from comity.site.members.rates import Rate
from comity.site.members.shared_rates import SharedRate
from tools.tree import ROOT

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=15)
WORKER = """
import sys
from datetime import datetime, timedelta
from comity.site.members.shared_rates import SharedRate
rate = SharedRate("name", 4, timedelta(minutes=15))
now = datetime.fromisoformat(sys.argv[2])
print(sum(rate.allows(sys.argv[1], now) for _ in range(3)))
"""


def tried(name):
    """Try three times in a process of its own; return how often that was allowed."""
    command = [sys.executable, "-c", WORKER, name, NOW.isoformat()]
    return int(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)


def test_attack_a_guesser_has_no_more_attempts_at_two_workers_than_at_one():
    rate = SharedRate("name", 4, WINDOW)
    with counted_together([rate]):
        assert [tried("amara"), tried("amara"), tried("amara")] == [3, 1, 0]
        assert tried("ilsa") == 3
        rate.forgive("amara")
        assert tried("amara") == 3


def test_control_where_each_worker_counts_by_itself_it_has_them_at_both():
    assert [tried("amara"), tried("amara")] == [3, 3]


def test_what_is_taken_back_at_one_worker_is_counted_at_none():
    rate, elsewhere = SharedRate("name", 1, WINDOW), SharedRate("name", 1, WINDOW)
    with counted_together([rate]):
        for _ in range(3):
            assert elsewhere.allows("amara", NOW)
            elsewhere.take_back("amara")
    assert len(elsewhere) == 0


def test_names_do_not_stand_in_what_is_counted():
    rate = SharedRate("name", 4, WINDOW)
    with counted_together([rate]):
        rate.allows("amara", NOW)
    assert len(rate) == 1
    assert Rate.allows(rate, "amara", NOW)
    assert len(rate) == 2, "the name went through the socket as it is"
