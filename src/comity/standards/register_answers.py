"""Answers of the register as JSON has them: relations, one party's history, counts, claims."""

from collections.abc import Sequence
from datetime import date

from comity.canonical import Json
from comity.standards.acts import Act
from comity.standards.register import Register
from comity.standards.register_claim import ClaimAnswer, ListedDecision
from comity.standards.register_count import EndorsementCount
from comity.standards.register_pairs import Answer, BoundBy, Relation
from comity.standards.register_status import party_document

__all__ = ["claim_document", "count_document", "history_document", "relations_document"]


def relations_document(found: Register, relations: Sequence[Relation]) -> dict[str, Json]:
    """Return what the instrument is between the pairs of ``relations``."""
    return {**_head(found), "relations": [_relation(one) for one in relations]}


def history_document(found: Register, party: str) -> dict[str, Json]:
    """Return the state of ``party`` and each of its acts, those of later days left out."""
    own = found.parties.get(party)
    acts = [_full_act(act) for act in found.acts if party in (act.party, act.towards)]
    return {**_head(found), "party": None if own is None else party_document(own), "history": acts}


def count_document(found: EndorsementCount) -> dict[str, Json]:
    """Return how many endorsed on a day, and what each source says."""
    disputed = found.those("disputed")
    return {
        "v": 1,
        "at": found.at.isoformat(),
        "endorsed": len(found.those("endorsed")),
        "by_every_source": found.by_every_source,
        "disputed": [{"party": one.party, "says": dict(one.by_source)} for one in disputed],
        "unknown": [one.party for one in found.those("unknown")],
        "denied": [one.party for one in found.those("denied")],
        "withdrawn": [
            {"party": one.party, "from": _day(one.since), "until": _day(one.until)}
            for one in found.those("withdrawn")
        ],
        "sources": [
            {"source": one.source, "listed": one.listed, "stated": one.stated}
            for one in found.sources
        ],
        "parties": [
            {"party": one.party, "verdict": one.verdict, "says": dict(one.by_source)}
            for one in found.parties
        ],
    }


def claim_document(found: ClaimAnswer) -> dict[str, Json]:
    """Return which decisions are as claimed, or that none is among so many up to the last day."""
    return {
        "v": 1,
        "answer": "found" if found.found else "no_such_decision",
        "found": [_decision(one) for one in found.found],
        "near": [_decision(one) for one in found.near],
        "searched": found.searched,
        "from": _day(found.first),
        "until": _day(found.last),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _head(found: Register) -> dict[str, Json]:
    rule = found.rule
    return {
        "v": 1,
        "rule": {"id": rule.id, "version": rule.version, "sha256": rule.sha256},
        "title": rule.title,
        "at": found.at.isoformat(),
        "state": "in_force" if found.is_in_force else "not_in_force",
    }


def _relation(one: Relation) -> dict[str, Json]:
    return {
        "party": one.party,
        "towards": one.towards,
        "state": one.state,
        "lacking": list(one.lacking),
        "paths": [_path(path) for path in one.paths],
        "reservations": [_answer(answer) for answer in one.answers],
    }


def _path(one: BoundBy) -> dict[str, Json]:
    return {
        "party": one.party,
        "by": one.by,
        "through": one.through,
        "standing": party_document(one.standing),
    }


def _answer(one: Answer) -> dict[str, Json]:
    return {
        "reservation": _full_act(one.reservation),
        "told": one.told,
        "until": one.until.isoformat(),
        "objection": None if one.objection is None else _full_act(one.objection),
    }


def _full_act(act: Act) -> dict[str, Json]:
    """Return all that is entered of an act, what is empty left out."""
    days = {"effect": act.effect, "notified": act.notified, "entered": act.entered}
    texts = {
        "number": act.number,
        "towards": act.towards,
        "about": act.about,
        "corrects": act.corrects,
        "territory": act.territory,
        "text": act.text,
        "evidence": act.evidence,
        "source": act.source,
    }
    told: dict[str, Json] = {
        "line": act.line,
        "party": act.party,
        "act": act.kind,
        "date": act.day.isoformat(),
    }
    told |= {name: day.isoformat() for name, day in days.items() if day is not None}
    return told | {name: text for name, text in texts.items() if text}


def _decision(one: ListedDecision) -> dict[str, Json]:
    yes, no, abstain = one.counts
    return {
        "decision": one.name,
        "date": one.day.isoformat(),
        "title": one.title,
        "yes": yes,
        "no": no,
        "abstain": abstain,
        "line": one.line,
    }
