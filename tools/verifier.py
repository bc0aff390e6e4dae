"""Writes the one-file verifier.

    python -m tools.verifier [FOLDER]

The same sources give the same bytes, so that its SHA-256 can be published and compared.
"""

import hashlib
import sys
from pathlib import Path

from comity.edge import VERIFIER_NAME, make_folder, verifier_bytes, write_atomically
from tools.tree import ROOT

RUNNABLE = 0o755


def write_verifier(folder: Path) -> Path:
    """Write the verifier into ``folder`` and return its path."""
    make_folder(folder)
    target = folder / VERIFIER_NAME
    write_atomically(target, verifier_bytes(), RUNNABLE)
    return target


def main(arguments: list[str]) -> None:
    """Write it to the folder given, or to ``dist``, and say what it is."""
    target = write_verifier(Path(arguments[0]) if arguments else ROOT / "dist")
    data = target.read_bytes()
    print(f"{target}: {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main(sys.argv[1:])
