"""Scene 5: a report whose figures were restated after people had taken out their votes.

It lies so far back that a date on which figures may be restated has passed since.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from comity.canonical import sha256_hex
from comity.dialogue import first_scheduled
from comity.edge import pseudonyms_of
from comity.record import MANIFEST, parse_manifest
from comity.site.configuration import Configuration
from comity.site.demo.held import Held, hold, scene_digest_of, sequence
from comity.site.demo.publishing import publish_held
from comity.site.demo.voters import token_of
from comity.site.demo.world import Persona, secretary
from comity.site.dialogue.actions import (
    RESTATE,
    Kept,
    draw_up_restatement,
    drawn_up,
    publish_restatement,
    take_out,
)
from comity.site.dialogue.models import Restatement, VoteLine
from comity.site.dialogue.queries import report_with
from comity.site.dialogue.queries.restatement import restatement_rule
from comity.site.record.models import Log
from comity.subject import Subject

__all__ = ["BEGAN_BEFORE", "ID", "plant_restated", "restated_digest"]

SCENE: Final = "restated/1"
ID: Final = "dia-5"
HELD: Final = Held(
    plan="demo-minutes",
    id=ID,
    symbol="A24/DIA/5",
    ballots="open",
    people=70,
    seed=17,
    share=0.95,
    opened_before=timedelta(days=150),
    closed_before=timedelta(days=140),
)
PUBLISHED_BEFORE: Final = timedelta(days=136)
LEFT_BEFORE: Final = timedelta(days=132)
LEFT: Final = 12
"""How many people took out their votes: more than a restatement needs."""

BEGAN_BEFORE: Final = timedelta(days=160)
"""When the record of the demonstration begins: before the first of its scenes."""


def restated_digest() -> str:
    """Return a digest of all this scene is made from; it changes when the scene does."""
    return scene_digest_of(SCENE, HELD, LEFT)


def plant_restated(*, log: Log, configuration: Configuration, began: datetime) -> None:
    """Bring the scene as far as it goes, each step unless it was taken before."""
    if Restatement.objects.filter(restates=ID).exists():
        return
    by = secretary(began)
    hold(log=log, configuration=configuration, held=HELD, acting=by.acting(), began=began)
    if report_with(ID) is None:
        at = began - PUBLISHED_BEFORE
        publish_held(log=log, configuration=configuration, held=HELD, by=by, at=at)
    if drawn_up(ID) is None:
        _leave(log, configuration, began - LEFT_BEFORE)
    _restate(log, configuration, by, began - LEFT_BEFORE)


def _leave(log: Log, configuration: Configuration, at: datetime) -> None:
    """Have people take out their votes, as anybody can while their browser is known."""
    kept = Kept(configuration.sealed_folder, configuration.draft_folder)
    key = pseudonyms_of(configuration.pseudonym_folder, ID)
    for number in range(LEFT):
        who = key.of(token_of(HELD.seed, number))
        if VoteLine.objects.filter(conversation=ID, voter=who).exists():
            take_out(log=log, conversation=ID, voter=who, kept=kept, now=at)
    sequence(configuration, at)


def _restate(log: Log, configuration: Configuration, by: Persona, left: datetime) -> None:
    """Restate the figures on the first day after ``left`` on which that may be done."""
    _, rule = restatement_rule()
    day = first_scheduled(rule, left.astimezone(UTC).date())
    at = datetime.combine(day, time(9), UTC)
    if drawn_up(ID) is None:
        sealed = configuration.sealed_folder
        draw_up_restatement(report=ID, acting=by.acting(), sealed=sealed, now=at)
    members: Any = drawn_up(ID)
    named = parse_manifest(members[MANIFEST]).subject.id
    subject = Subject("dialogue", "restatement", named, sha256_hex(members[MANIFEST]))
    publish_restatement(
        log=log,
        report=ID,
        sign_off=by.sign_off(act=RESTATE, subject=subject, at=at),
        folder=configuration.bundle_folder,
        now=at,
    )
