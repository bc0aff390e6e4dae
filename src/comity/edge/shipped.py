"""The data that comes with the package: rules, lists and texts, each file in a version."""

from importlib.resources import files

__all__ = ["shipped"]


def shipped(pillar: str, name: str, version: int) -> bytes:
    """Return the file ``data/<pillar>/<name>/<version>.json``; a released one never changes."""
    folder = files("comity.data") / pillar / name
    return (folder / f"{version}.json").read_bytes()
