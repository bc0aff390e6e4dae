"""Drafts, provenance and sign-off as values."""

from comity.oversight.changes import CHANGES, FUNCTIONS, SUMMARY, changes
from comity.oversight.draft import Draft
from comity.oversight.provenance import Machine, Origin, Person, Segment, machine_share
from comity.oversight.reviewed import (
    LONGEST_REVIEWED,
    Reviewed,
    decode_reviewed,
    encode_reviewed,
    text_faults,
)
from comity.oversight.signoff import SignOff, Strength, objections, signature_objections

__all__ = [
    "CHANGES",
    "FUNCTIONS",
    "LONGEST_REVIEWED",
    "SUMMARY",
    "Draft",
    "Machine",
    "Origin",
    "Person",
    "Reviewed",
    "Segment",
    "SignOff",
    "Strength",
    "changes",
    "decode_reviewed",
    "encode_reviewed",
    "machine_share",
    "objections",
    "signature_objections",
    "text_faults",
]
