"""Auditors of protected ballots: each counts the sealed votes again and signs what they saw.

An attestation is a signed note (c2sp.org/signed-note) whose text names the manifests of the sealed
and of the public bundle. It says that the cells in the second, or the figures that it restates, are
those of the votes in the first.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from comity.canonical import NotCanonicalError, decode, sha256_hex
from comity.dialogue.opened_ballots import check_ballots, check_batches
from comity.dialogue.report_cells import INPUTS as PUBLIC_INPUTS
from comity.dialogue.restated_counts import PUBLISHED as RESTATED
from comity.dialogue.restated_counts import UNCHANGED as RESTATED_UNCHANGED
from comity.dialogue.restated_counts import restated_inputs
from comity.dialogue.restatement_document import INPUTS as RESTATEMENT_INPUTS
from comity.dialogue.restatement_document import RESTATES
from comity.dialogue.sealing import CELLS_INPUTS, UNCHANGED, public_inputs
from comity.fault import N_, Fault, FaultKind, Place, phrase, refuse
from comity.record import (
    MANIFEST,
    Batch,
    Manifest,
    Registry,
    Signer,
    compare,
    parse_manifest,
    plain,
    recompute,
    sign_note,
)

__all__ = [
    "Attestation",
    "attest",
    "attestation_text",
    "conversation_of_sealed",
    "parse_attestation",
]

Members: TypeAlias = Mapping[str, bytes]

HEAD: Final = "comity/dialogue-attestation/v1"
LONGEST_NAME: Final = 200
LINES: Final = re.compile(
    HEAD + r"\nauditor (?P<auditor>[^\n]+)"
    r"\nfunction (?P<function>dialogue\.(?:cells|restated_counts)) (?P<version>[1-9][0-9]{0,5})"
    r"\nsealed (?P<sealed>[0-9a-f]{64})\npublic (?P<public>[0-9a-f]{64})\n",
    re.ASCII,
)

BAD_AUDITOR: Final = FaultKind(
    "dialogue.auditor_name",
    N_("the auditor’s name is “{name}”"),
    N_("a name has 1 to 200 characters, all of them visible, and no blank at either end"),
    N_('Give your name and your party: --as "Name, party".'),
)
OTHER_FILE: Final = FaultKind(
    "dialogue.attested_file",
    N_("{path} is not the file that the manifest names"),
    N_("what is attested are the bundles as they were made"),
    N_("Take both bundles as the organisation made them."),
)
NO_PAIR: Final = FaultKind(
    "dialogue.attested_pair",
    N_("{reason}"),
    N_("a sealed bundle holds votes, and the public one the cells counted from them"),
    N_("Give the sealed bundle first, then the public one of the same report."),
)
OTHER_CELLS: Final = FaultKind(
    "dialogue.attested_cells",
    N_("{difference}"),
    N_("the published cells are those the sealed votes give"),
    N_("Nothing was signed. Tell the organisation, and the other auditors."),
)


@dataclass(frozen=True, slots=True)
class Attestation:
    """What an auditor signs: the SHA-256 of both manifests in hex, and what was run."""

    auditor: str
    version: int
    sealed: str
    public: str
    function: str = "dialogue.cells"


@dataclass(frozen=True, slots=True)
class _Step:
    """What leads from a sealed to a public bundle: function, inputs of both, and which are same."""

    name: str
    sealed: Sequence[str]
    public: Sequence[str]
    unchanged: Sequence[str]
    inputs: Callable[[Members, Members], Mapping[str, bytes]]


CELLS: Final = _Step("dialogue.cells", CELLS_INPUTS, PUBLIC_INPUTS, UNCHANGED, public_inputs)
STEPS: Final = (
    CELLS,
    _Step(RESTATED.name, RESTATED.inputs, RESTATEMENT_INPUTS, RESTATED_UNCHANGED, restated_inputs),
)


def attest(
    sealed: Members,
    public: Members,
    registry: Registry,
    signer: Signer,
    auditor: str,
    batches: Mapping[int, Batch] | None = None,
) -> bytes:
    """Return the attestation, a note signed by ``signer``, after counting the sealed votes again.

    ``sealed`` and ``public`` are the members of the two bundles. Where the sealed one holds the
    opened ballots, the votes must be theirs; with ``batches``, those of the record by the index of
    their entries, the ballots' leaves must be those that were entered.

    Raises ``RefusedError``, and signs nothing, where a file is not the one its manifest names, the
    two do not belong together, or the cells differ beyond the registry's tolerance.
    """
    _check_name(auditor)
    manifest, other = (_manifest(members) for members in (sealed, public))
    step, version = _step(manifest, registry)
    _check_pair(sealed, public, other, step)
    ballots = check_ballots(sealed)
    if batches is not None:
        check_batches(ballots, batches)
    function = registry[step.name, version]
    counted = recompute(function, sealed)
    wanted = step.inputs(sealed, counted)
    published = {path: public[path] for path in wanted}
    found = compare(published, wanted, function.tolerance, "sealed votes")
    if found.difference:
        raise refuse(OTHER_CELLS.at(Place(found.difference.path), difference=found.difference))
    digest, other_digest = sha256_hex(sealed[MANIFEST]), sha256_hex(public[MANIFEST])
    said = Attestation(auditor, version, digest, other_digest, step.name)
    return sign_note(attestation_text(said), [signer])


def attestation_text(said: Attestation) -> str:
    """Return the text that is signed: five lines, each ended by a line feed."""
    return (
        f"{HEAD}\nauditor {said.auditor}\nfunction {said.function} {said.version}\n"
        f"sealed {said.sealed}\npublic {said.public}\n"
    )


def conversation_of_sealed(sealed: Members) -> str:
    """Return the conversation whose votes a sealed bundle holds; "" where it does not say."""
    if RESTATES not in sealed:
        return parse_manifest(sealed.get(MANIFEST, b"")).subject.id
    try:
        said: Any = decode(sealed[RESTATES])
    except NotCanonicalError:
        return ""
    return str(said.get("report", "")) if isinstance(said, Mapping) else ""


def parse_attestation(text: str) -> Attestation:
    """Return what the text of a note attests; ``ValueError`` if it is no attestation."""
    match = LINES.fullmatch(text)
    if not match:
        raise ValueError(phrase(N_("it is no attestation")))
    said = Attestation(
        match["auditor"],
        int(match["version"]),
        match["sealed"],
        match["public"],
        match["function"],
    )
    if _is_no_name(said.auditor):
        raise ValueError(phrase(N_("the auditor has no name")))
    return said


def _check_name(name: str) -> None:
    if _is_no_name(name):
        raise refuse(BAD_AUDITOR.at(Place("--as"), name=plain(name)))


def _is_no_name(name: str) -> bool:
    sized = 0 < len(name) <= LONGEST_NAME
    return not sized or not name.isprintable() or name != name.strip()


def _manifest(members: Members) -> Manifest:
    """Return the manifest of a bundle whose files are those it names."""
    manifest = parse_manifest(members.get(MANIFEST, b""))
    faults: list[Fault] = [
        OTHER_FILE.at(Place(path), path=path)
        for path, digest in manifest.files.items()
        if sha256_hex(members.get(path, b"")) != digest
    ]
    if faults:
        raise refuse(*faults[:20])
    return manifest


def _step(manifest: Manifest, registry: Registry) -> tuple[_Step, int]:
    """Return what counts the votes of a sealed bundle, and in which version."""
    found = [
        (step, use.version) for use in manifest.functions for step in STEPS if use.name == step.name
    ]
    if not found or set(found[0][0].sealed) - manifest.files.keys():
        raise _no_pair(
            phrase(N_("the first bundle is not a sealed one: it holds no votes to count"))
        )
    step, version = found[0]
    if (step.name, version) not in registry:
        raise _no_pair(
            phrase(
                N_("{name} version {version} is not here: another version of Comity is"),
                name=step.name,
                version=version,
            )
        )
    return step, version


def _check_pair(sealed: Members, public: Members, manifest: Manifest, step: _Step) -> None:
    if set(step.public) - manifest.files.keys():
        raise _no_pair(phrase(N_("the second bundle is not a public one: it holds no cells")))
    for path in step.unchanged:
        if sealed[path] != public[path]:
            raise _no_pair(phrase(N_("{path} is not the same in both bundles"), path=path))


def _no_pair(reason: str) -> Exception:
    return refuse(NO_PAIR.at(Place("bundle"), reason=reason))
