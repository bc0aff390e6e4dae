"""The functions of this pillar whose results may be published."""

from typing import Final

from comity.standards.decision_document import PUBLISHED as DECIDE
from comity.standards.register_status import PUBLISHED as REGISTER_STATUS

__all__ = ["FUNCTIONS"]

FUNCTIONS: Final = (DECIDE, REGISTER_STATUS)
"""Every published function of standards, in all its versions."""
