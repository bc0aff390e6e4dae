"""The functions of this pillar whose results may be published."""

from typing import Final

from comity.dialogue.counts import PUBLISHED as COUNTS
from comity.dialogue.report import PUBLISHED as REPORT
from comity.dialogue.report_cells import PUBLISHED as REPORT_CELLS
from comity.dialogue.sealing import PUBLISHED as CELLS

__all__ = ["FUNCTIONS"]

FUNCTIONS: Final = (COUNTS, REPORT, CELLS, REPORT_CELLS)
"""Every published function of dialogue, in all its versions."""
