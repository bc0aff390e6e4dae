"""Published functions by name and version: what ``verify`` may run again, and how exactly.

A change in any published value gives a function a new version; the old one stays here. Tolerances
are those of numbers rounded to six decimals: one unit of the last, and no more.
"""

from types import MappingProxyType
from typing import Final

from comity.dialogue import counts, report, report_cells, sealing
from comity.record import PublishedFunction, Registry

__all__ = ["REGISTRY"]

FUNCTIONS: Final = (
    counts.PUBLISHED,
    PublishedFunction(
        name="dialogue.report",
        version=1,
        inputs=report.INPUTS,
        outputs=report.OUTPUTS,
        tolerance=1.5e-6,
        run=report.report,
    ),
    PublishedFunction(
        name="dialogue.cells",
        version=1,
        inputs=sealing.CELLS_INPUTS,
        outputs=sealing.CELLS_OUTPUTS,
        tolerance=1.5e-6,
        run=sealing.cells,
    ),
    PublishedFunction(
        name="dialogue.report_cells",
        version=1,
        inputs=report_cells.INPUTS,
        outputs=report_cells.OUTPUTS,
        tolerance=1.5e-6,
        run=report_cells.report_cells,
    ),
)
REGISTRY: Final[Registry] = MappingProxyType(
    {(function.name, function.version): function for function in FUNCTIONS}
)
