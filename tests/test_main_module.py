import subprocess
import sys


def test_the_package_can_be_run_as_a_module():
    result = subprocess.run(
        [sys.executable, "-m", "comity", "--version"], capture_output=True, check=True, text=True
    )
    assert result.stdout.startswith("comity, version ")
