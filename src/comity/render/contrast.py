"""Whether a colour can be read on the pages: contrast as WCAG 2 computes it."""

import re
from typing import Final

from comity.fault import N_, Fault, FaultKind, Place

__all__ = ["BACKGROUNDS", "accent_faults", "contrast"]

BACKGROUNDS: Final = {"light": ("#ffffff", "#f3f6f7"), "dark": ("#12191f", "#1a232b")}
"""What stands behind an accent in each scheme: paper and wash of the stylesheet."""
LEAST: Final = 4.5
COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)

NO_COLOUR: Final = FaultKind(
    "render.accent_unreadable",
    N_("{found} is no colour"),
    N_("an accent is two colours, light and dark, each of six hexadecimal digits"),
    N_('Write, for example: accent.light = "#0b5c6b" and accent.dark = "#6cc5d3"'),
)
TOO_FAINT: Final = FaultKind(
    "render.accent_contrast",
    N_("{found} has a contrast of {ratio} : 1 on {background}"),
    N_("an accent has a contrast of at least 4.5 : 1 on paper and wash of its scheme"),
    N_("Take a darker colour for the light scheme, or a lighter one for the dark scheme."),
)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def accent_faults(scheme: str, colour: object, place: Place) -> tuple[Fault, ...]:
    """Return why ``colour`` cannot be the accent of the ``scheme``, light or dark."""
    if not (isinstance(colour, str) and COLOUR.fullmatch(colour)):
        return (NO_COLOUR.at(place, found=f"{scheme}: {str(colour)[:40]}"),)
    found = ((contrast(colour, behind), behind) for behind in BACKGROUNDS[scheme])
    # Rounded down: what is refused never looks as if it were enough.
    return tuple(
        TOO_FAINT.at(place, found=colour, ratio=f"{ratio * 100 // 1 / 100:.2f}", background=behind)
        for ratio, behind in found
        if ratio < LEAST
    )


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
