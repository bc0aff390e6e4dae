"""Makes the environments of peer programs under ``.oracles/``, one each.

Tests and benchmarks compare Comity with them by starting ``.oracles/NAME/bin/python``: their
licences and their weight stay outside our own environment.

    python tools/oracles.py [NAME …]
"""

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Oracle:
    """A peer program: folder name, what pip installs, and a line that runs when it works."""

    name: str
    requirement: str
    probe: str


ORACLES: Final = (
    Oracle("red-dwarf", "red-dwarf==0.4.0", "import reddwarf.implementations.polis"),
    Oracle("pymerkle", "pymerkle==7.0.0", "import pymerkle"),
    Oracle("pyrage", "pyrage==1.4.0", "import pyrage"),
    Oracle("sigstore", "sigstore==4.5.1", "import sigstore.errors"),
    Oracle("abcvoting", "abcvoting==2.19.2", "import abcvoting.abcrules"),
    Oracle("pref-voting", "pref-voting==1.18.2", "import pref_voting.voting_methods"),
)


def chosen(names: list[str]) -> tuple[Oracle, ...]:
    """Return the oracles called ``names``, or all when none is named; exit on an unknown one."""
    unknown = sorted(set(names) - {oracle.name for oracle in ORACLES})
    if unknown:
        known = ", ".join(oracle.name for oracle in ORACLES)
        raise SystemExit(f"No oracle called {', '.join(unknown)}. There are: {known}.")
    return tuple(oracle for oracle in ORACLES if not names or oracle.name in names)


def is_ready(folder: Path, oracle: Oracle) -> bool:
    """Return whether ``folder`` holds this very version, made to the end."""
    stamp = folder / "ready"
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == oracle.requirement


def make(folder: Path, oracle: Oracle) -> None:
    """Make the environment afresh in ``folder`` and see that it runs."""
    venv.create(folder, clear=True, with_pip=True)
    python = folder / "bin" / "python"
    quiet = ["--quiet", "--disable-pip-version-check"]
    subprocess.run([python, "-m", "pip", "install", *quiet, oracle.requirement], check=True)
    subprocess.run([python, "-W", "ignore", "-c", oracle.probe], check=True)
    (folder / "ready").write_text(oracle.requirement + "\n", encoding="utf-8")


def main(names: list[str]) -> None:
    """Make what is missing among the oracles called ``names``, or all."""
    for oracle in chosen(names):
        folder = ROOT / ".oracles" / oracle.name
        if is_ready(folder, oracle):
            print(f"{oracle.requirement}: ready")
            continue
        print(f"{oracle.requirement}: making {folder.relative_to(ROOT)} …", flush=True)
        make(folder, oracle)


if __name__ == "__main__":
    main(sys.argv[1:])
