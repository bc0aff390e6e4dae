"""A conversation while it lives: its terms, its stages, and what may be said in it.

The terms are fixed when it opens and shown to everybody who votes: what is asked, in which tier
people take part, whether ballots are open or protected, when it closes. They are the content of
the entry that opens it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from re import compile as pattern
from typing import Any, Final, Literal, TypeAlias, get_args

from comity.canonical import decode, encode
from comity.fault import N_, Fault, FaultKind, Place, phrase
from comity.language import TextRule

__all__ = [
    "DECIDED_IN",
    "LONGEST_OPEN",
    "LONGEST_STATEMENT",
    "NOT_OPEN",
    "OVER",
    "PARTS",
    "REASONS",
    "SEEDED_IN",
    "Ballots",
    "Decision",
    "Moderation",
    "Stage",
    "Terms",
    "decode_terms",
    "encode_terms",
    "moderation_payload",
    "shown_states",
    "stage_of",
    "statement_faults",
    "statement_payload",
    "terms_faults",
    "wrong_term",
]

Ballots: TypeAlias = Literal["open", "protected"]
Moderation: TypeAlias = Literal["before", "after"]
Decision: TypeAlias = Literal["accepted", "rejected"]
Stage: TypeAlias = Literal["planned", "open", "ended", "closing", "closed"]

LONGEST_STATEMENT: Final = 300
LONGEST_TEXT: Final = 2_000
LONGEST_OPEN: Final = timedelta(days=366)
"""A year. As long as a conversation is open its key lives, by which people are known again, and
whoever lost the browser they voted with cannot take their votes out; and nobody opens for a day
that they cannot mean."""

LANGUAGE_TAG: Final = pattern(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
ID: Final = pattern(r"[a-z0-9]+(-[a-z0-9]+)*")
REASONS: Final[Mapping[str, str]] = {
    "off_topic": N_("It is about something else than the question."),
    "duplicate": N_("Another statement says the same already."),
    "several": N_("It says several things at once, so that a vote on it could not be read."),
    "personal": N_("It names or insults a person, or tells private things about one."),
    "unlawful": N_("The law under which this site is run does not allow it to be published."),
    "unclear": N_("It cannot be understood without something that is not here."),
}
"""Why a statement is not shown: a closed list, so that each reason reads in six languages."""

TERM_MISSING: Final = FaultKind(
    "dialogue.terms_missing",
    N_("“{member}” is empty"),
    N_("a conversation says what is asked, and what could be gained and lost"),
    N_("Fill it in."),
)
TERM_TOO_LONG: Final = FaultKind(
    "dialogue.terms_long",
    N_("“{member}” has {length} characters"),
    N_("it has at most {most}"),
    N_("Shorten it; a longer text can stand behind a link on another page."),
)
WRONG_TERM: Final = FaultKind(
    "dialogue.terms_wrong",
    N_("“{member}” is “{value}”"),
    N_("it is {wanted}"),
    N_("Correct it."),
)
ENDS_FIRST: Final = FaultKind(
    "dialogue.terms_dates",
    N_("it closes at {closes} and opens at {opens}"),
    N_("a conversation closes after it opens, and in the future"),
    N_("Name a later time, in UTC."),
)
TOO_FAR: Final = FaultKind(
    "dialogue.terms_far",
    N_("it opens at {opens} and closes at {closes}"),
    N_("a conversation opens within {most} days from now, and is open for {most} days at most"),
    N_("Name an earlier time. Another conversation can follow this one."),
)
NO_TEXT: Final = FaultKind(
    "dialogue.statement_empty",
    N_("the statement is empty"),
    N_("a statement says one thing that others can agree or disagree with"),
    N_("Write one sentence."),
)
TOO_LONG: Final = FaultKind(
    "dialogue.statement_long",
    N_("the statement has {length} characters"),
    N_("a statement has at most {most}, so that it can be read on a phone and voted on as one"),
    N_("Shorten it, or make two statements of it. Nothing of it was lost: it stands below."),
)
HIDDEN_SIGNS: Final = FaultKind(
    "dialogue.statement_controls",
    N_("the statement holds invisible control characters: {characters}"),
    N_("such characters can make a text read as something other than it says"),
    N_("They are taken out of the text below. Read it again and send it."),
)
WORDS: Final = TextRule(LONGEST_STATEMENT, TOO_LONG, HIDDEN_SIGNS, NO_TEXT)
WRONG_LANGUAGE: Final = FaultKind(
    "dialogue.statement_language_unknown",
    N_("the language is “{value}”"),
    N_("a language is a tag such as ar, en or zh-Hant (BCP 47)"),
    N_("Choose the language in which the statement is written."),
)
NOT_OPEN: Final = FaultKind(
    "dialogue.not_open",
    N_("the conversation takes nothing at the moment"),
    N_("votes and statements count from the opening to the close, by this site's clock"),
    N_("What you did before the close counts. That you tried is noted, without what you tried."),
)

OVER: Final = FaultKind(
    "dialogue.over",
    N_("the conversation is over, or it is being closed"),
    N_("what closes a conversation is computed over all that was done in it: nothing is added"),
    N_("Leave it as it is. What is still to be asked goes into another conversation."),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is fixed when a conversation opens.

    ``tiers`` are the tiers people may take part in, ``tier`` the one that shapes the report;
    ``benefit`` and ``risk`` are the notes beside the question; ``rule`` is id, version and SHA-256
    of the rule file its report will follow; ``opens`` and ``closes`` carry a time zone; ``live``
    says whether results are shown while it is open.
    """

    id: str
    symbol: str
    title: str
    question: str
    benefit: str
    risk: str
    language: str
    languages: tuple[str, ...]
    tier: str
    tiers: tuple[str, ...]
    ballots: Ballots
    moderation: Moderation
    rule: tuple[str, str, str]
    opens: datetime
    closes: datetime
    simulated: bool = False
    live: bool = True


SEEDED_IN: Final[frozenset[Stage]] = frozenset(("planned", "open"))
"""The stages in which an organisation adds statements of its own: as long as there are votes to
come."""

DECIDED_IN: Final[frozenset[Stage]] = SEEDED_IN | {"ended"}
"""The stages in which a moderator decides: until the conversation is being closed."""

PARTS: Final = ("title", "question", "benefit", "risk")
"""The members of the terms that are texts to be read, and translated."""
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "ballots": get_args(Ballots),
    "moderation": get_args(Moderation),
}


def terms_faults(terms: Terms, now: datetime) -> tuple[Fault, ...]:
    """Return all that speaks against opening a conversation on ``terms`` at ``now``."""
    faults = [fault for member in PARTS for fault in _text_faults(member, getattr(terms, member))]
    for member, allowed in CHOICES.items():
        if getattr(terms, member) not in allowed:
            faults.append(wrong_term(member, getattr(terms, member), " / ".join(allowed)))
    if not ID.fullmatch(terms.id):
        faults.append(wrong_term("id", terms.id, phrase(N_("small letters, figures and hyphens"))))
    faults += [
        wrong_term("language", tag, phrase(N_("a tag such as ar, en or zh-Hant")))
        for tag in (terms.language, *terms.languages)
        if not LANGUAGE_TAG.fullmatch(tag)
    ]
    if terms.tier not in terms.tiers:
        faults.append(
            wrong_term("tier", terms.tier, phrase(N_("one of the tiers people may take part in")))
        )
    return (*faults, *_date_faults(terms, now))


def stage_of(state: str, opens: datetime, closes: datetime, now: datetime) -> Stage:
    """Return the stage at ``now``: what was noted of closing, else what the dates say.

    ``ended`` is past the close but not closed by anybody yet: it takes nothing any more.
    """
    if state == "closing":
        return "closing"
    if state == "closed":
        return "closed"
    if now < opens:
        return "planned"
    return "open" if now < closes else "ended"


def shown_states(terms: Terms) -> tuple[str, ...]:
    """Return the states in which a statement is shown and voted on, under these terms."""
    return ("accepted", "waiting") if terms.moderation == "after" else ("accepted",)


def statement_faults(text: str, language: str) -> tuple[Fault, ...]:
    """Return all that speaks against a statement as somebody sent it; markup is only text."""
    faults = list(WORDS.faults(text, Place("statement")))
    if not LANGUAGE_TAG.fullmatch(language):
        faults.append(WRONG_LANGUAGE.at(Place("language"), value=language))
    return tuple(faults)


def encode_terms(terms: Terms) -> bytes:
    """Return the content of the entry that opens a conversation: canonical JSON."""
    members = asdict(terms)
    if terms.live:
        # Terms from before there were live results do not say it, and keep their bytes.
        del members["live"]
    members |= {"v": 1, "opens": _moment(terms.opens), "closes": _moment(terms.closes)}
    return encode(members)


def decode_terms(data: bytes) -> Terms:
    """Return the terms that an entry's content holds; ``ValueError`` where it holds none."""
    try:
        members: Any = decode(data)
        version = members.pop("v")
        lists = {name: tuple(members[name]) for name in ("languages", "tiers", "rule")}
        times = {name: datetime.fromisoformat(members[name]) for name in ("opens", "closes")}
        terms = Terms(**{**members, **lists, **times})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no terms of a conversation: {error}") from error
    if version != 1 or encode_terms(terms) != data:
        raise ValueError("no terms of a conversation of version 1")
    return terms


def statement_payload(number: int, text: str, language: str) -> bytes:
    """Return the content of the entry of a statement: canonical JSON."""
    return encode({"v": 1, "statement": number, "text": text, "language": language})


def moderation_payload(number: int, decision: str, reason: str) -> bytes:
    """Return the content of the entry of a moderator's decision: canonical JSON."""
    return encode({"v": 1, "statement": number, "decision": decision, "reason": reason})


def _date_faults(terms: Terms, now: datetime) -> Iterator[Fault]:
    place = Place("closes")
    said = {"opens": _moment(terms.opens), "closes": _moment(terms.closes)}
    begins = max(terms.opens, now)
    if not terms.opens < terms.closes or terms.closes <= now:
        yield ENDS_FIRST.at(place, **said)
    elif terms.opens - now > LONGEST_OPEN or terms.closes - begins > LONGEST_OPEN:
        yield TOO_FAR.at(place, **said, most=LONGEST_OPEN.days)


def _text_faults(member: str, text: str) -> Iterator[Fault]:
    if not text.strip():
        yield TERM_MISSING.at(Place(member), member=member)
    if len(text) > LONGEST_TEXT:
        yield TERM_TOO_LONG.at(Place(member), member=member, length=len(text), most=LONGEST_TEXT)


def wrong_term(member: str, value: str, wanted: str) -> Fault:
    """Return the fault of a term that is ``value`` and should be ``wanted``."""
    return WRONG_TERM.at(Place(member), member=member, value=value, wanted=wanted)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
