"""Conversations of invented people that were held already: opened, voted in and closed."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from comity.canonical import sha256_hex
from comity.dialogue import Ballots
from comity.edge import load_key, pseudonyms_of, shipped
from comity.people import Acting
from comity.site.configuration import Configuration
from comity.site.demo.voters import invented_terms, language_of, token_of, translations_of, votes_of
from comity.site.dialogue.actions import (
    Voting,
    begin_closing,
    cast_votes,
    close_conversation,
    enter_translations,
    open_conversation,
    see_alarms,
    seed_statements,
    write_votings,
)
from comity.site.dialogue.ballot_box import WriteThrough
from comity.site.dialogue.queries import alarms_of, conversation_with
from comity.site.record.intake import intake_of
from comity.site.record.models import Log
from comity.site.record.sequencer import sequence_pending

__all__ = ["Held", "hold", "scene_digest_of", "sequence"]


@dataclass(frozen=True, slots=True)
class Held:
    """What is held: the data file of its plan, its names, its ballots, its people, its dates.

    The dates count backwards from when the demonstration was first started. Of the statements
    each person votes on about ``share``.
    """

    plan: str
    id: str
    symbol: str
    ballots: Ballots
    people: int
    seed: int
    share: float
    opened_before: timedelta
    closed_before: timedelta


def hold(
    *, log: Log, configuration: Configuration, held: Held, acting: Acting, began: datetime
) -> None:
    """Open a conversation, let its people vote, and close it; each step unless it was taken."""
    view = conversation_with(held.id, began)
    if view is None:
        _open(log, configuration, held, acting, began)
        _vote(configuration, held, began)
    if view is None or view.stage != "closed":
        _close(log, configuration, held, acting, began)


def scene_digest_of(scene: str, held: Held, *more: object) -> str:
    """Return a digest of all that a scene is made from; it changes when the scene does."""
    return sha256_hex(b"\0".join((scene.encode(), _data_of(held), repr((held, *more)).encode())))


def _data_of(held: Held) -> bytes:
    return shipped("dialogue", held.plan, 1)


def sequence(configuration: Configuration, at: datetime) -> None:
    """Give the entries that wait their places in the log."""
    signer = load_key(configuration.key_file)
    sequence_pending(folder=configuration.log_folder, signer=signer, now=at)


def _open(
    log: Log, configuration: Configuration, held: Held, acting: Acting, began: datetime
) -> None:
    plan: Any = json.loads(_data_of(held))
    opens, closes = began - held.opened_before, began - held.closed_before
    open_conversation(
        log=log,
        terms=invented_terms(
            plan,
            named=(held.id, held.symbol),
            ballots=held.ballots,
            rule_version=2,
            period=(opens, closes),
        ),
        acting=acting,
        keys=configuration.pseudonym_folder,
        now=opens,
    )
    statements = [(one["text"], one["language"]) for one in plan["statements"]]
    seed_statements(log=log, conversation=held.id, statements=statements, acting=acting, now=opens)
    made = translations_of(plan)
    enter_translations(log=log, conversation=held.id, translations=made, acting=acting, now=opens)


def _vote(configuration: Configuration, held: Held, began: datetime) -> None:
    """Have each simulated person vote on most of the statements, as their camp would."""
    plan: Any = json.loads(_data_of(held))
    box, intake = WriteThrough(write_votings), intake_of(configuration.key_file)
    key = pseudonyms_of(configuration.pseudonym_folder, held.id)
    at = began - held.opened_before + timedelta(days=1)
    for number in range(held.people):
        votes = votes_of(plan, seed=held.seed, number=number, share=held.share)
        who = key.of(token_of(held.seed, number))
        voting = Voting(held.id, who, tuple(votes), at, language_of(number))
        cast_votes(box=box, intake=intake, voting=voting)


def _close(
    log: Log, configuration: Configuration, held: Held, acting: Acting, began: datetime
) -> None:
    at = began - held.closed_before
    view = conversation_with(held.id, at)
    if view is not None and view.stage != "closing":
        seen = [alarm.id for alarm in alarms_of(held.id)]
        see_alarms(log=log, conversation=held.id, seen=seen, words="", acting=acting, now=at)
        begin_closing(log=log, conversation=held.id, acting=acting, now=at)
    sequence(configuration, at)
    close_conversation(log=log, conversation=held.id, acting=acting, now=at)
    sequence(configuration, at)
