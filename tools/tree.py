"""What the repository holds: its files, modules and packages; for tests and for the docs."""

import os
import pkgutil
import subprocess
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

import django

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = ROOT / "src" / "comity"

# Importing these starts something: they are scripts, and declare nothing.
SCRIPTS: Final = ("__main__", "wsgi")


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the repository that git tracks or would add, relative to its root."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
        check=True,
        capture_output=True,
        cwd=ROOT,
    ).stdout
    paths = (Path(name) for name in sorted(set(listing.decode().split("\0"))) if name)
    return tuple(path for path in paths if (ROOT / path).is_file())


@cache
def modules() -> dict[str, Path]:
    """Return the dotted name and the file of every module of the package, migrations left out."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        if "migrations" in parts:
            continue
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def packages() -> dict[str, Path]:
    """Return the dotted name and the ``__init__`` of every package."""
    return {name: path for name, path in modules().items() if path.name == "__init__.py"}


def load_everything() -> None:
    """Import every module of the package but scripts, so that all kinds of fault are known."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    django.setup()
    for found in pkgutil.walk_packages([str(SOURCE)], "comity."):
        if "migrations" not in found.name and not found.name.endswith(SCRIPTS):
            import_module(found.name)
