"""The program that shuts a plug-in off, by itself; what it shuts off is tried beside it."""

import json
import subprocess
import sys

import pytest

from comity.edge.confined import NO_WALLS
from comity.edge.plugin_process import PROGRAM
from tests.edge.test_plugin_process import confines


def begun(tmp_path, **changes):
    (tmp_path / "work").mkdir()
    plan = {
        "command": ["/bin/echo", "run"],
        "folder": str(tmp_path / "work"),
        "memory": 2**28,
        "network": False,
        "reads": [],
        "seconds": 5,
        "walls": True,
    }
    return subprocess.run(
        [sys.executable, "-I", str(PROGRAM), json.dumps({**plan, **changes})],
        capture_output=True,
        check=False,
    )


@confines
@pytest.mark.parametrize("network", [True, False])
def test_a_program_is_run(tmp_path, network):
    assert begun(tmp_path, network=network).stdout == b"run\n"


def test_it_uses_the_standard_library_alone():
    assert "comity" not in PROGRAM.read_text(encoding="utf-8").partition('"""\n\n')[2]


def test_where_it_may_not_shut_off_nothing_is_run(tmp_path):
    (tmp_path / "work").mkdir()
    denied = (
        "import sys; sys.argv = sys.argv[1:]; source = open(sys.argv[0]).read();"
        "source = source.replace('getattr(library, name)(*arguments) != 0', 'name != \"prctl\"');"
        "exec(compile(source, 'confined', 'exec'), {'__name__': '__main__'})"
    )
    plan = {"command": ["/bin/echo", "run"], "folder": str(tmp_path / "work"), "memory": 2**28}
    plan |= {"network": False, "reads": [], "seconds": 5, "walls": True}
    done = subprocess.run(
        [sys.executable, "-I", "-c", denied, str(PROGRAM), json.dumps(plan)],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (NO_WALLS, b"")
