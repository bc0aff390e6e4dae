"""Scene 2: a live conversation, open for three weeks, in which anybody can vote.

Its voters so far are simulated from the agreement that its data file states for two camps; they
come through the same actions as anybody else.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from comity.canonical import sha256_hex
from comity.dialogue import ANONYMOUS, pseudonym_in
from comity.edge import pseudonyms_of, shipped
from comity.people import Acting
from comity.site.configuration import Configuration
from comity.site.demo.voters import invented_terms, language_of, token_of, translations_of, votes_of
from comity.site.demo.world import secretary
from comity.site.dialogue.actions import (
    Sent,
    Voting,
    cast_votes,
    enter_translations,
    open_conversation,
    release_results,
    seed_statements,
    submit_statement,
    write_votings,
)
from comity.site.dialogue.ballot_box import WriteThrough
from comity.site.dialogue.queries import conversation_with
from comity.site.record.intake import intake_of
from comity.site.record.models import Log
from comity.statistics import derive_seed

__all__ = ["ID", "SCENE", "conversation_digest", "plant_conversation"]

SCENE: Final = "conversation/4"
ID: Final = "dia-2"
SYMBOL: Final = "A24/DIA/2"
PEOPLE: Final = 140
DELEGATES: Final = 40
"""So many more take part signed in, for delegations; they are counted beside the others."""
TIERS: Final = (ANONYMOUS, "delegation")
SEED: Final = 7
SHARE: Final = 0.8
OPENED_BEFORE: Final = timedelta(days=5)
CLOSES_AFTER: Final = timedelta(days=16)


def conversation_digest() -> str:
    """Return a digest of all this scene is made from; it changes when the scene does."""
    return sha256_hex(
        b"\0".join((SCENE.encode(), _data(), repr((PEOPLE, DELEGATES, SEED)).encode()))
    )


def plant_conversation(*, log: Log, configuration: Configuration, began: datetime) -> None:
    """Open the conversation of the scene and let its simulated people in, unless it is there."""
    if conversation_with(ID, began) is not None:
        return
    plan: Any = json.loads(_data())
    opens, closes = began - OPENED_BEFORE, began + CLOSES_AFTER
    acting = secretary(began).acting()
    open_conversation(
        log=log,
        terms=invented_terms(
            plan,
            named=(ID, SYMBOL),
            ballots="open",
            rule_version=1,
            tiers=TIERS,
            period=(opens, closes),
        ),
        acting=acting,
        keys=configuration.pseudonym_folder,
        now=opens,
    )
    _speak(log, plan, acting, opens)
    _translate(log, plan, acting, opens)
    _vote(configuration, plan, began)
    _suggest(log, configuration, plan, began)


def _speak(log: Log, plan: Mapping[str, Any], acting: Acting, now: datetime) -> None:
    statements = [(one["text"], one["language"]) for one in plan["statements"]]
    seed_statements(log=log, conversation=ID, statements=statements, acting=acting, now=now)


def _translate(log: Log, plan: Mapping[str, Any], acting: Acting, now: datetime) -> None:
    """Enter what is asked and said in the other languages of the site."""
    made = translations_of(plan)
    enter_translations(log=log, conversation=ID, translations=made, acting=acting, now=now)


def _vote(configuration: Configuration, plan: Mapping[str, Any], now: datetime) -> None:
    """Have each simulated person vote on some of the statements, as their camp would.

    What may be shown of it is taken as they come, as the server does each minute.
    """
    box, intake = WriteThrough(write_votings), intake_of(configuration.key_file)
    for number in range(PEOPLE + DELEGATES):
        votes = votes_of(plan, seed=SEED, number=number, share=SHARE)
        who = pseudonym_in(TIERS[number >= PEOPLE], _pseudonym(configuration, number))
        voting = Voting(ID, who, tuple(votes), now, language_of(number))
        cast_votes(box=box, intake=intake, voting=voting)
        release_results(conversation=ID, now=now)


def _suggest(
    log: Log, configuration: Configuration, plan: Mapping[str, Any], now: datetime
) -> None:
    for number, one in enumerate(plan["suggested"]):
        author = _pseudonym(configuration, number)
        once = f"{derive_seed(SEED, 'once', number):032x}"
        sent = Sent(author, one["text"], one["language"], once)
        submit_statement(log=log, conversation=ID, sent=sent, now=now)


def _pseudonym(configuration: Configuration, number: int) -> str:
    return pseudonyms_of(configuration.pseudonym_folder, ID).of(token_of(SEED, number))


def _data() -> bytes:
    return shipped("dialogue", "demo-small-developers", 1)
