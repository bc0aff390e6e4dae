"""Scene 3: a closed conversation on protected ballots, published and counted again by auditors.

It is opened, voted in, closed, computed and signed through the same actions as any other. Then two
auditors of two parties are given the sealed votes, count them and say what they found.
"""

import json
import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from comity.canonical import sha256_hex
from comity.dialogue import attest
from comity.edge import load_key, pseudonyms_of, shipped, signer_from_seed
from comity.people import Acting
from comity.record import MANIFEST, read_bundle
from comity.registry import REGISTRY
from comity.site.configuration import Configuration
from comity.site.demo.voters import invented_terms, token_of, votes_of
from comity.site.demo.world import secretary
from comity.site.dialogue.actions import (
    ACT,
    Finding,
    Voting,
    attest_report,
    begin_closing,
    cast_votes,
    close_conversation,
    compute_report,
    give_sealed_bundle,
    keep_draft,
    members_to_sign,
    open_conversation,
    publish_report,
    seed_statements,
    write_votings,
)
from comity.site.dialogue.ballot_box import WriteThrough
from comity.site.dialogue.queries import auditor_lines, conversation_with, draft_of, report_with
from comity.site.dialogue.tasks import template_draft
from comity.site.members.queries import acting_as
from comity.site.record.intake import intake_of
from comity.site.record.models import Log
from comity.site.record.sequencer import sequence_pending
from comity.subject import Subject

__all__ = ["ID", "plant_protected", "protected_digest"]

SCENE: Final = "protected/2"
ID: Final = "dia-3"
SYMBOL: Final = "A24/DIA/3"
PEOPLE: Final = 120
SEED: Final = 11
SHARE: Final = 0.9
OPENED_BEFORE: Final = timedelta(days=24)
CLOSED_BEFORE: Final = timedelta(days=12)
PUBLISHED_BEFORE: Final = timedelta(days=10)
ATTESTED_BEFORE: Final = timedelta(days=8)
AUDITORS: Final = ("demo-yosun-arkady", "demo-pell-odhran")


def protected_digest() -> str:
    """Return a digest of all this scene is made from; it changes when the scene does."""
    made = repr((PEOPLE, SEED, AUDITORS)).encode()
    return sha256_hex(b"\0".join((SCENE.encode(), _data(), made)))


def plant_protected(*, log: Log, configuration: Configuration, began: datetime) -> None:
    """Bring the scene as far as it goes, each step unless it was taken before."""
    acting = secretary(began).acting()
    view = conversation_with(ID, began)
    if view is None:
        _open(log, configuration, acting, began)
        _vote(configuration, began)
    if view is None or view.stage != "closed":
        _close(log, configuration, acting, began, marked=view is not None)
    if report_with(ID) is None:
        _publish(log, configuration, began)
    for number, person in enumerate(AUDITORS[len(auditor_lines(ID)) :]):
        at = began - ATTESTED_BEFORE + timedelta(hours=number)
        _attest(log, configuration, person, at)


def _open(log: Log, configuration: Configuration, acting: Acting, began: datetime) -> None:
    plan: Any = json.loads(_data())
    opens, closes = began - OPENED_BEFORE, began - CLOSED_BEFORE
    open_conversation(
        log=log,
        terms=invented_terms(
            plan, named=(ID, SYMBOL), ballots="protected", rule_version=2, period=(opens, closes)
        ),
        acting=acting,
        keys=configuration.pseudonym_folder,
        now=opens,
    )
    statements = [(one["text"], one["language"]) for one in plan["statements"]]
    seed_statements(log=log, conversation=ID, statements=statements, acting=acting, now=opens)


def _vote(configuration: Configuration, began: datetime) -> None:
    """Have each simulated person vote on most of the statements, as their camp would."""
    plan: Any = json.loads(_data())
    box, intake = WriteThrough(write_votings), intake_of(configuration.key_file)
    key = pseudonyms_of(configuration.pseudonym_folder, ID)
    at = began - OPENED_BEFORE + timedelta(days=1)
    for number in range(PEOPLE):
        votes = votes_of(plan, seed=SEED, number=number, share=SHARE)
        who = key.of(token_of(SEED, number))
        cast_votes(box=box, intake=intake, voting=Voting(ID, who, tuple(votes), at))


def _close(
    log: Log, configuration: Configuration, acting: Acting, began: datetime, *, marked: bool
) -> None:
    at = began - CLOSED_BEFORE
    view = conversation_with(ID, at)
    if not marked or (view is not None and view.stage != "closing"):
        begin_closing(log=log, conversation=ID, acting=acting, now=at)
    _sequence(configuration, at)
    close_conversation(log=log, conversation=ID, acting=acting, now=at)
    _sequence(configuration, at)


def _publish(log: Log, configuration: Configuration, began: datetime) -> None:
    at = began - PUBLISHED_BEFORE
    if draft_of(ID) is None:
        computed = compute_report(conversation=ID, row_seed=secrets.randbits(62))
        keep_draft(
            computed=computed,
            summary=template_draft(computed, "en", at),
            folder=configuration.draft_folder,
            sealed=configuration.sealed_folder,
            now=at,
        )
    draft = draft_of(ID)
    text = draft.summary.text if draft else ""
    members = members_to_sign(conversation=ID, text=text, folder=configuration.draft_folder)
    subject = Subject("dialogue", "report", ID, sha256_hex(members[MANIFEST]))
    publish_report(
        log=log,
        members=members,
        sign_off=secretary(began).sign_off(act=ACT, subject=subject, at=at),
        symbol=SYMBOL,
        folder=configuration.bundle_folder,
        now=at,
    )


def _attest(log: Log, configuration: Configuration, person: str, at: datetime) -> None:
    """Have an auditor do what auditors do: be given the votes, count them, say what came of it."""
    who = acting_as(person)
    published = report_with(ID)
    if who is None or published is None:
        raise LookupError(f"the demonstration has no {person} or no report yet")
    folder = configuration.sealed_folder
    sealed = give_sealed_bundle(log=log, report=ID, acting=who, folder=folder, now=at)
    public = (configuration.bundle_folder / f"{published.digest}.zip").read_bytes()
    signer = signer_from_seed(person, sha256_hex(person.encode()).encode()[:32])
    opened, shown = (dict(read_bundle(data).members) for data in (sealed, public))
    note = attest(opened, shown, REGISTRY, signer, who.name).decode()
    attest_report(
        log=log,
        report=ID,
        finding=Finding("agrees", note),
        acting=who,
        folder=folder,
        now=at,
    )


def _sequence(configuration: Configuration, at: datetime) -> None:
    signer = load_key(configuration.key_file)
    sequence_pending(folder=configuration.log_folder, signer=signer, now=at)


def _data() -> bytes:
    return shipped("dialogue", "demo-failures-at-work", 1)
