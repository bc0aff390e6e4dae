"""Auditors of protected ballots: each counts the sealed votes again and signs what they saw.

An attestation is a signed note (c2sp.org/signed-note) whose text names the manifests of the sealed
and of the public bundle. It says that the cells in the second are those of the votes in the first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from comity.canonical import sha256_hex
from comity.dialogue.opened_ballots import check_ballots, check_batches
from comity.dialogue.report_cells import INPUTS as PUBLIC_INPUTS
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

__all__ = ["Attestation", "attest", "attestation_text", "parse_attestation"]

Members: TypeAlias = Mapping[str, bytes]

HEAD: Final = "comity/dialogue-attestation/v1"
NAME: Final = "dialogue.cells"
LONGEST_NAME: Final = 200
LINES: Final = re.compile(
    HEAD + r"\nauditor (?P<auditor>[^\n]+)\nfunction dialogue\.cells (?P<version>[1-9][0-9]{0,5})"
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
    version = _version(manifest, registry)
    _check_pair(sealed, public, other)
    ballots = check_ballots(sealed)
    if batches is not None:
        check_batches(ballots, batches)
    function = registry[NAME, version]
    counted = recompute(function, sealed)
    wanted = public_inputs(sealed, counted)
    published = {path: public[path] for path in wanted}
    found = compare(published, wanted, function.tolerance, "sealed votes")
    if found.difference:
        raise refuse(OTHER_CELLS.at(Place(found.difference.path), difference=found.difference))
    said = Attestation(auditor, version, sha256_hex(sealed[MANIFEST]), sha256_hex(public[MANIFEST]))
    return sign_note(attestation_text(said), [signer])


def attestation_text(said: Attestation) -> str:
    """Return the text that is signed: five lines, each ended by a line feed."""
    return (
        f"{HEAD}\nauditor {said.auditor}\nfunction {NAME} {said.version}\n"
        f"sealed {said.sealed}\npublic {said.public}\n"
    )


def parse_attestation(text: str) -> Attestation:
    """Return what the text of a note attests; ``ValueError`` if it is no attestation."""
    match = LINES.fullmatch(text)
    if not match:
        raise ValueError("it is no attestation")
    said = Attestation(match["auditor"], int(match["version"]), match["sealed"], match["public"])
    if _is_no_name(said.auditor):
        raise ValueError("the auditor has no name")
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


def _version(manifest: Manifest, registry: Registry) -> int:
    versions = [use.version for use in manifest.functions if use.name == NAME]
    if not versions or set(CELLS_INPUTS) - manifest.files.keys():
        raise _no_pair(
            phrase(N_("the first bundle is not a sealed one: it holds no votes to count"))
        )
    if (NAME, versions[0]) not in registry:
        raise _no_pair(
            phrase(
                N_("{name} version {version} is not here: another version of Comity is"),
                name=NAME,
                version=versions[0],
            )
        )
    return versions[0]


def _check_pair(sealed: Members, public: Members, manifest: Manifest) -> None:
    if set(PUBLIC_INPUTS) - manifest.files.keys():
        raise _no_pair(phrase(N_("the second bundle is not a public one: it holds no cells")))
    for path in UNCHANGED:
        if sealed[path] != public[path]:
            raise _no_pair(phrase(N_("{path} is not the same in both bundles"), path=path))


def _no_pair(reason: str) -> Exception:
    return refuse(NO_PAIR.at(Place("bundle"), reason=reason))
