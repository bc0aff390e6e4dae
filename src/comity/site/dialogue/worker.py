"""The service worker of the pages one votes on: what it keeps, and under which name."""

import json
from collections.abc import Sequence
from importlib.resources import files

from comity import __version__
from comity.canonical import sha256_hex
from comity.site.ui.profile import accent_path, emblem_path
from comity.site.ui.script import script_path
from comity.site.ui.style import style_path

__all__ = ["kept_files", "worker_bytes", "worker_off_bytes"]


def kept_files() -> Sequence[str]:
    """Return the addresses it keeps from the start: each changes with what it gives, to anybody."""
    return [path for path in (style_path(), script_path(), accent_path(), emblem_path()) if path]


def worker_bytes() -> bytes:
    """Return the worker, which differs as soon as the site does, so that a new one takes over."""
    code, listed = _source("worker"), kept_files()
    version = sha256_hex(code + json.dumps([__version__, *listed]).encode())[:12]
    kept = json.dumps({"name": f"comity-{version}", "files": listed})
    return f"const KEPT = {kept};\n".encode() + code


def worker_off_bytes() -> bytes:
    """Return what takes the place of a worker where the organisation wants none."""
    return _source("worker_off")


def _source(name: str) -> bytes:
    return (files("comity.site.dialogue") / f"{name}.js").read_bytes()
