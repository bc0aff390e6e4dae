"""The terms of the site, each with what it means here, in the order of the reader's alphabet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.edge import shipped
from comity.fault import N_
from comity.people import alphabet_key, read_alphabets
from comity.render import Voice

__all__ = ["TERMS", "Term", "terms_in"]


@dataclass(frozen=True, slots=True)
class Term:
    """A term and what it means; ``id`` is its place on the page, by which others link to it."""

    id: str
    word: str
    meaning: str


TERMS: Final = (
    Term("auditor", N_("Auditor"), N_("Somebody with a mandate who counts protected votes again.")),
    Term(
        "ballots",
        N_("Ballots"),
        N_("Open: votes are published without names. Protected: only cells of several people are."),
    ),
    Term(
        "bundle",
        N_("Bundle"),
        N_("A file with a result and all that it was computed from, to compute it again."),
    ),
    Term(
        "checkpoint",
        N_("Checkpoint"),
        N_("The signed head of the record: how many entries it has, and the root over them."),
    ),
    Term(
        "common-ground",
        N_("Common ground"),
        N_("Statements on which all opinion groups say the same."),
    ),
    Term(
        "conversation",
        N_("Conversation"),
        N_("A question on which people send statements and vote on those of others."),
    ),
    Term("digest", N_("Digest"), N_("A fingerprint of bytes (SHA-256): other bytes have another.")),
    Term("entry", N_("Entry"), N_("One act in the record; it is never changed or taken away.")),
    Term(
        "intake-note",
        N_("Intake note"),
        N_("The signed word that an act was taken, and by when it will be in the record."),
    ),
    Term(
        "interval",
        N_("Interval"),
        N_("How far chance alone could have moved a share; the fewer the votes, the wider."),
    ),
    Term(
        "mandate",
        N_("Mandate"),
        N_("What a person may do for a party, from when and until when, given by another person."),
    ),
    Term(
        "opinion-group",
        N_("Opinion group"),
        N_("People who voted alike; nobody chooses one, and an unstable one is not claimed."),
    ),
    Term("party", N_("Party"), N_("A state, an organisation or another body that takes part.")),
    Term(
        "receipt",
        N_("Receipt"),
        N_("A proof that one entry or one sealed vote is in the record."),
    ),
    Term(
        "record",
        N_("Record"),
        N_("The list of all public acts, to which entries are added and nothing else is done."),
    ),
    Term("rule", N_("Rule"), N_("The file of thresholds and steps by which a result is computed.")),
    Term(
        "sign-off",
        N_("Sign-off"),
        N_("The word of a named person with a mandate that puts exactly these bytes into effect."),
    ),
    Term(
        "statement",
        N_("Statement"),
        N_("One sentence or two that people agree with, disagree with or pass on."),
    ),
    Term("tier", N_("Tier"), N_("How sure it is who took part; tiers are never added up.")),
    Term(
        "witness",
        N_("Witness"),
        N_(
            "A program of somebody else that signs checkpoints, so that none is replaced unnoticed."
        ),
    ),
)


def terms_in(speaker: Voice) -> Sequence[Term]:
    """Return the terms in the language of ``speaker``, in the order of its alphabet."""
    alphabets = read_alphabets(shipped("people", "alphabets", 1))
    key = alphabet_key(speaker.language.tag, alphabets)
    said = (Term(one.id, speaker.say(one.word), speaker.say(one.meaning)) for one in TERMS)
    return sorted(said, key=lambda one: key(one.word))
