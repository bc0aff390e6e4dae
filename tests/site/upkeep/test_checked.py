import json
import os
import subprocess
import sys

from tests.site.upkeep.drilled import Instance


def test_a_copy_is_compared_by_a_process_of_its_own(tmp_path):
    """An older database gets its tables first: here it has none at all."""
    held = Instance(tmp_path / "c")
    held.data.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-c", "from comity.site.upkeep.checked import main; main()"],
        env={**os.environ, **held.environment()},
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout) == {"checked": 0, "differences": [], "locked": []}
