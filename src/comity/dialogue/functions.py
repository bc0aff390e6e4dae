"""The functions of this pillar whose results may be published."""

from typing import Final

from comity.dialogue.arrival_document import PUBLISHED as ARRIVAL
from comity.dialogue.counts import PUBLISHED as COUNTS
from comity.dialogue.flags_document import PUBLISHED as FLAGS
from comity.dialogue.opened_ballots import PUBLISHED as BALLOTS
from comity.dialogue.report import PUBLISHED as REPORT
from comity.dialogue.report_cells import PUBLISHED as REPORT_CELLS
from comity.dialogue.restated_counts import PUBLISHED as RESTATED_COUNTS
from comity.dialogue.restatement_document import PUBLISHED as RESTATEMENT
from comity.dialogue.routing_document import PUBLISHED as ROUTING
from comity.dialogue.sealing import PUBLISHED as CELLS
from comity.dialogue.slate_document import PUBLISHED as SLATE
from comity.dialogue.translations_document import PUBLISHED as TRANSLATIONS

__all__ = ["FUNCTIONS"]

FUNCTIONS: Final = (
    ARRIVAL,
    BALLOTS,
    COUNTS,
    FLAGS,
    REPORT,
    CELLS,
    REPORT_CELLS,
    RESTATED_COUNTS,
    RESTATEMENT,
    ROUTING,
    SLATE,
    TRANSLATIONS,
)
"""Every published function of dialogue, in all its versions."""
