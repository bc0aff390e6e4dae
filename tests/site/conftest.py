"""An instance of its own for each test, and a small organisation that has published something."""

import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import translation

from comity.canonical import encode, sha256_hex
from comity.edge import KeySigner, run_apart, run_functions, signer_from_seed
from comity.oversight import Person, SignOff
from comity.people import Mandate, Role
from comity.record import (
    MANIFEST,
    PublishedFunction,
    describe_bundle,
    encode_manifest,
)
from comity.registry import REGISTRY
from comity.site.configuration import Configuration
from comity.site.dialogue.actions import ACT, publish_report, write_votings
from comity.site.dialogue.ballot_box import WriteThrough
from comity.site.dialogue.box import set_ballot_box
from comity.site.instance import demo_world
from comity.site.members.signing_in import attempts
from comity.site.record.keeping import open_log
from comity.site.record.models import Log
from comity.site.record.sequencer import sequence_pending
from comity.subject import Subject
from tests.dialogue.sealed_worlds import public
from tests.render.sample import sample
from tests.site.members.factories import entered
from tests.site.moments import NOW, RECORDED, YEAR

__all__ = ["NOW", "RECORDED", "YEAR"]

SIGNER_NAME = "Ilsa Verrane"
SYMBOL = "A24/DIA/1"
REPORT = "outputs/report.json"
FUNCTION = PublishedFunction(
    name="dialogue.report",
    version=1,
    inputs=("inputs/votes.csv",),
    outputs=(REPORT,),
    tolerance=0.0,
    run=lambda inputs: {},
)


def configuration_in(folder: Path) -> Configuration:
    """Return the configuration of an instance that lives in ``folder``."""
    return Configuration(
        config_folder=folder / "config",
        data_folder=folder / "data",
        demo=False,
        secret="of a test" * 8,
        instance=demo_world()[0],
        described=False,
    )


@pytest.fixture(autouse=True)
def quick_sign_in(settings):
    """Begin without attempts of other tests, and without the slowness passwords are kept with."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for rate in attempts():
        rate.clear()


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch):
    """Write files without waiting until the disk has them: no power fails in the middle of a test.

    What waits for the disk is tested where it is written, and by processes that are killed.
    """
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


@pytest.fixture(autouse=True)
def instance(tmp_path, settings) -> Configuration:
    """Give the test folders and settings of its own, whatever this computer has."""
    settings.COMITY = configuration_in(tmp_path)
    for rate in attempts():
        rate.clear()
    # Entries of two tests may be the same, and pages are kept under them.
    cache.clear()
    # Tests hold a transaction, so nobody may wait in a line for another thread's.
    set_ballot_box(WriteThrough(write_votings))
    with translation.override("en"):
        yield settings.COMITY
    set_ballot_box(None)


RUN_APART = "comity.site.dialogue.actions.drafting.run_apart"


def _computed_here(functions, files):
    found = [REGISTRY[name, version] for name, version in functions]
    return {**files, **run_functions(found, files)}


@pytest.fixture(autouse=True)
def computed_here(monkeypatch):
    """Compute drafts in this process: a child takes a second to begin."""
    monkeypatch.setattr(RUN_APART, _computed_here)


@pytest.fixture
def computed_apart(computed_here, monkeypatch):
    """Compute drafts in a process of their own, as the site does."""
    monkeypatch.setattr(RUN_APART, run_apart)


@pytest.fixture
def as_if_entered(monkeypatch):
    """Take each mandate as it is told, for tests of what is asked beyond its being in force."""
    for place in ("members.standing", "oversight.actions"):
        monkeypatch.setattr(f"comity.site.{place}.mandate_in_force", lambda mandate, _at: mandate)
    monkeypatch.setattr("tests.site.conftest.entered", lambda mandate, _name: mandate)


SIGNER = signer_from_seed("assembly.test/record", bytes(range(32)))


@pytest.fixture
def signer() -> KeySigner:
    """The key of the log."""
    return SIGNER


def begin() -> Log:
    """Begin the log."""
    return open_log(signer=SIGNER, simulated=True, now=NOW - timedelta(days=30))


@pytest.fixture
def log(db) -> Log:
    """A log that has begun."""
    return begin()


@dataclass(frozen=True)
class Bundle:
    """Members of a bundle, and the subject that its manifest gives a sign-off."""

    members: dict[str, bytes]
    subject: Subject


def bundle(report_id: str = "dia-1", report: dict | None = None) -> Bundle:
    """Return the bundle of a report: as the action takes it, its votes are not recomputed."""
    found = report or sample()
    files = {"inputs/votes.csv": b"row,statement,vote\n", REPORT: encode(found)}
    return _bundled(report_id, found["conversation"]["title"], files, FUNCTION)


def protected_bundle(report_id: str = "dia-3") -> Bundle:
    """Return the bundle of a report on protected ballots, with another tier and with classes."""
    return _bundled(report_id, "Q", public(), REGISTRY["dialogue.report_cells", 1])


def _bundled(
    report_id: str, title: str, files: dict[str, bytes], function: PublishedFunction
) -> Bundle:
    subject = Subject("dialogue", "report", report_id)
    manifest = describe_bundle(
        subject, title, [function], files, made_by=("comity", "0"), simulated=True
    )
    data = encode_manifest(manifest)
    return Bundle({MANIFEST: data, **files}, replace(subject, digest=sha256_hex(data)))


def sign_off(subject: Subject, **changes) -> SignOff:
    """Return the sign-off of ``subject`` by a secretary, entered where she is not yet."""
    mandate = Mandate(
        id="m-1",
        holder="p-signer",
        role=Role("assembly", "secretary"),
        scope=frozenset({ACT}),
        start=NOW - YEAR,
        end=NOW + YEAR,
    )
    signed = SignOff(
        id=f"s-{subject.id}",
        act=ACT,
        subject=subject,
        signer=Person(mandate.holder),
        name=SIGNER_NAME,
        mandate=entered(mandate, SIGNER_NAME),
        nonce="n",
        at=NOW,
    )
    return replace(signed, **changes)


def publish_in(
    configuration: Configuration, one: Bundle, *, symbol: str = SYMBOL, **changes
) -> str:
    """Publish a report through its action and sequence it; return its id."""
    report_id = publish_report(
        log=Log.objects.get(),
        members=one.members,
        sign_off=sign_off(one.subject, **changes),
        symbol=symbol,
        folder=configuration.bundle_folder,
        now=NOW,
    )
    sequence(configuration.log_folder)
    return report_id


def sequence(folder: Path, now: datetime = NOW) -> int:
    """Sequence what is pending; return the size of the log."""
    return sequence_pending(folder=folder, signer=SIGNER, now=now)


@pytest.fixture
def publish(log, instance):
    """Publish a report through its action."""

    def publish_one(one: Bundle | None = None, **changes) -> str:
        return publish_in(instance, one or bundle(), **changes)

    return publish_one


@pytest.fixture
def published_protected(publish) -> str:
    """The id of a published report on protected ballots."""
    return publish(protected_bundle(), symbol="A24/DIA/3")


@pytest.fixture
def published(publish) -> str:
    """A published report's id."""
    return publish()
