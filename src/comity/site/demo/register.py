"""Scene 1: a simulated conversation of 1,500 voters about a register of AI incidents.

Its ballots are open, its structure is stated in the data file it is simulated from, and it is
published with its bundle through the same action as any other report.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from comity import __version__
from comity.canonical import sha256_hex
from comity.dialogue import (
    TRANSLATIONS,
    InputFile,
    Parameters,
    open_inputs,
    read_conversation,
    read_translations,
    simulate,
    translation_lines,
)
from comity.edge import shipped
from comity.record import MANIFEST, describe_bundle, encode_manifest
from comity.registry import REGISTRY
from comity.site.demo.world import secretary
from comity.site.dialogue.actions import ACT, publish_report
from comity.site.dialogue.queries import report_with
from comity.site.record.models import Log
from comity.subject import Subject

__all__ = ["PEOPLE", "SCENE", "plant_register", "scene_digest"]

SCENE: Final = "register/4"
PEOPLE: Final = 1500
SEED: Final = 24
ROW_SEED: Final = 1501  # of a real conversation's rows the seed is drawn afresh and thrown away
ID: Final = "dia-1"
SYMBOL: Final = "A24/DIA/1"
PUBLISHED_BEFORE: Final = timedelta(days=6)
FUNCTIONS: Final = (
    ("dialogue.counts", 1),
    ("dialogue.report", 1),
    ("dialogue.slate", 1),
    ("dialogue.translations", 1),
)


def scene_digest() -> str:
    """Return a digest of all this scene is made from; it changes when the scene does."""
    parts = (SCENE.encode(), _plan(), _rule(), repr((PEOPLE, SEED, ROW_SEED, FUNCTIONS)).encode())
    return sha256_hex(b"\0".join(parts))


def plant_register(*, log: Log, folder: Path, began: datetime) -> None:
    """Compute and publish the report of the scene, unless it is published already."""
    if report_with(ID) is not None:
        return
    members = _members()
    digest = sha256_hex(members[MANIFEST])
    at = began - PUBLISHED_BEFORE
    subject = Subject("dialogue", "report", ID, digest)
    publish_report(
        log=log,
        members=members,
        sign_off=secretary(began).sign_off(act=ACT, subject=subject, at=at),
        symbol=SYMBOL,
        folder=folder,
        now=at,
    )


def _members() -> Mapping[str, bytes]:
    """Return manifest, inputs and outputs of the bundle."""
    simulated = simulate(PEOPLE, SEED, _plan())
    conversation = read_conversation(
        InputFile("votes.csv", simulated.votes), InputFile("statements.csv", simulated.statements)
    )
    parameters = Parameters(simulated.title, SEED, simulated=True)
    log, statements = conversation.log, conversation.statements
    files = open_inputs(log, statements, parameters, _rule(), ROW_SEED)
    words = read_translations(simulated.translations, "translations.csv", statements)
    files[TRANSLATIONS] = translation_lines(words, statements)
    functions = [REGISTRY[one] for one in FUNCTIONS]
    for function in functions:
        files |= function.run({path: files[path] for path in function.inputs})
    manifest = describe_bundle(
        Subject("dialogue", "report", ID),
        simulated.title,
        functions,
        files,
        made_by=("comity", __version__),
        simulated=True,
    )
    return {MANIFEST: encode_manifest(manifest), **files}


def _plan() -> bytes:
    return shipped("dialogue", "simulated-incident-register", 1)


def _rule() -> bytes:
    return shipped("dialogue", "common-ground", 2)
