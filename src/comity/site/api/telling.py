"""How the values that pages show become what the interface gives."""

from comity.site.api import shapes
from comity.site.dialogue.queries import (
    Asked,
    ConversationView,
    PublishedLine,
    PublishedView,
    Withdrawal,
    asked_in,
    concern_counts,
)
from comity.site.dialogue.queries import StatementLine as Line
from comity.site.members.queries import MemberLine
from comity.site.record.queries import EntryFull, EntryLine, Head

__all__ = [
    "conversation_told",
    "entry_told",
    "full_entry_told",
    "head_told",
    "line_told",
    "party_told",
    "report_told",
    "statement_told",
]

FILES = {
    "report": "report.json",
    "bundle": "bundle.zip",
    "statements": "statements.csv",
}
OPEN_FILES = {"votes": "polis/votes.csv", "comments": "polis/comments.csv"}


def conversation_told(view: ConversationView, language: str) -> shapes.Conversation:
    """Return a conversation for who reads ``language``."""
    terms = view.terms
    wanted = language or terms.language
    asked = {part: _text(one) for part, one in asked_in(view, wanted).items()}
    return shapes.Conversation(
        id=view.id,
        symbol=view.symbol,
        code=view.code,
        title=asked["title"],
        question=asked["question"],
        benefit=asked["benefit"],
        risk=asked["risk"],
        languages=list(terms.languages),
        tiers=list(terms.tiers),
        ballots=terms.ballots,
        moderation=terms.moderation,
        rule=list(terms.rule),
        opens=terms.opens,
        closes=terms.closes,
        stage=view.stage,
        takes=view.takes,
        statements=view.statements,
        took_part=view.took_part,
        rejected=view.rejected,
        concerns=_concerns(view),
        report=view.report,
        closed=view.closed,
        simulated=terms.simulated,
    )


def _concerns(view: ConversationView) -> shapes.ConcernCounts | None:
    if view.stage != "closed":
        return None
    found = concern_counts(view.id)
    return shapes.ConcernCounts(raised=found.raised, kept=found.kept, rejected=found.rejected)


def statement_told(line: Line) -> shapes.Statement:
    """Return a statement that is voted on."""
    return shapes.Statement(number=line.number, words=_text(line))


def party_told(line: MemberLine) -> shapes.Party:
    """Return a party with its status."""
    party, status = line.party, line.status
    return shapes.Party(
        id=party.id,
        kind=party.kind,
        names=dict(party.names),
        original=party.original,
        status=status.status if status else None,
        since=status.since.isoformat() if status else None,
    )


def line_told(line: PublishedLine) -> shapes.ReportLine:
    """Return a published report as a list shows it."""
    return shapes.ReportLine(
        id=line.id,
        symbol=line.symbol,
        title=line.title,
        at=line.at,
        participants=line.participants,
        votes=line.votes,
        common_ground=line.common_ground,
        withdrawn=_withdrawn(line.withdrawn),
    )


def report_told(view: PublishedView) -> shapes.Report:
    """Return a published report with the addresses of its files."""
    names = FILES | (OPEN_FILES if view.open_ballots else {})
    return shapes.Report(
        id=view.id,
        symbol=view.symbol,
        title=view.title,
        at=view.at,
        participants=view.participants,
        votes=view.votes,
        common_ground=view.common_ground,
        withdrawn=_withdrawn(view.withdrawn),
        digest=view.digest,
        signer=view.signer,
        role=view.role,
        strength=view.strength,
        entry=view.entry,
        vkey=view.vkey,
        ballots="open" if view.open_ballots else "protected",
        bundle_size=view.bundle_size,
        simulated=view.simulated,
        page=view.permalink,
        files={name: f"{view.permalink}{path}" for name, path in names.items()},
    )


def _withdrawn(one: Withdrawal | None) -> shapes.Withdrawn | None:
    if one is None:
        return None
    return shapes.Withdrawn(at=one.at, reason=one.reason, role=one.role, entry=one.entry)


def head_told(head: Head) -> shapes.Head:
    """Return the last signed head."""
    seen = head.witnessing
    return shapes.Head(
        origin=head.origin,
        vkey=head.vkey,
        size=head.size,
        root=head.root,
        at=head.at,
        note=head.note.decode(),
        witnesses=[] if seen is None else sorted(seen.names),
    )


def entry_told(line: EntryLine) -> shapes.Entry:
    """Return an entry as a list shows it."""
    return shapes.Entry(
        index=line.index,
        act=line.act,
        actor=line.actor,
        subject=line.subject,
        at=line.at,
        symbol=line.symbol,
        title=line.title,
    )


def full_entry_told(full: EntryFull) -> shapes.EntryFull:
    """Return an entry with its bytes, and its content only where that is published."""
    shown = full.payload if full.payload_shown else None
    return shapes.EntryFull(
        **entry_told(full.line).model_dump(),
        leaf=full.leaf.decode(),
        leaf_hash=full.leaf_hash,
        content=None if shown is None else shown.decode(),
        erased=full.erased,
        erased_by=full.erased_by,
    )


def _text(one: Asked | Line) -> shapes.Text:
    made = one.translation
    return shapes.Text(
        text=one.text,
        language=one.language,
        translation=made.text if made else None,
        translated_by=made.origin if made else None,
        reviewed=bool(made and made.reviewer),
    )
