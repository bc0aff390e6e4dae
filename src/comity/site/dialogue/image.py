"""The map of opinions as a picture that a page loads by itself, in the colours of the page."""

import re
from typing import Final

from comity.render import Html, Picture, stylesheet, tag

__all__ = ["image_of"]

TOKENS: Final = re.compile(r":root \{.*?\}", re.DOTALL)


def image_of(picture: Picture) -> str:
    """Return ``picture`` as an SVG file that follows the reader's choice of light or dark."""
    tokens = TOKENS.search(stylesheet())
    style = tokens.group() if tokens else ""
    return tag(
        "svg",
        tag("style", Html(style)),
        picture.body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {picture.width} {picture.height}",
        direction=picture.direction,
    )
