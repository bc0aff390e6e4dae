"""The manifest of a bundle: what it holds, and which functions made it.

The publish entry commits to the manifest's SHA-256, the manifest to every file; checkpoint and
proofs bind the manifest and so cannot stand in it. What it says of functions is display only.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from comity.canonical import Json, NotCanonicalError, decode, encode, sha256_hex
from comity.fault import N_, Fault, FaultKind, Place, phrase, refuse
from comity.record.recompute import PublishedFunction
from comity.subject import Subject

__all__ = [
    "CHECKPOINT",
    "ENTRY",
    "MANIFEST",
    "PAYLOAD",
    "PILLARS",
    "PROOF",
    "PROOF_MEMBERS",
    "SIGNER",
    "FunctionUse",
    "Manifest",
    "describe_bundle",
    "encode_manifest",
    "member_faults",
    "parse_manifest",
]

MANIFEST: Final = "manifest.json"
CHECKPOINT: Final = "checkpoint"
ENTRY: Final = "proof/entry.json"
PAYLOAD: Final = "proof/payload.json"
PROOF: Final = "proof/publish.tlog-proof"
SIGNER: Final = "proof/signer.vkey"
PROOF_MEMBERS: Final = (CHECKPOINT, ENTRY, PAYLOAD, PROOF, SIGNER)

VERSION: Final = 1
PILLARS: Final = frozenset(
    (
        "people",
        "dialogue",
        "alignment",
        "standards",
        "innovation",
        "access",
        "capacity",
        "oversight",
        "record",
    )
)
KEYS: Final = frozenset(("v", "subject", "title", "simulated", "functions", "files", "made_by"))
FUNCTION_KEYS: Final = frozenset(("name", "version", "inputs", "outputs"))
MOST_FAULTS: Final = 100
MOST_FUNCTIONS: Final = 100
LONGEST_TEXT: Final = 500

FUNCTION_NAME: Final = re.compile(r"([a-z]+)\.[a-z]+(?:_[a-z0-9]+)*")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
FILE: Final = re.compile(r"README\.txt|(?:inputs|outputs)/.+")

WRONG = FaultKind(
    "record.manifest",
    N_("{what}"),
    N_("a manifest is canonical JSON of version 1 that says what its schema allows and no more"),
    N_("Take the bundle as it was published."),
)
MISSING = FaultKind(
    "record.member_missing",
    N_("the member {path} is missing"),
    N_("a bundle holds every file its manifest lists, a checkpoint and proofs"),
    N_("Take the bundle as it was published."),
)
UNLISTED = FaultKind(
    "record.member_unlisted",
    N_("the member {path} is not listed in the manifest"),
    N_("a bundle holds nothing its manifest does not list but checkpoint and proofs"),
    N_("Take the bundle as it was published, and add nothing to it."),
)


@dataclass(frozen=True, slots=True)
class FunctionUse:
    """A function the publisher says was used, and on what."""

    name: str
    version: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself; ``files`` are SHA-256 in hex by path."""

    subject: Subject
    title: str
    simulated: bool
    functions: tuple[FunctionUse, ...]
    files: Mapping[str, str]
    made_by: tuple[str, str]


def describe_bundle(
    subject: Subject,
    title: str,
    functions: Iterable[PublishedFunction],
    files: Mapping[str, bytes],
    *,
    made_by: tuple[str, str],
    simulated: bool = False,
) -> Manifest:
    """Return the manifest of ``files`` (inputs, outputs, README.txt) made by ``functions``.

    ``made_by`` is the name and version of the program.
    """
    uses = (FunctionUse(one.name, one.version, one.inputs, one.outputs) for one in functions)
    digests = {path: sha256_hex(files[path]) for path in sorted(files)}
    return Manifest(subject, title, simulated, tuple(uses), digests, made_by)


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the canonical bytes of ``manifest``; refuse what could not be read back."""
    subject = manifest.subject
    members: dict[str, Json] = {
        "v": VERSION,
        "subject": {"pillar": subject.pillar, "kind": subject.kind, "id": subject.id},
        "title": manifest.title,
        "simulated": manifest.simulated,
        "functions": [
            {"name": use.name, "version": use.version, "inputs": use.inputs, "outputs": use.outputs}
            for use in manifest.functions
        ],
        "files": dict(manifest.files),
        "made_by": {"name": manifest.made_by[0], "version": manifest.made_by[1]},
    }
    data = encode(members)
    parse_manifest(data)
    return data


def parse_manifest(data: bytes) -> Manifest:
    """Return the manifest of ``data``, or raise ``RefusedError`` with all that is wrong."""
    try:
        value = decode(data)
        canonical = encode(value) == data
    except NotCanonicalError as error:
        raise refuse(_wrong(phrase(N_("it is not readable: {error}"), error=error))) from error
    if not isinstance(value, dict):
        raise refuse(_wrong(phrase(N_("it is not a JSON object"))))
    faults = (
        []
        if canonical
        else [_wrong(phrase(N_("it is another spelling of its JSON than the canonical")))]
    )
    faults += [_wrong(what) for what in _shape_faults(value)]
    if faults:
        raise refuse(*faults[:MOST_FAULTS])
    manifest = _manifest(value)
    faults = [_wrong(what) for what in _sense_faults(manifest)]
    if faults:
        raise refuse(*faults[:MOST_FAULTS])
    return manifest


def member_faults(
    manifest: Manifest,
    paths: Iterable[str],
    erased: Iterable[str] = (),
    proofs: Iterable[str] = (),
) -> list[Fault]:
    """Return a fault for each member that is missing or that nothing lists, missing ones first.

    Inputs that are ``erased`` must not be there; ``proofs`` may be there and bind themselves.
    """
    present = set(paths) - set(proofs)
    wanted = {MANIFEST, *PROOF_MEMBERS, *manifest.files} - set(erased)
    missing = [MISSING.at(Place(path), path=path) for path in sorted(wanted - present)]
    unlisted = [UNLISTED.at(Place(path), path=path) for path in sorted(present - wanted)]
    return missing + unlisted


def _wrong(what: str) -> Fault:
    return WRONG.at(Place(MANIFEST), what=what)


def _shape_faults(value: Mapping[str, Json]) -> Iterator[str]:
    """Name every member that is absent, unknown or of the wrong type."""
    for key in sorted(KEYS - value.keys()):
        yield phrase(N_("{key} is missing"), key=key)
    for key in sorted(value.keys() - KEYS):
        yield phrase(N_("{key} is not a member of a manifest"), key=key)
    checks: dict[str, Callable[[Json], bool]] = {
        "v": lambda v: type(v) is int and v == VERSION,
        "subject": lambda v: _texts_of(v, frozenset(("pillar", "kind", "id"))),
        "title": _is_text,
        "simulated": lambda v: isinstance(v, bool),
        "functions": lambda v: _is_list(v, MOST_FUNCTIONS) and all(map(_is_function, v)),
        "files": lambda v: isinstance(v, dict) and all(map(_is_text, v.values())),
        "made_by": lambda v: _texts_of(v, frozenset(("name", "version"))),
    }
    for key, is_right in checks.items():
        if key in value and not is_right(value[key]):
            yield phrase(N_("{key} does not have the form it should"), key=key)


def _is_text(value: Json) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_list(value: Json, most: int = 2_000) -> TypeGuard[list[Json]]:
    return isinstance(value, list) and len(value) <= most


def _texts_of(value: Json, keys: frozenset[str]) -> bool:
    return isinstance(value, dict) and value.keys() == keys and all(map(_is_text, value.values()))


def _is_function(value: Json) -> bool:
    if not isinstance(value, dict) or value.keys() != FUNCTION_KEYS:
        return False
    version, paths = value["version"], (value["inputs"], value["outputs"])
    named = _is_text(value["name"]) and type(version) is int and version > 0
    return named and all(_is_list(one) and all(map(_is_text, one)) for one in paths)


def _manifest(value: Mapping[str, Json]) -> Manifest:
    """Return the manifest of a value whose shape was checked."""
    members: Mapping[str, Any] = value
    subject, made_by = members["subject"], members["made_by"]
    return Manifest(
        subject=Subject(subject["pillar"], subject["kind"], subject["id"]),
        title=members["title"],
        simulated=members["simulated"],
        functions=tuple(
            FunctionUse(use["name"], use["version"], tuple(use["inputs"]), tuple(use["outputs"]))
            for use in members["functions"]
        ),
        files=dict(members["files"]),
        made_by=(made_by["name"], made_by["version"]),
    )


def _sense_faults(manifest: Manifest) -> Iterator[str]:
    """Name what has the right form and cannot be meant."""
    if manifest.subject.pillar not in PILLARS:
        yield phrase(N_("the subject's pillar is {pillar}"), pillar=manifest.subject.pillar)
    for use in manifest.functions:
        match = FUNCTION_NAME.fullmatch(use.name)
        if not match or match[1] not in PILLARS:
            yield phrase(N_("{name} is not the name of a published function"), name=use.name)
    for path, digest in manifest.files.items():
        if not FILE.fullmatch(path):
            yield phrase(N_("{path} stands neither in inputs nor in outputs"), path=path)
        if not DIGEST.fullmatch(digest):
            yield phrase(N_("the digest of {path} is not a SHA-256 in small hex"), path=path)
    yield from _coverage_faults(manifest)


def _coverage_faults(manifest: Manifest) -> Iterator[str]:
    """Name outputs that no function makes, or two make, and inputs that none reads."""
    made = [path for use in manifest.functions for path in use.outputs]
    read = {path for use in manifest.functions for path in use.inputs}
    for path in sorted({path for path in made if made.count(path) > 1}):
        yield f"{path} is named twice"
    yield from _uneven("outputs/", set(made), set(manifest.files), "is made by no function")
    yield from _uneven("inputs/", read, set(manifest.files), "is read by no function")


def _uneven(folder: str, used: set[str], listed: set[str], unused: str) -> Iterator[str]:
    for path in sorted(used - listed):
        yield f"a function names {path}, which is not listed"
    for path in sorted(path for path in listed - used if path.startswith(folder)):
        yield f"{path} {unused}"
