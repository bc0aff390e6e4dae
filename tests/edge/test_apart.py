import os
import subprocess
import sys

import pytest

from comity.canonical import encode
from comity.edge import run_apart, run_functions
from comity.fault import RefusedError
from comity.registry import REGISTRY

FILES = {"inputs/votes.csv": b"row,statement,vote\n1,1,1\n2,1,-1\n"}
COUNTS = (("dialogue.counts", 1),)


def test_a_child_makes_what_the_function_makes():
    here = run_functions([REGISTRY[one] for one in COUNTS], FILES)
    assert run_apart(COUNTS, FILES) == {**FILES, **here}
    assert here["outputs/counts.csv"] == b"statement,agree,disagree,pass\n1,1,1,0\n"


@pytest.mark.parametrize(
    ("functions", "files"),
    [
        ((("dialogue.nothing", 1),), FILES),
        (COUNTS, {"inputs/votes.csv": b"nonsense"}),
        (COUNTS, {}),
    ],
)
def test_a_child_that_fails_is_a_refusal(functions, files):
    with pytest.raises(RefusedError) as error:
        run_apart(functions, files)
    assert error.value.faults[0].code == "edge.computing_failed"


def test_a_child_that_takes_too_long_is_ended():
    with pytest.raises(RefusedError) as error:
        run_apart(COUNTS, FILES, patience=0.01)
    assert error.value.faults[0].values["reason"] == "TimeoutExpired"


def test_later_functions_see_what_earlier_ones_made():
    made = run_functions([], {"inputs/x.json": encode({})})
    assert made == {}


def test_a_child_lets_others_go_first():
    code = "import os; from comity.edge.apart import give_way; give_way(); print(os.nice(0))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert int(done.stdout) == min(os.nice(0) + 10, 19)
