import re
from contextlib import closing

import pytest

from comity.site.dialogue import worker as module
from comity.site.dialogue.worker import kept_files, worker_bytes, worker_off_bytes
from comity.site.ui.script import script_path
from comity.site.ui.style import style_path


@pytest.mark.django_db
def test_it_keeps_the_files_of_the_page_and_no_page_at_first(client):
    assert list(kept_files()) == [style_path(), script_path()]
    for path in kept_files():
        with closing(client.get(path)) as answer:
            assert "max-age=31536000" in answer.headers["Cache-Control"]
            assert not answer.cookies


def test_its_name_changes_with_the_site_so_that_no_old_one_outlives_an_upgrade(monkeypatch):
    def named():
        return re.match(rb'const KEPT = {"name": "(comity-[0-9a-f]{12})"', worker_bytes())[1]

    before = named()
    assert named() == before
    monkeypatch.setattr(module, "__version__", "99.0")
    upgraded = named()
    monkeypatch.setattr(module, "style_path", lambda: "/style/ffffffff.css")
    assert len({before, upgraded, named()}) == 3


def test_threat_T6_whatever_it_stores_it_asked_for_without_cookies():
    """What the browser shows is for who asks; a worker may hand it on, and never stores it."""
    code = worker_bytes().decode()
    stored = re.findall(r"(?:\.put|\.add|\.addAll)\([^\n]*", code)
    assert len(stored) == 2
    asked = re.findall(r"(?:fetch|new Request)\(([^\n]*)", code)
    assert [each for each in asked if "'omit'" not in each and "(request)" not in f"({each}"] == []
    assert code.count("credentials: 'omit'") == 2
    assert "keep(page)" in code
    assert "keep(answer)" not in code


def test_the_one_that_takes_its_place_keeps_nothing():
    code = worker_off_bytes().decode()
    assert "registration.unregister()" in code
    assert "caches.delete" in code
    assert "fetch" not in code
