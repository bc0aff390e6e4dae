from datetime import UTC, datetime, timedelta

from comity.site.members.shared_rates import SOCKET, SharedRate

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def test_where_there_is_one_worker_it_counts_by_itself():
    rate = SharedRate("name", 1, timedelta(minutes=1))
    assert [rate.allows("a", NOW) for _ in range(2)] == [True, False]
    rate.forgive("a")
    assert rate.allows("a", NOW)
    rate.take_back("a")
    assert rate.allows("a", NOW)


def test_where_nobody_counts_nothing_is_allowed(monkeypatch, tmp_path):
    monkeypatch.setenv(SOCKET, str(tmp_path / "gone"))
    assert not SharedRate("name", 5, timedelta(minutes=1)).allows("a", NOW)
