"""A log in memory that takes ballots, enters them in batches and closes, honestly or not."""

from dataclasses import dataclass, field
from hashlib import sha256

from comity.edge import signer_from_seed
from comity.record import (
    Checkpoint,
    ClosedSubject,
    EnteredBatch,
    Entry,
    IntakeNote,
    ProvedEntry,
    TlogProof,
    Tree,
    VerifiedHead,
    batch_payload,
    close_subject,
    closing_payload,
    encode_entry,
    intake_name,
    leaf_hash,
    make_batch,
    public_payload,
    sign_checkpoint,
)
from comity.record.ballots import Batch
from tests.record.signing import LOG, ORIGIN, head_of

SUBJECT = "dialogue:conversation:c-1"
OTHER = "dialogue:conversation:c-2"
INTAKE = signer_from_seed(intake_name(ORIGIN), b"\x07" * 32)
AT = "2026-07-01T09:00:00.000Z"
CLOSES = "2026-07-02T12:00:00.000Z"
BY = "2026-07-02T13:00:00.000Z"
AFTER = "2026-07-03T00:00:00.000Z"


def leaf(number: int) -> bytes:
    """Return a sealed leaf of which nothing else is known."""
    return sha256(b"%d" % number).digest()


def note_of(ballots: list[bytes], entries: list[bytes] = (), **changes) -> IntakeNote:
    """Return the note that promises these leaves."""
    said = {"origin": ORIGIN, "subject": SUBJECT, "at": AT, "by": BY, **changes}
    return IntakeNote(**said, entries=tuple(sorted(entries)), ballots=tuple(sorted(ballots)))


@dataclass
class World:
    """A log and what it published beside it."""

    entries: list[Entry] = field(default_factory=list)
    contents: dict[int, bytes] = field(default_factory=dict)
    batches: dict[int, EnteredBatch] = field(default_factory=dict)
    closing: int | None = None

    def act(self, act: str, subject: str = SUBJECT, content: bytes = b"{}", at: str = AT) -> int:
        """Enter an act; return its index."""
        self.entries.append(Entry(act, "secretary", subject, at, public_payload(content)))
        self.contents[len(self.entries) - 1] = content
        return len(self.entries) - 1

    def enter(self, leaves: list[bytes], subject: str = SUBJECT) -> Batch:
        """Enter a batch."""
        batch = make_batch(subject, leaves)
        content = batch_payload(batch)
        index = self.act("dialogue.enter_ballots", subject, content)
        self.batches[index] = EnteredBatch(content, tuple(leaves))
        return batch

    def close(self) -> int:
        """Close the subject as it stands."""
        mine = [
            (index, leaf_hash(encode_entry(one)))
            for index, one in enumerate(self.entries)
            if one.subject == SUBJECT
        ]
        content = closing_payload(close_subject(SUBJECT, mine))
        self.closing = self.act("dialogue.close_conversation", content=content, at=CLOSES)
        return self.closing

    def hashes(self) -> list[bytes]:
        """Return the leaf hashes of all entries."""
        return [leaf_hash(encode_entry(one)) for one in self.entries]

    def head(self) -> VerifiedHead:
        """Return the signed and verified head."""
        tree = Tree(self.hashes())
        return head_of(tree.size, tree.root())

    def proof(self, index: int) -> TlogProof:
        """Return the proof of an entry under the head."""
        tree = Tree(self.hashes())
        note = sign_checkpoint(Checkpoint(ORIGIN, tree.size, tree.root()), LOG)
        return TlogProof(index, tree.inclusion_proof(index, tree.size), note)

    def proved(self, index: int) -> ProvedEntry:
        """Return an entry with its path to the head."""
        return ProvedEntry(encode_entry(self.entries[index]), index, self.proof(index).path)

    def closed(self) -> ClosedSubject:
        """Return all there is of the closed subject."""
        assert self.closing is not None
        mine = tuple(
            (index, encode_entry(one))
            for index, one in enumerate(self.entries[: self.closing])
            if one.subject == SUBJECT
        )
        batches = {index: one for index, one in self.batches.items() if index < self.closing}
        return ClosedSubject(self.proved(self.closing), self.contents[self.closing], mine, batches)


def closed_world(*batches: list[bytes]) -> World:
    """Return a log that opened a conversation, entered batches, closed it and went on."""
    world = World()
    world.act("dialogue.open_conversation")
    world.act("dialogue.open_conversation", OTHER)
    for leaves in batches:
        world.enter(leaves)
    world.close()
    world.act("record.deploy", "record:log:l", at=AFTER)
    return world
