from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from comity.cli import main, site
from comity.site.upkeep import upgrading


@pytest.fixture
def asked(monkeypatch):
    """What the command asks of the site, which does nothing here."""
    found = []
    done = SimpleNamespace(changes=["members.0006_oidc"], checked=7)
    monkeypatch.setattr(site, "set_up", lambda: None)
    monkeypatch.setattr(upgrading, "look", lambda _configuration: done.changes)
    monkeypatch.setattr(upgrading, "upgrade", lambda *given: found.append(given) or done)
    monkeypatch.setattr(upgrading, "go_back", lambda *given: found.append(given) or "0.1.0")
    return SimpleNamespace(found=found, done=done)


def run(*arguments):
    return CliRunner().invoke(main, ["upgrade", *arguments])


def test_it_says_what_was_changed_and_the_way_back(asked):
    result = run()
    assert result.exit_code == 0, result.output
    assert "changed: members.0006_oidc" in result.output
    assert "All 7 rows compared" in result.output
    assert "comity upgrade --back" in result.output


def test_a_check_changes_nothing(asked):
    assert "to be changed: members.0006_oidc" in run("--check").output
    assert asked.found == []


def test_where_nothing_waits_it_says_so(asked, monkeypatch):
    asked.done.changes = []
    assert "nothing to change" in run().output
    assert "nothing to change" in run("--check").output


def test_the_way_back_names_the_version_to_install(asked):
    assert "comity 0.1.0: install that version again" in run("--back").output


def test_both_at_once_are_refused(asked):
    assert run("--check", "--back").exit_code == 2
