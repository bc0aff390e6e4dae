"""A computed result as a bundle that is entered in the user's own record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from comity import __version__
from comity.canonical import digest, sha256_hex
from comity.dialogue import RULE, read_rule
from comity.edge import Entered, ensure_own_record, find_home, publish_to_log
from comity.record import (
    MANIFEST,
    RuleReference,
    describe_bundle,
    encode_manifest,
    write_bundle,
)
from comity.registry import REGISTRY
from comity.subject import Subject

__all__ = ["entered_bundle"]

ACT: Final = "dialogue.compute_{kind}"


def entered_bundle(
    files: Mapping[str, bytes],
    functions: Sequence[tuple[str, int]],
    title: str,
    now: datetime,
    *,
    kind: str = "report",
    simulated: bool = False,
) -> tuple[bytes, Entered]:
    """Return the bundle of ``files``, and where in the user's own record it was entered.

    ``files`` are inputs and outputs of ``functions``; what was computed is a dialogue's ``kind``.
    """
    rule = read_rule(files[RULE], RULE)
    name = digest({path: sha256_hex(data) for path, data in files.items()})[:16]
    subject = Subject("dialogue", kind, name)
    manifest = encode_manifest(
        describe_bundle(
            subject,
            title,
            [REGISTRY[function] for function in functions],
            files,
            made_by=("comity", __version__),
            simulated=simulated,
        )
    )
    entered = publish_to_log(
        ensure_own_record(find_home()),
        sha256_hex(manifest),
        subject,
        ACT.format(kind=kind),
        RuleReference(rule.id, str(rule.version), rule.sha256),
        now,
    )
    return write_bundle({**files, MANIFEST: manifest, **entered.members}), entered
