"""Runs published functions in a process of their own, so that heavy maths never holds a server up.

The child gets files, gives files, and knows nothing else: no database, no keys, no settings.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.record import PublishedFunction, read_bundle, write_bundle
from comity.registry import REGISTRY

__all__ = ["give_way", "main", "run_apart", "run_functions"]

PATIENCE: Final = 1_800.0
BEHIND: Final = 10
"""By how much a child stands back: whoever votes meanwhile goes first."""
PROGRAM: Final = "from comity.edge.apart import main; main()"

FAILED: Final = FaultKind(
    "edge.computing_failed",
    N_("the computation ended without a result: {reason}"),
    N_("a result is computed whole, or not at all"),
    N_("Try again. If it fails again, compute it from an export with comity dialogue report."),
)


def run_apart(
    functions: Sequence[tuple[str, int]], files: Mapping[str, bytes], patience: float = PATIENCE
) -> Mapping[str, bytes]:
    """Return ``files`` and what ``functions`` (name, version) make of them, in order.

    Computed in a child process that is ended after ``patience`` seconds; raises ``RefusedError``.
    """
    names = [f"{name}/{version}" for name, version in functions]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own program
            [sys.executable, "-I", "-c", PROGRAM, *names],
            input=write_bundle(files),
            capture_output=True,
            timeout=patience,
            check=True,
        )
        return {**files, **read_bundle(done.stdout).members}
    except (OSError, subprocess.SubprocessError, RefusedError) as error:
        raise refuse(FAILED.at(Place(", ".join(names)), reason=type(error).__name__)) from error


def run_functions(
    functions: Sequence[PublishedFunction], files: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return what ``functions`` make of ``files``, each seeing what those before it made."""
    known, made = dict(files), dict[str, bytes]()
    for function in functions:
        result = function.run({path: known[path] for path in function.inputs})
        known |= result
        made |= result
    return made


def give_way() -> None:
    """Let other processes go first from now on, where the system has such an order."""
    if hasattr(os, "nice"):
        os.nice(BEHIND)


def main() -> None:
    """Read files from standard input, run the functions named, write what they made."""
    give_way()
    named = (name.rpartition("/") for name in sys.argv[1:])
    functions = [REGISTRY[name, int(version)] for name, _, version in named]
    files = read_bundle(sys.stdin.buffer.read()).members
    sys.stdout.buffer.write(write_bundle(run_functions(functions, files)))
