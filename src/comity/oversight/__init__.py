"""Drafts, provenance and sign-off as values."""

from comity.oversight.answering import (
    Accepted,
    Piece,
    accept,
    decode_not_cited,
    encode_not_cited,
)
from comity.oversight.asking import Asked, Source, encode_asked
from comity.oversight.changes import CHANGES, FUNCTIONS, SUMMARY, changes
from comity.oversight.draft import Draft
from comity.oversight.plugin import (
    CLASSES,
    InformationClass,
    PluginManifest,
    read_plugin,
    refuse_above,
)
from comity.oversight.provenance import Machine, Origin, Person, Segment, machine_share
from comity.oversight.reviewed import (
    LONGEST_REVIEWED,
    Reviewed,
    decode_reviewed,
    encode_reviewed,
    text_faults,
)
from comity.oversight.signoff import SignOff, Strength, objections, signature_objections
from comity.oversight.unsigned import UNSIGNED, encode_unsigned

__all__ = [
    "CHANGES",
    "CLASSES",
    "FUNCTIONS",
    "LONGEST_REVIEWED",
    "SUMMARY",
    "UNSIGNED",
    "Accepted",
    "Asked",
    "Draft",
    "InformationClass",
    "Machine",
    "Origin",
    "Person",
    "Piece",
    "PluginManifest",
    "Reviewed",
    "Segment",
    "SignOff",
    "Source",
    "Strength",
    "accept",
    "changes",
    "decode_not_cited",
    "decode_reviewed",
    "encode_asked",
    "encode_not_cited",
    "encode_reviewed",
    "encode_unsigned",
    "machine_share",
    "objections",
    "read_plugin",
    "refuse_above",
    "signature_objections",
    "text_faults",
]
