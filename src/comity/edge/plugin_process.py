"""Model plug-ins as child processes: a request in, an answer out, and nothing else within reach."""

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.edge.confined import NO_WALLS
from comity.edge.files import read_bounded
from comity.fault import N_, FaultKind, Place, RefusedError, phrase, refuse
from comity.oversight import PluginManifest, read_plugin

__all__ = ["LONGEST_ANSWER", "Installed", "installed_plugins", "plugin_in", "run_plugin"]

LONGEST_ANSWER: Final = 1_000_000
LONGEST_MANIFEST: Final = 20_000
PROGRAM: Final = Path(__file__).with_name("confined.py")
PYTHON: Final = "{python}"
OWN: Final = "./"

FAILED: Final = FaultKind(
    "edge.plugin_failed",
    N_("the plug-in ended without an answer: {reason}"),
    N_("it answers within {seconds} seconds, in at most {most} bytes, and ends with 0"),
    N_("Write the text yourself, or have the operator look into the plug-in."),
)
OPEN_TO_ALL: Final = FaultKind(
    "edge.plugin_not_confined",
    N_("this computer cannot shut the plug-in off from network and files"),
    N_("a plug-in that its manifest gives no network is run only where it has none"),
    N_("See docs/reference/plug-ins: what the system has to offer, and how an operator waives it."),
)


@dataclass(frozen=True, slots=True)
class Installed:
    """A plug-in and the folder it lies in."""

    manifest: PluginManifest
    folder: Path


def installed_plugins(folder: Path) -> tuple[list[Installed], list[RefusedError]]:
    """Return the plug-ins below ``folder``, and why others of them are none; no folder: none."""
    found, refused = [], []
    for file in sorted(folder.glob("*/manifest.json")):
        try:
            found.append(plugin_in(file.parent))
        except RefusedError as error:
            refused.append(error)
    return found, refused


def plugin_in(folder: Path) -> Installed:
    """Return the plug-in that lies in ``folder``; raises ``RefusedError`` where none does."""
    place = folder.resolve()
    return Installed(
        read_plugin(read_bounded(place / "manifest.json", LONGEST_MANIFEST), place.name), place
    )


def run_plugin(plugin: Installed, request: bytes, *, waived: bool = False) -> bytes:
    """Return what the plug-in prints when it is given ``request``; raises ``RefusedError``.

    ``waived``: the operator lets it run where nothing can shut it off.
    """
    with tempfile.TemporaryDirectory(prefix="comity-plug-in-") as place:
        folder = Path(place).resolve()
        folder.chmod(0o711)
        work = folder / "work"
        work.mkdir()
        work.chmod(0o777)
        code, answer = _run(plugin, request, work, walls=True)
        if code == NO_WALLS and not answer:
            if not waived:
                raise refuse(OPEN_TO_ALL.at(Place(plugin.manifest.name)))
            code, answer = _run(plugin, request, work, walls=False)
    if code != 0:
        raise _failed(plugin, phrase(N_("code {code}"), code=code))
    return answer


def _run(plugin: Installed, request: bytes, work: Path, *, walls: bool) -> tuple[int, bytes]:
    with tempfile.TemporaryFile() as asked:
        asked.write(request)
        asked.flush()
        asked.seek(0)
        with subprocess.Popen(  # noqa: S603 - our own program; what it becomes the operator installed
            [sys.executable, "-I", str(PROGRAM), _plan(plugin, work, walls=walls)],
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            close_fds=True,
            cwd=work,
            env={},
            start_new_session=True,
        ) as child:
            try:
                answer = _read(child, plugin)
                return child.wait(plugin.manifest.seconds), answer
            except subprocess.TimeoutExpired as error:
                raise _failed(plugin, phrase(N_("it took too long"))) from error
            finally:
                _end(child)


def _read(child: "subprocess.Popen[bytes]", plugin: Installed) -> bytes:
    """Return all the child prints, as long as it is neither too long nor too late."""
    until, read = time.monotonic() + plugin.manifest.seconds, b""
    if child.stdout is None:
        return read
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdout, selectors.EVENT_READ)
        while True:
            left = until - time.monotonic()
            if left <= 0 or not ready.select(left):
                raise _failed(plugin, phrase(N_("it took too long")))
            piece = os.read(child.stdout.fileno(), 65_536)
            read += piece
            if len(read) > LONGEST_ANSWER:
                raise _failed(plugin, phrase(N_("it printed too much")))
            if not piece:
                return read


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End the child and what it began; those apart in a namespace end with it."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        child.kill()


def _plan(plugin: Installed, work: Path, *, walls: bool) -> str:
    manifest = plugin.manifest
    command = _command(manifest.command, plugin.folder)
    interpreter = PYTHON in manifest.command
    return json.dumps(
        {
            "command": command,
            "folder": str(work),
            "memory": manifest.megabytes * 2**20,
            "network": manifest.network,
            "reads": [str(plugin.folder), *([str(Path(sys.base_prefix))] if interpreter else [])],
            "seconds": manifest.seconds,
            "walls": walls,
        }
    )


def _command(words: Sequence[str], folder: Path) -> list[str]:
    """Return the command with the interpreter and the plug-in's own files by their full names."""
    known = {PYTHON: str(Path(sys.executable).resolve())}
    return [
        known.get(word, str(folder / word[2:]) if word.startswith(OWN) else word) for word in words
    ]


def _failed(plugin: Installed, reason: str) -> RefusedError:
    place = Place(plugin.manifest.name)
    seconds = plugin.manifest.seconds
    return refuse(FAILED.at(place, reason=reason, seconds=seconds, most=LONGEST_ANSWER))
