from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from comity.site.demo import run as module
from comity.site.demo.run import Wish, run_demo
from comity.site.home.health import Reconciliation


class Server:
    """Answers nobody; waits until it is interrupted."""

    def __init__(self, seen):
        self.seen = seen
        self.interrupted = module.threading.Event()

    def serve(self):
        self.seen.append("served")
        assert self.interrupted.wait(5)

    def signal_handler_interrupt(self):
        self.interrupted.set()


@pytest.fixture
def seen(monkeypatch):
    """What happened, in order; nothing is really planted or served."""
    happened = []
    monkeypatch.setattr(module, "plant", lambda *_: happened.append("planted"))
    monkeypatch.setattr(module, "clear", lambda *_: happened.append("cleared"))
    monkeypatch.setattr(module, "connection", SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(module, "server_at", lambda *_: Server(happened))
    monkeypatch.setattr(module, "wait_for", lambda _: None)
    monkeypatch.setattr(module, "missing_fronts", lambda _: [])
    return happened


@pytest.mark.parametrize(("missing", "code"), [([], 0), (["ar"], 1), (["ar", "zh"], 1)])
def test_a_check_asks_for_the_front_page_in_each_language(seen, monkeypatch, missing, code):
    monkeypatch.setattr(module, "missing_fronts", lambda _: missing)
    said = []
    assert run_demo(Wish(check=True), said.append) == code
    assert seen == ["planted", "served"]
    assert ("in 6 languages" in said[-1]) is (code == 0)
    assert all(code in said[-1] for code in missing)


def test_fresh_clears_before_it_plants(seen):
    run_demo(Wish(check=True, fresh=True), lambda _: None)
    assert seen == ["cleared", "planted", "served"]


def test_the_address_is_said_before_it_serves(seen, monkeypatch):
    said = []
    served = SimpleNamespace(serve=lambda: said.append("serving"))
    monkeypatch.setattr(module, "server_at", lambda *_: served)
    assert run_demo(Wish(), said.append) == 0
    assert said[0].startswith("http://localhost:")
    assert said[-1] == "serving"


@pytest.mark.parametrize(("kept", "compared"), [(False, False), (True, True)])
def test_starting_again_serves_first_and_compares_then(seen, monkeypatch, kept, compared):
    known = Reconciliation(3, (), datetime(2026, 11, 27, tzinfo=UTC)) if kept else None
    monkeypatch.setattr(module, "last_health", lambda _: known)
    done = module.threading.Event()
    monkeypatch.setattr(module, "compare_apart", lambda *, demo: done.set() if demo else None)
    monkeypatch.setattr(module, "SOON", 0.0)
    served = SimpleNamespace(serve=lambda: done.wait(2 if compared else 0.1))
    monkeypatch.setattr(module, "server_at", lambda *_: served)
    run_demo(Wish(), lambda _: None)
    assert done.is_set() is compared
