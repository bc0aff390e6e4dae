"""Writes the results of new golden cases; a result that is there is never written again.

    python -m tools.golden

A new case is a folder ``tests/golden/cases/FUNCTION-VERSION/NAME/inputs`` with the members that the
function reads. This adds ``outputs`` beside it, once.
"""

from pathlib import Path
from typing import Final

from comity.registry import REGISTRY

CASES: Final = Path(__file__).resolve().parents[1] / "tests" / "golden" / "cases"


def cases(folder: Path) -> list[Path]:
    """Return the folder of every case."""
    return sorted(path for path in folder.glob("*/*") if path.is_dir())


def members(case: Path, kind: str) -> dict[str, bytes]:
    """Return the ``inputs`` or ``outputs`` of a case by their names in a bundle."""
    found = sorted(path for path in (case / kind).rglob("*") if path.is_file())
    return {path.relative_to(case).as_posix(): path.read_bytes() for path in found}


def wanting(folder: Path) -> list[Path]:
    """Return the cases without a result."""
    return [case for case in cases(folder) if not members(case, "outputs")]


def write(case: Path) -> None:
    """Write what the function that the case is named after gives for its inputs."""
    name, _, version = case.parent.name.rpartition("-")
    for path, data in REGISTRY[name, int(version)].run(members(case, "inputs")).items():
        target = case / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:  # which fails where there is one
            file.write(data)


if __name__ == "__main__":
    for new in wanting(CASES):
        write(new)
        print(f"{new.relative_to(CASES)}: written")
