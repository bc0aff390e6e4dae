"""The one script of the pages: votes and texts that wait until they are sent."""

from functools import cache
from importlib.resources import files

from comity.canonical import sha256_hex

__all__ = ["script_bytes", "script_path"]


@cache
def script_bytes() -> bytes:
    """Return the script's bytes."""
    return (files("comity.site.ui") / "static" / "ui" / "comity.js").read_bytes()


@cache
def script_path() -> str:
    """Return the address of the script, which changes with it, so that it may be kept for ever."""
    return f"/static/ui/comity.js?{sha256_hex(script_bytes())[:8]}"
