"""A small protected conversation: sealed, public, and the bundles of both."""

from functools import cache

from comity.canonical import sha256_hex
from comity.dialogue.people import People
from comity.dialogue.publication import Parameters
from comity.dialogue.report_cells import report_cells
from comity.dialogue.sealing import cells, public_inputs, sealed_inputs
from comity.dialogue.votes import Statement
from comity.edge import shipped
from comity.record import MANIFEST, describe_bundle, encode_manifest
from comity.registry import REGISTRY
from comity.subject import Subject
from tests.dialogue.worlds import camps

RULE = shipped("dialogue", "common-ground", 2)
LOG, _ = camps(1, people=90, statements=20, liked=6)
TEXTS = tuple(Statement(str(index), f"statement {index}") for index in range(20))
TIERS = {who: "anonymous" if row % 3 == 0 else "verified" for row, who in
         enumerate(LOG.participants)}  # fmt: skip
COUNTRIES = {who: "AB "[row % 3].strip() for row, who in enumerate(LOG.participants)}
DECLARED = People(TIERS, {"country": COUNTRIES})
ASKED = Parameters(
    "Q", quick=True, ballots="protected", tier="verified", classes=("country",), simulated=True
)


def sealed_of(parameters=ASKED, seed=3, log=LOG, people=DECLARED, rule=RULE):
    return sealed_inputs(log, TEXTS, parameters, rule, seed, people)


@cache
def sealed():
    return sealed_of()


@cache
def counted():
    return cells(sealed())


@cache
def public():
    inputs = public_inputs(sealed(), counted())
    return {**inputs, **report_cells(inputs)}


def bundled(files, function, kind):
    """Return files and manifest of a bundle; proofs are not needed here."""
    subject = Subject("dialogue", kind, sha256_hex(b"".join(files.values()))[:16])
    functions = [REGISTRY[function, 1]]
    manifest = describe_bundle(subject, "Q", functions, files, made_by=("comity", "0"))
    return {**files, MANIFEST: encode_manifest(manifest)}


def sealed_bundle(inputs=None):
    inputs = inputs or sealed()
    files = {**inputs, **(counted() if inputs is sealed() else cells(inputs))}
    return bundled(files, "dialogue.cells", "sealed_cells")


def public_bundle(files=None):
    return bundled(files or public(), "dialogue.report_cells", "report")
