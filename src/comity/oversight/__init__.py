"""Drafts, provenance and sign-off as values."""

from comity.oversight.draft import Draft
from comity.oversight.provenance import Machine, Origin, Person, Segment, machine_share
from comity.oversight.signoff import SignOff, Strength, objections

__all__ = [
    "Draft",
    "Machine",
    "Origin",
    "Person",
    "Segment",
    "SignOff",
    "Strength",
    "machine_share",
    "objections",
]
