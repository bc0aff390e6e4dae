"""The configuration folder is where the user says, or where the platform keeps such things."""

import sys
from pathlib import Path

import pytest

from comity.edge.home import find_home


def test_the_variable_names_the_folder(tmp_path):
    home = find_home({"COMITY_CONFIG_DIR": str(tmp_path)})
    assert home.folder == tmp_path
    assert home.policy == tmp_path / "policy.txt"


def test_the_secret_key_is_outside_the_record_that_may_be_copied(tmp_path):
    home = find_home({"COMITY_CONFIG_DIR": str(tmp_path)})
    assert home.record not in home.key.parents


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the base directory specification")
def test_without_it_the_platform_decides(tmp_path):
    assert find_home({"XDG_CONFIG_HOME": str(tmp_path)}).folder == tmp_path / "comity"
    assert find_home({"XDG_CONFIG_HOME": "relative"}).folder == Path.home() / ".config" / "comity"
    assert find_home({}).folder == Path.home() / ".config" / "comity"


def test_other_platforms_have_their_own_places(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert find_home({}).folder.parent.name == "Application Support"
    monkeypatch.setattr(sys, "platform", "win32")
    assert find_home({"APPDATA": "/roaming"}).folder == Path("/roaming/comity")


def test_a_home_of_nobody_is_a_folder_of_that_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = find_home({"COMITY_CONFIG_DIR": "~no-such-user/x"})
    assert found.folder == tmp_path / "~no-such-user" / "x"
