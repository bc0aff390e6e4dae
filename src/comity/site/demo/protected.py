"""Scene 3: a closed conversation on protected ballots, published and counted again by auditors.

It is opened, voted in, closed, computed and signed through the same actions as any other. Then two
auditors of two parties are given the sealed votes, count them and say what they found.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from comity.canonical import sha256_hex
from comity.dialogue import attest
from comity.edge import signer_from_seed
from comity.record import read_bundle
from comity.registry import REGISTRY
from comity.site.configuration import Configuration
from comity.site.demo.held import Held, hold, scene_digest_of
from comity.site.demo.publishing import publish_held
from comity.site.demo.world import Persona, secretary
from comity.site.dialogue.actions import (
    ATTEST,
    Finding,
    attest_report,
    give_sealed_bundle,
    to_attest,
)
from comity.site.dialogue.queries import auditor_lines, report_with
from comity.site.members.queries import acting_as
from comity.site.record.models import Log

__all__ = ["ID", "plant_protected", "protected_digest"]

SCENE: Final = "protected/5"
ID: Final = "dia-3"
HELD: Final = Held(
    plan="demo-failures-at-work",
    id=ID,
    symbol="A24/DIA/3",
    ballots="protected",
    people=120,
    seed=11,
    share=0.9,
    opened_before=timedelta(days=24),
    closed_before=timedelta(days=12),
)
PUBLISHED_BEFORE: Final = timedelta(days=10)
ATTESTED_BEFORE: Final = timedelta(days=8)
AUDITORS: Final = ("demo-yosun-arkady", "demo-pell-odhran")


def protected_digest() -> str:
    """Return a digest of all this scene is made from; it changes when the scene does."""
    return scene_digest_of(SCENE, HELD, AUDITORS)


def plant_protected(*, log: Log, configuration: Configuration, began: datetime) -> None:
    """Bring the scene as far as it goes, each step unless it was taken before."""
    by = secretary(began)
    hold(log=log, configuration=configuration, held=HELD, acting=by.acting(), began=began)
    if report_with(ID) is None:
        publish_held(
            log=log, configuration=configuration, held=HELD, by=by, at=began - PUBLISHED_BEFORE
        )
    for number, person in enumerate(AUDITORS[len(auditor_lines(ID)) :]):
        at = began - ATTESTED_BEFORE + timedelta(hours=number)
        _attest(log, configuration, person, at)


def _attest(log: Log, configuration: Configuration, person: str, at: datetime) -> None:
    """Have an auditor do what auditors do: be given the votes, count them, say what came of it."""
    who = acting_as(person)
    published = report_with(ID)
    mandate = None if who is None else who.mandate_for(ATTEST, at)
    if who is None or published is None or mandate is None:
        raise LookupError(f"the demonstration has no {person} or no report yet")
    folder = configuration.sealed_folder
    sealed = give_sealed_bundle(log=log, report=ID, acting=who, folder=folder, now=at)
    public = (configuration.bundle_folder / f"{published.digest}.zip").read_bytes()
    signer = signer_from_seed(person, sha256_hex(person.encode()).encode()[:32])
    opened, shown = (dict(read_bundle(data).members) for data in (sealed, public))
    note = attest(opened, shown, REGISTRY, signer, who.name).decode()
    finding = Finding("agrees", note)
    about = to_attest(report=ID, finding=finding, folder=folder)
    word = Persona(who.name, mandate).sign_off(act=ATTEST, subject=about, at=at)
    attest_report(
        log=log,
        report=ID,
        finding=finding,
        sign_off=replace(word, id=f"{word.id}-{person}", nonce=f"{word.nonce}-{person}"),
        folder=folder,
        now=at,
    )
