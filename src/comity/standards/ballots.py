"""Ballots as a file gives them: one line per party, and what is wrong with any of them."""

from dataclasses import dataclass, replace
from typing import Final

from comity.documents import FaultList, Table, read_table, write_rows
from comity.fault import N_, FaultKind, Place, refuse
from comity.standards.columns import misspelt
from comity.standards.parties import party_key, party_name
from comity.standards.plain_lines import refuse_unplain

__all__ = ["DISPOSITIONS", "VOTES", "Ballot", "ballot_line", "ballot_lines", "read_ballots"]

VOTES: Final = ("Y", "N", "A", "P")
"""For, against, abstaining, present and not voting."""
DISPOSITIONS: Final = ("addressed", "overruled")
COLUMNS: Final = ("party", "vote", "present", "reason", "disposition", "by")
PRESENCE: Final = {"": True, "yes": True, "no": False}

BALLOT_COLUMNS: Final = FaultKind(
    "standards.ballots_columns",
    N_("the first line names {found}"),
    N_("ballots have party and vote, and may have present, reason, disposition and by"),
    N_("Correct the first line, or begin with one such as: party,vote."),
)
VOTE: Final = FaultKind(
    "standards.vote",
    N_("the vote is “{value}”"),
    N_("a vote is Y (for), N (against), A (abstaining) or P (present and not voting)"),
    N_("Correct it; leave the line of whoever was absent out."),
)
NO_PARTY: Final = FaultKind(
    "standards.ballot_without_party",
    N_("the line names no party"),
    N_("every ballot is somebody's"),
    N_("Write the party's name as the roll has it."),
)
PRESENT: Final = FaultKind(
    "standards.ballot_presence",
    N_("“present” is “{value}”"),
    N_("it is yes or no, and empty means yes"),
    N_("Correct it."),
)
DISPOSITION: Final = FaultKind(
    "standards.ballot_disposition",
    N_("the disposition is “{value}”"),
    N_("an objection is addressed or overruled, or it is open and the field is empty"),
    N_("Correct it."),
)
NO_REASON: Final = FaultKind(
    "standards.disposition_without_reason",
    N_("the disposition has no reason"),
    N_("whoever disposes of an objection says how: by which text, or why it is overruled"),
    N_("Write it into the column reason."),
)
CONTRADICTS: Final = FaultKind(
    "standards.ballot_twice",
    N_("{party} has another ballot in line {line}, and the two differ"),
    N_("a party has one ballot, and nothing here says which of two counts"),
    N_("Take out the one that was not given, or that was replaced before the close."),
)


@dataclass(frozen=True, slots=True)
class Ballot:
    """One party's ballot; ``by`` is who cast it as a proxy, ``repeated`` that it came before."""

    party: str
    vote: str
    present: bool = True
    reason: str = ""
    disposition: str = ""
    by: str = ""
    repeated: bool = False


def read_ballots(data: bytes, name: str = "ballots.csv") -> tuple[Ballot, ...]:
    """Return the ballots in ``data``, ordered by party.

    Raises ``RefusedError`` with every fault; one is that a party has two ballots that differ.
    """
    table = read_table(data, name)
    needed = table.find("party"), table.find("vote")
    if None in needed or misspelt(table.keys, COLUMNS):
        raise refuse(BALLOT_COLUMNS.at(Place(name, line=1), found=", ".join(table.columns)))
    faults = FaultList(name)
    first: dict[tuple[str, bool], tuple[int, Ballot]] = {}
    ballots = []
    for line, fields in table.records(faults):
        ballot = _ballot(table, line, fields, faults)
        earlier = first.setdefault(_slot(ballot), (line, ballot))
        repeated = earlier[0] != line
        if repeated and _cells(earlier[1])[1:] != _cells(ballot)[1:]:
            place = Place(name, line=line)
            faults.add(CONTRADICTS.at(place, party=ballot.party, line=earlier[0]))
        ballots.append(replace(ballot, repeated=repeated))
    faults.refuse_any()
    return tuple(sorted(ballots, key=lambda each: (*_slot(each), each.repeated)))


def ballot_lines(ballots: tuple[Ballot, ...]) -> bytes:
    """Return the ballots as they are published: by party, so that their order says nothing."""
    return write_rows(COLUMNS, [_cells(each) for each in ballots])


def ballot_line(ballot: Ballot) -> bytes:
    """Return one ballot as a leaf of the tree over all of them."""
    return write_rows(_cells(ballot), ()).removesuffix(b"\n")


def _cells(ballot: Ballot) -> list[str]:
    present = "yes" if ballot.present else "no"
    return [ballot.party, ballot.vote, present, ballot.reason, ballot.disposition, ballot.by]


def _slot(ballot: Ballot) -> tuple[str, bool]:
    """Return what there may be one of: a party's own ballot, and one that a proxy cast for it."""
    return party_key(ballot.party), bool(ballot.by)


def _ballot(table: Table, line: int, fields: list[str], faults: FaultList) -> Ballot:
    cells = {key: text.strip() for key, text in zip(table.keys, fields, strict=True)}
    vote, disposition = cells["vote"].upper(), cells.get("disposition", "").lower()
    presence, reason = cells.get("present", "").lower(), cells.get("reason", "")
    party = party_name(cells["party"])
    shown = {key: text for key, text in cells.items() if key in ("party", "reason", "by")}
    refuse_unplain(shown, Place(table.name, line), faults)
    if not party:
        faults.add(NO_PARTY.at(Place(table.name, line, "party")))
    if vote not in VOTES:
        faults.add(VOTE.at(Place(table.name, line, "vote"), value=cells["vote"]))
    if presence not in PRESENCE:
        faults.add(PRESENT.at(Place(table.name, line, "present"), value=presence))
    if disposition and disposition not in DISPOSITIONS:
        faults.add(DISPOSITION.at(Place(table.name, line, "disposition"), value=disposition))
    elif disposition and not reason:
        faults.add(NO_REASON.at(Place(table.name, line, "reason")))
    by = party_name(cells.get("by", ""))
    by = "" if party_key(by) == party_key(party) else by
    return Ballot(party, vote, PRESENCE.get(presence, True), reason, disposition, by)
