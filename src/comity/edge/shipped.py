"""The data that comes with the package: rules, lists and texts, each file in a version."""

from importlib.resources import files

__all__ = ["shipped", "shipped_versions"]


def shipped(pillar: str, name: str, version: int) -> bytes:
    """Return the file ``data/<pillar>/<name>/<version>.json``; a released one never changes."""
    folder = files("comity.data") / pillar / name
    return (folder / f"{version}.json").read_bytes()


def shipped_versions(pillar: str) -> list[tuple[str, int]]:
    """Return name and version of every file that comes with ``pillar``, in their order."""
    return sorted(
        (folder.name, int(file.name.removesuffix(".json")))
        for folder in (files("comity.data") / pillar).iterdir()
        if folder.is_dir()
        for file in folder.iterdir()
        if file.name.endswith(".json")
    )
