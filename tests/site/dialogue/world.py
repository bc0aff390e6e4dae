"""A conversation for tests: its terms, the people who run it, and people who vote."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from comity.dialogue import Terms, read_rule
from comity.edge import pseudonyms_of, shipped
from comity.fault import RefusedError
from comity.people import Acting, Mandate, Role
from comity.site.dialogue import actions
from comity.site.dialogue.actions import (
    ADMIT,
    CLOSE,
    DECIDE_APPEAL,
    DECIDE_CONCERNS,
    MODERATE,
    OPEN,
    SEED,
    TRANSLATE,
    Appealed,
    Concern,
    Ruling,
    Sent,
    Voting,
    Written,
    appeal_rejection,
    cast_votes,
    moderate_statement,
    open_conversation,
    raise_concern,
    see_alarms,
    seed_statements,
    submit_statement,
    write_votings,
)
from comity.site.dialogue.ballot_box import WriteThrough
from comity.site.dialogue.queries import alarms_of
from comity.site.record.intake import intake_of, open_intake
from comity.site.record.models import Log
from tests.site.members.factories import entered

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=8)
ID = "dia-7"
SEEDS = (("Everybody should be heard.", "en"), ("السلامة أولاً.", "ar"), ("Plus vite.", "fr"))


def person(role: str, *acts: str, **changes) -> Acting:
    """Return somebody with one mandate in ``role``."""
    mandate = Mandate(
        id=f"m-{role}",
        holder=f"p-{role}",
        role=Role("assembly", role),
        scope=frozenset(acts),
        start=NOW - timedelta(days=365),
        end=NOW + timedelta(days=365),
    )
    return Acting(f"p-{role}", "Ilsa Verrane", (replace(mandate, **changes),))


def office(role: str, *acts: str, **changes) -> Acting:
    """Return somebody with one mandate in ``role``, entered where it is not yet."""
    who = person(role, *acts, **changes)
    entered(who.mandates[0], who.name)
    return who


SECRETARY = person("secretary", OPEN, SEED, CLOSE, ADMIT)
MODERATOR = person("moderator", MODERATE, TRANSLATE)
SECOND_DOES = (MODERATE, DECIDE_APPEAL, DECIDE_CONCERNS)
SECOND = Acting(
    "p-second",
    "Oren Tal",
    person(
        "moderator", MODERATE, DECIDE_APPEAL, DECIDE_CONCERNS, id="m-second", holder="p-second"
    ).mandates,
)
"""Another moderator, who also decides on appeals and concerns."""


def terms(**changes) -> Terms:
    """Return the terms of a conversation that is open at NOW."""
    rule = read_rule(shipped("dialogue", "common-ground", 1))
    whole = Terms(
        id=ID,
        symbol="A24/DIA/7",
        title="A question",
        question="Should it be so?",
        benefit="Some would gain.",
        risk="Some would lose.",
        language="en",
        languages=("en", "ar"),
        tier="anonymous",
        tiers=("anonymous",),
        ballots="open",
        moderation="before",
        rule=(rule.id, str(rule.version), rule.sha256),
        opens=NOW - timedelta(days=1),
        closes=NOW + timedelta(days=7),
        simulated=True,
    )
    return replace(whole, **changes)


def keys_of(configuration) -> Path:
    """Return where the keys of pseudonyms lie."""
    return configuration.pseudonym_folder


def enter_offices() -> None:
    """Enter the people who run the conversation, where they are not there yet."""
    for who in (SECRETARY, MODERATOR):
        entered(who.mandates[0], who.name)


def opened(configuration, **changes) -> str:
    """Open a conversation with three statements; return its id."""
    log = Log.objects.get()
    found = terms(**changes)
    begun = min(found.opens, NOW)
    enter_offices()
    open_intake(log=log, key_file=configuration.key_file, now=begun)
    open_conversation(
        log=log, terms=found, acting=SECRETARY, keys=keys_of(configuration), now=begun
    )
    seed_statements(log=log, conversation=found.id, statements=SEEDS, acting=SECRETARY, now=begun)
    return found.id


def voter(configuration, number: int, conversation: str = ID) -> str:
    """Return the pseudonym of the browser with this number."""
    return pseudonyms_of(keys_of(configuration), conversation).of(f"{number:032x}")


def vote(configuration, number: int, *votes: tuple[int, int], now: datetime = NOW):
    """Have somebody vote; return what became of it."""
    written = [Written(str(statement), str(value)) for statement, value in votes]
    return cast(configuration, number, written, now)


def cast(configuration, number: int, written, now: datetime = NOW):
    """Have somebody vote as it was written; return what became of it."""
    return cast_votes(
        box=WriteThrough(write_votings),
        intake=intake_of(configuration.key_file),
        voting=Voting(ID, voter(configuration, number), tuple(written), now),
    )


def sent(configuration, number: int, text: str, **changes) -> Sent:
    """Return a statement that somebody sends."""
    once = f"{hash((number, text)) & (2**128 - 1):032x}"
    return replace(Sent(voter(configuration, number), text, "en", once), **changes)


def submit(configuration, number: int, text: str, now: datetime = NOW, **changes) -> int:
    """Have somebody send a statement; return its number."""
    log = Log.objects.get()
    one = sent(configuration, number, text, **changes)
    return submit_statement(log=log, conversation=ID, sent=one, now=now)


def rejected(configuration, number: int, text: str, reason: str = "off_topic") -> int:
    """Have somebody send a statement that the moderator rejects; return its number."""
    found = submit(configuration, number, text)
    moderate_statement(
        log=Log.objects.get(),
        conversation=ID,
        ruling=Ruling(found, "rejected", reason),
        acting=MODERATOR,
        now=NOW,
    )
    return found


def appeal(configuration, number: int, statement: int, text: str = "Read it again.", now=NOW):
    """Have somebody appeal against the rejection of a statement; enter who can decide on it."""
    entered(SECOND.mandates[0], SECOND.name)
    appealed = Appealed(voter(configuration, number), statement, text)
    appeal_rejection(log=Log.objects.get(), conversation=ID, appealed=appealed, now=now)


def concern(configuration, number: int, statement: int, reason="personal", text="", now=NOW):
    """Have somebody who voted raise a concern about a statement."""
    raised = Concern(voter(configuration, number), statement, reason, text)
    raise_concern(log=Log.objects.get(), conversation=ID, concern=raised, now=now)


def see_all(*, log, conversation, acting, now):
    """Confirm each alarm of who took part."""
    seen = [alarm.id for alarm in alarms_of(conversation)]
    see_alarms(log=log, conversation=conversation, seen=seen, words="", acting=acting, now=now)


def begin_closing(**given) -> None:
    """Begin to close as somebody does who has confirmed each alarm, where they may."""
    with suppress(RefusedError):
        see_all(**given)
    actions.begin_closing(**given)
