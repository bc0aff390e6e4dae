"""The one-file verifier, zipped from this very package: what a site offers beside its reports.

Standard library only, so that it runs wherever Python does. The same sources give the same bytes.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from comity.record import write_bundle

__all__ = ["VERIFIER_NAME", "verifier_bytes"]

VERIFIER_NAME: Final = "comity-verify.pyz"
SHEBANG: Final = b"#!/usr/bin/env python3\n"
MODULES: Final = ("__init__.py", "canonical.py", "fault.py", "subject.py", "dialogue/counts.py")
PACKAGES: Final = ("record",)
EMPTY: Final = "dialogue/__init__.py"
"""The engine's own face imports what is not in the standard library."""

START: Final = b'''"""Checks what Comity publishes: python3 comity-verify.pyz --help"""

import sys

if sys.version_info < (3, 10):
    sys.stderr.write("This needs Python 3.10 or newer; this is %d.%d.\\n" % sys.version_info[:2])
    sys.exit(2)

from comity.dialogue.counts import PUBLISHED
from comity.record.verifier.__main__ import main

sys.exit(main(sys.argv[1:], [PUBLISHED]))
'''


@cache
def verifier_bytes() -> bytes:
    """Return the file: a zip that Python runs, stored and dated 1980, behind a first line."""
    package = files("comity")
    members = {f"comity/{name}": package.joinpath(name).read_bytes() for name in MODULES}
    for name in PACKAGES:
        members |= dict(_sources(package / name, f"comity/{name}"))
    return SHEBANG + write_bundle({**members, f"comity/{EMPTY}": b"", "__main__.py": START})


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        inner = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _sources(entry, inner)
        elif entry.name.endswith(".py"):
            yield inner, entry.read_bytes()
