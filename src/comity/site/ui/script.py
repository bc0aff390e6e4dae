"""The scripts of the pages: of what waits until it is sent, of clearing that, and of passkeys."""

from functools import cache
from importlib.resources import files

from comity.canonical import sha256_hex

__all__ = ["script_bytes", "script_path"]


@cache
def script_bytes(name: str = "comity") -> bytes:
    """Return a script's bytes."""
    return (files("comity.site.ui") / "static" / "ui" / f"{name}.js").read_bytes()


@cache
def script_path(name: str = "comity") -> str:
    """Return the address of a script, which changes with it, so that it may be kept for ever."""
    return f"/static/ui/{name}.js?{sha256_hex(script_bytes(name))[:8]}"
