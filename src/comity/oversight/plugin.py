"""What a model plug-in says of itself: name, model, how it is run, what it may see and reach.

A plug-in is somebody else's program. The operator who installs it answers for what its manifest
allows; nothing that it prints can widen that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, get_args

from comity.canonical import decode, sha256_hex
from comity.fault import N_, FaultKind, Place, RefusedError, phrase, refuse

__all__ = ["CLASSES", "InformationClass", "PluginManifest", "read_plugin", "refuse_above"]

InformationClass: TypeAlias = Literal["public", "members", "delegation", "person"]
"""Who may know something: everybody, the members, one delegation, one person."""

CLASSES: Final[tuple[InformationClass, ...]] = get_args(InformationClass)
"""The classes of information, each narrower than the one before it."""

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
LONGEST_TEXT: Final = 200
LONGEST_COMMAND: Final = 20
MOST: Final = {"seconds": 600, "megabytes": 65_536}

BAD_MANIFEST: Final = FaultKind(
    "oversight.plugin_manifest",
    N_("the manifest cannot be read: {reason}"),
    N_("it has exactly the members that docs/reference/plug-ins names"),
    N_("Mend the manifest, or take the plug-in’s folder away: everything works without it."),
)
TOO_HIGH: Final = FaultKind(
    "oversight.plugin_ceiling",
    N_("it may see what is for “{ceiling}”; this is for “{asked}”"),
    N_("a plug-in is given nothing above the ceiling of its manifest"),
    N_("Write the text yourself, or have the operator decide whether the ceiling may be raised."),
)


@dataclass(frozen=True, slots=True)
class PluginManifest:
    """A plug-in as its manifest describes it; ``digest`` is the SHA-256 of that file, in hex.

    ``command`` is the program and its arguments. ``ceiling`` is the narrowest class of
    information it may see, ``network`` whether it may reach other computers. It is ended after
    ``seconds`` and given ``megabytes`` of memory.
    """

    name: str
    version: str
    model: str
    command: tuple[str, ...]
    network: bool
    ceiling: InformationClass
    seconds: int
    megabytes: int
    digest: str


def read_plugin(data: bytes, name: str) -> PluginManifest:
    """Return the manifest that ``data`` holds, of the plug-in in the folder ``name``.

    Raises ``RefusedError``.
    """
    place = Place(f"{name}/manifest.json")
    try:
        members: Any = decode(data)
        _check(members, name)
    except ValueError as error:
        raise refuse(BAD_MANIFEST.at(place, reason=error)) from error
    told = {key: value for key, value in members.items() if key != "v"}
    command = tuple(told.pop("command"))
    return PluginManifest(**told, command=command, digest=sha256_hex(data))


def refuse_above(manifest: PluginManifest, information: InformationClass) -> None:
    """Raise ``RefusedError`` unless the plug-in may see what is for ``information``."""
    if CLASSES.index(information) > CLASSES.index(manifest.ceiling):
        fault = TOO_HIGH.at(Place(manifest.name), ceiling=manifest.ceiling, asked=information)
        raise RefusedError([fault])


def _check(members: Any, name: str) -> None:
    """Raise ``ValueError`` with the first thing that is wrong."""
    if not isinstance(members, Mapping):
        raise ValueError(phrase(N_("it is no JSON object")))  # noqa: TRY004 - a reason among others
    wanted = {"v", *PluginManifest.__slots__} - {"digest"}
    if set(members) != wanted:
        raise ValueError("members " + ", ".join(sorted(set(members) ^ wanted)))
    for key, holds in _rules(members, name).items():
        if not holds:
            raise ValueError(key)


def _rules(members: Mapping[str, Any], name: str) -> Mapping[str, bool]:
    texts = {key: _is_text(members[key]) for key in ("version", "model")}
    numbers = {key: _is_number(members[key], most) for key, most in MOST.items()}
    command = members["command"]
    words = isinstance(command, list) and 0 < len(command) <= LONGEST_COMMAND
    return {
        "v": members["v"] == 1,
        "name": members["name"] == name and NAME.fullmatch(name) is not None,
        **texts,
        **numbers,
        "command": words and all(_is_text(word) for word in command),
        "network": isinstance(members["network"], bool),
        "ceiling": members["ceiling"] in CLASSES,
    }


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT and value.isprintable()


def _is_number(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= most
