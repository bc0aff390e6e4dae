"""Files to start from when a site is run as a service or in a container."""

import shutil
import subprocess

import pytest
from click import Context

from comity.cli import main
from tools.tree import ROOT

EXAMPLES = ROOT / "examples"
UNITS = sorted(path.name for path in EXAMPLES.glob("comity*"))
ABSENT = "is not executable: No such file or directory"


def commands() -> set[str]:
    return set(main.list_commands(Context(main)))


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_can_read_each_unit(name, tmp_path):
    found = said_of(EXAMPLES / name)
    assert [line for line in found if ABSENT not in line] == []
    # The control: a wrong word in it is told.
    broken = tmp_path / name
    broken.write_text((EXAMPLES / name).read_text() + "\n[Install]\nWantedBi=x\n")
    assert any("WantedBi" in line for line in said_of(broken))


def said_of(file) -> list[str]:
    done = subprocess.run(
        ["systemd-analyze", "verify", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in done.stderr.splitlines() if file.name in line]


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_units_run_commands_that_are_there(name):
    lines = (EXAMPLES / name).read_text().splitlines()
    (run,) = (line for line in lines if line.startswith("ExecStart="))
    assert run.split()[1] in commands()


def test_the_container_serves_as_somebody_without_rights():
    lines = (EXAMPLES / "Containerfile").read_text().splitlines()
    said = [line.partition(" ")[0] for line in lines if line[:1].isupper()]
    assert said[0] == "FROM"
    assert said.index("USER") < said.index("ENTRYPOINT") < said.index("CMD")
    assert 'CMD ["serve", "--address", "0.0.0.0"]' in lines
