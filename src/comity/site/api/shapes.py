"""What the interface gives: each member named here, and nothing that is not.

An answer is built member by member from the values that pages show, so that a value which a query
gains is not given away by itself.
"""

from datetime import datetime

from ninja import Schema

from comity.site.api.sendings import Vote

__all__ = [
    "Begun",
    "Closed",
    "Conversation",
    "Conversations",
    "Entries",
    "Entry",
    "EntryFull",
    "Fault",
    "Found",
    "Head",
    "Health",
    "Instance",
    "Kept",
    "Kind",
    "Me",
    "Mine",
    "OwnStatement",
    "Parties",
    "Party",
    "Problem",
    "Receipt",
    "Report",
    "ReportLine",
    "Reports",
    "Seeded",
    "Statement",
    "Statements",
    "Taken",
    "Text",
    "Waiting",
    "WaitingStatement",
]


class Fault(Schema):
    """One refusal: of which kind, where, what was found, by which rule, and how to mend it."""

    kind: str
    place: str
    found: str
    rule: str
    remedy: str


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    faults: list[Fault]
    more: int


class Kind(Schema):
    """A kind of fault, as it is worded before its values are filled in."""

    kind: str
    found: str
    rule: str
    remedy: str


class Instance(Schema):
    """Whose site this is."""

    name: str
    names: dict[str, str]
    operator: dict[str, str]
    origin: str
    pillars: list[str]
    series: str
    simulated: bool
    languages: list[str]
    software: str


class Health(Schema):
    """What the last comparison of the public rows with the record found."""

    at: datetime | None
    checked: int
    differences: int
    software: str
    functions: list[str]
    workers: int


class Party(Schema):
    """A party, and the status that holds today."""

    id: str
    kind: str
    names: dict[str, str]
    original: str
    status: str | None
    since: str | None


class Parties(Schema):
    """Parties by id."""

    items: list[Party]
    next: str | None


class Text(Schema):
    """Words in the language they were written in, and the translation that was asked for."""

    text: str
    language: str
    translation: str | None
    translated_by: str | None
    reviewed: bool


class ConcernCounts(Schema):
    """How many entries of concerns the record has, and how many were decided either way."""

    raised: int
    kept: int
    rejected: int


class Conversation(Schema):
    """A conversation; ``took_part`` is rounded down to a multiple of ten.

    ``concerns`` is null until it is closed, as its page says nothing of them before.
    """

    id: str
    symbol: str
    code: str
    title: Text
    question: Text
    benefit: Text
    risk: Text
    languages: list[str]
    tiers: list[str]
    ballots: str
    moderation: str
    rule: list[str]
    opens: datetime
    closes: datetime
    stage: str
    takes: bool
    statements: int
    took_part: int
    rejected: int
    concerns: ConcernCounts | None
    report: str | None
    closed: datetime | None
    simulated: bool


class Conversations(Schema):
    """Conversations without a report, those that close first at the front."""

    items: list[Conversation]
    next: str | None


class Statement(Schema):
    """A statement that is voted on."""

    number: int
    words: Text


class Statements(Schema):
    """Statements by number."""

    items: list[Statement]
    next: str | None


class Withdrawn(Schema):
    """That a report was withdrawn by a later act, which stands beside it."""

    at: datetime
    reason: str
    role: str
    entry: int | None


class ReportLine(Schema):
    """A published report as a list shows it."""

    id: str
    symbol: str
    title: str
    at: datetime
    participants: int
    votes: int
    common_ground: int
    withdrawn: Withdrawn | None


class Reports(Schema):
    """Reports, the newest first."""

    items: list[ReportLine]
    next: str | None


class Report(ReportLine):
    """A published report: who signed it off, its digest, and the addresses of its files."""

    digest: str
    signer: str
    role: str
    strength: str
    entry: int | None
    vkey: str
    ballots: str
    bundle_size: int
    simulated: bool
    page: str
    files: dict[str, str]


class Head(Schema):
    """The last signed head of the record; ``note`` is the checkpoint itself."""

    origin: str
    vkey: str
    size: int
    root: str
    at: datetime
    note: str
    witnesses: list[str]


class Entry(Schema):
    """An entry of the record."""

    index: int
    act: str
    actor: str
    subject: str
    at: datetime
    symbol: str
    title: str


class Entries(Schema):
    """Entries, the newest first."""

    items: list[Entry]
    next: str | None


class EntryFull(Entry):
    """An entry with the very bytes the tree hashes, and its content where that is published."""

    leaf: str
    leaf_hash: str
    content: str | None
    erased: bool
    erased_by: int | None


class Receipt(Schema):
    """The proof that an entry is under a signed head, as ``comity record`` checks it."""

    proof: str


class Found(Schema):
    """Entries that fit, under the head up to which was looked; there may be more."""

    items: list[Entry]
    more: bool
    size: int


class Begun(Schema):
    """Which conversation it is, and a token that is yours: keep it, nobody can give it again."""

    conversation: str
    voter: str


class Kept(Schema):
    """What became of votes: those kept, a fault for each other one, and the signed word for it."""

    kept: list[Vote]
    faults: list[Fault]
    note: str
    in_record_by: datetime


class Taken(Schema):
    """The number that a statement got, and what became of it so far."""

    number: int
    state: str


class OwnStatement(Schema):
    """A statement of one's own: what became of it, and why it was rejected if it was."""

    number: int
    text: str
    language: str
    state: str
    reason: str


class Mine(Schema):
    """What the bearer of a voter's token voted and sent."""

    votes: list[Vote]
    statements: list[OwnStatement]


class Receipts(Schema):
    """Receipts of votes by the name of a file: none of them tells what was voted, or when."""

    files: dict[str, str]


class Me(Schema):
    """For whom a token acts, by which mandate, and what it is for."""

    person: str
    name: str
    role: str
    mandate: str
    until: datetime
    scope: list[str]


class WaitingStatement(Schema):
    """A statement nobody has decided on."""

    number: int
    text: str
    language: str
    day: str


class Waiting(Schema):
    """What waits for a decision, the oldest first."""

    items: list[WaitingStatement]
    next: str | None


class Seeded(Schema):
    """The numbers that statements got."""

    numbers: list[int]


class Closed(Schema):
    """In which stage a conversation is now."""

    conversation: str
    stage: str
