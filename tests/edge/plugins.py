"""Plug-ins for tests: each a folder with a manifest and a program of a few lines."""

import json
from pathlib import Path

from comity.edge import Installed, installed_plugins

__all__ = ["ANSWER", "install"]

ANSWER = '{"v":1,"segments":[{"words":"Mine."}]}'


def install(folder: Path, program: str, name: str = "hostile", **changes) -> Installed:
    """Put a plug-in that runs ``program`` below ``folder``, and return it."""
    place = folder / name
    place.mkdir(parents=True)
    for one in (folder, place):
        one.chmod(0o755)
    manifest = {
        "v": 1,
        "name": name,
        "version": "1",
        "model": "none",
        "command": ["{python}", "-I", "./draft.py"],
        "network": False,
        "ceiling": "members",
        "seconds": 5,
        "megabytes": 256,
    }
    (place / "manifest.json").write_text(json.dumps({**manifest, **changes}), encoding="utf-8")
    (place / "draft.py").write_text(program, encoding="utf-8")
    found, _ = installed_plugins(folder)
    return next(one for one in found if one.manifest.name == name)
