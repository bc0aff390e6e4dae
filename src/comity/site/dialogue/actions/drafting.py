"""From a closed conversation to a report that somebody signs: computed, drafted, put together.

What is computed and drafted has no effect. The members to publish are made from it and from the
text a person has settled on; their manifest is what the sign-off binds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from comity import __version__
from comity.canonical import sha256_hex
from comity.dialogue import (
    DECISIONS,
    DRAWS,
    RULE,
    STATEMENTS,
    TRANSLATIONS,
    FlagDecision,
    Parameters,
    decision_lines,
    decode_terms,
    draw_lines,
    drawn_answers,
    flagged_components,
    in_tiers,
    open_inputs,
    public_inputs,
    read_rule,
    read_statements,
    sealed_inputs,
    translation_lines,
    translations,
)
from comity.edge import make_folder, read_bounded, run_apart, shipped, write_atomically
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.oversight import (
    SUMMARY,
    Reviewed,
    changes,
    decode_reviewed,
    encode_reviewed,
    text_faults,
)
from comity.record import (
    MANIFEST,
    describe_bundle,
    encode_manifest,
    read_bundle,
    write_bundle,
)
from comity.registry import REGISTRY
from comity.site.dialogue.actions.conversation import locked_conversation
from comity.site.dialogue.actions.stale import draft_file, refuse_stale
from comity.site.dialogue.basis import basis_of_draft
from comity.site.dialogue.models import Conversation, ReportDraft
from comity.site.dialogue.queries.conversation import drawn_votes, gathered
from comity.site.dialogue.queries.flags import flag_decisions
from comity.site.dialogue.queries.translations import entered_translations
from comity.site.dialogue.sealed import keep_sealed, sealed_members
from comity.subject import Subject

__all__ = ["FUNCTIONS", "Computed", "compute_report", "keep_draft", "members_to_sign"]

FUNCTIONS: Final = (("dialogue.counts", 1), ("dialogue.report", 1), ("dialogue.slate", 1))
FLAGGED: Final = ("dialogue.flags", 1)
ROUTED: Final = ("dialogue.routing", 1)
COUNTED: Final = (("dialogue.cells", 1),)
PROTECTED: Final = (("dialogue.report_cells", 1),)
TRANSLATED: Final = ("dialogue.translations", 1)
REVIEWED: Final = ("oversight.changes", 1)
LARGEST: Final = 400_000_000

NOT_CLOSED: Final = FaultKind(
    "dialogue.draft_too_early",
    N_("the conversation is not closed"),
    N_("its report is computed over all it took, which is known once it is closed"),
    N_("Close it first."),
)
NO_DRAFT: Final = FaultKind(
    "dialogue.draft_missing",
    N_("its report is not computed yet"),
    N_("what is signed was computed before"),
    N_("Wait until the page says that the draft is there, or have it computed again."),
)


@dataclass(frozen=True, slots=True)
class Computed:
    """Inputs and outputs of a report, as members of the bundle to come.

    ``basis`` is what it was made from; ``sealed`` are the members of the bundle for auditors; open
    ballots need none.
    """

    conversation: str
    basis: str
    files: Mapping[str, bytes]
    sealed: Mapping[str, bytes] = field(default_factory=dict)


def compute_report(*, conversation: str, row_seed: int) -> Computed:
    """Return the report of a closed conversation, computed in a process of its own.

    ``row_seed`` numbers the published rows; it is drawn afresh and thrown away. Nothing is
    written (``records = none``: a draft has no effect).
    """
    row = Conversation.objects.filter(pk=conversation, state="closed").first()
    if row is None:
        raise refuse(NOT_CLOSED.at(Place(conversation)))
    terms = decode_terms(bytes(row.terms))
    rule = shipped("dialogue", terms.rule[0], int(terms.rule[1]))
    # Before anything is read: what is erased from here on makes the result stale.
    basis = basis_of_draft(conversation)
    found = gathered(conversation)
    parameters = Parameters(
        terms.title,
        _seed(row),
        simulated=terms.simulated,
        tier=terms.tier,
        ballots=terms.ballots,
    )
    people = in_tiers(found.log)
    if terms.ballots == "open":
        files = open_inputs(found.log, found.statements, parameters, rule, row_seed, people)
        files |= _beside(conversation, terms.tier, files)
        outputs = _translated(row, run_apart(_functions(row, files), files))
        return Computed(conversation, basis, outputs)
    sealed = sealed_inputs(found.log, found.statements, parameters, rule, row_seed, people)
    counted = run_apart(COUNTED, sealed)
    inputs = public_inputs(sealed, counted)
    outputs = _translated(row, run_apart(PROTECTED, inputs))
    return Computed(conversation, basis, outputs, sealed_members(row, counted))


def keep_draft(
    *, computed: Computed, summary: Reviewed, folder: Path, sealed: Path, now: datetime
) -> None:
    """Keep what was computed, and the summary a machine drafted (``records = none``).

    What is sealed for auditors goes into the folder ``sealed``, which nobody is served. Refused if
    something was erased since it was computed: nothing is kept then.
    """
    packed = write_bundle(computed.files)
    digest = sha256_hex(packed)
    make_folder(folder)
    with transaction.atomic():
        row = locked_conversation(computed.conversation)
        refuse_stale(row.id, computed.basis)
        if computed.sealed:
            keep_sealed(sealed, row.id, computed.sealed)
        write_atomically(draft_file(folder, digest), packed)
        kept = {"digest": digest, "basis": computed.basis, "summary": encode_reviewed(summary)}
        kept["not_cited"] = b""
        ReportDraft.objects.update_or_create(conversation=row, defaults={**kept, "made_at": now})


def members_to_sign(*, conversation: str, text: str, folder: Path) -> Mapping[str, bytes]:
    """Return the members to publish, with ``text`` as the summary: what a sign-off binds.

    Equal drafts and texts give equal bytes, whenever they are asked for (``records = none``).
    """
    faults = text_faults(text)
    if faults:
        raise RefusedError(faults)
    draft = ReportDraft.objects.select_related("conversation").filter(pk=conversation).first()
    if draft is None:
        raise refuse(NO_DRAFT.at(Place(conversation)))
    refuse_stale(conversation, draft.basis)
    kept = read_bundle(read_bounded(draft_file(folder, draft.digest), LARGEST)).members
    summary = replace(decode_reviewed(bytes(draft.summary)), text=text)
    said = {SUMMARY: encode_reviewed(summary)}
    files = {**kept, **said, **changes(said)}
    row = draft.conversation
    manifest = describe_bundle(
        Subject("dialogue", "report", row.id),
        row.title,
        [REGISTRY[one] for one in (*_functions(row, files), REVIEWED)],
        files,
        made_by=("comity", __version__),
        simulated=row.simulated,
    )
    return {MANIFEST: encode_manifest(manifest), **files}


def _seed(row: Conversation) -> int:
    """Return the seed of the report's resampling: nobody chose it, anybody finds it again.

    It is the beginning of the leaf hash of the entry that closed the conversation.
    """
    if row.closed is None:
        raise refuse(NOT_CLOSED.at(Place(row.id)))
    return int.from_bytes(bytes(row.closed.leaf_hash)[:6], "big")


def _translated(row: Conversation, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return ``files`` with the translations of their statements, where there are any."""
    entered = [one for one in entered_translations(row.id) if one.statement.isdigit()]
    if not entered:
        return dict(files)
    statements = read_statements(files[STATEMENTS], STATEMENTS)
    files = {**files, TRANSLATIONS: translation_lines(entered, statements)}
    return {**files, **translations(files)}


def _beside(conversation: str, tier: str, inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the inputs of what stands beside a report on open ballots of a ``tier``.

    Draws are among them where any statement was drawn.
    """
    found = {DECISIONS: decision_lines(_decided(conversation, inputs))}
    log, propensity = drawn_votes(conversation, tier)
    if propensity.any():
        least = read_rule(inputs[RULE], RULE).minimum_cell
        found[DRAWS] = draw_lines(drawn_answers(log, propensity, least))
    return found


def _decided(conversation: str, inputs: Mapping[str, bytes]) -> Sequence[FlagDecision]:
    """Return what humans decided on components that are still there: votes may have gone since."""
    decided = flag_decisions(conversation)
    known = flagged_components(inputs) if decided else ()
    return [one for one in decided if one.component in known]


def _functions(row: Conversation, files: Mapping[str, bytes]) -> Sequence[tuple[str, int]]:
    """Return the functions that make the published report: protected votes are in no input."""
    beside = {DECISIONS: FLAGGED, DRAWS: ROUTED, TRANSLATIONS: TRANSLATED}
    functions = FUNCTIONS if row.ballots == "open" else PROTECTED
    return (*functions, *(function for member, function in beside.items() if member in files))
