import re

import segno

from comity.site.ui.qr import qr_drawing

TEXT = "https://dialogue.example/c/ABC234"


def drawn_squares(markup: str) -> int:
    """Return how many modules are dark, from the lengths of the lines of the drawing."""
    dark = re.findall(r' d="([^"]*)"', markup)[-1]
    return sum(int(length) for length in re.findall(r"h(\d+)", dark))


def test_the_drawing_has_each_dark_square_of_the_code_and_a_name():
    markup = str(qr_drawing(TEXT, 'QR code of <"x">'))
    code = segno.make(TEXT, error="m", micro=False)
    assert drawn_squares(markup) == sum(module for row in code.matrix for module in row)
    assert 'role="img" aria-label="QR code of &lt;&quot;x&quot;&gt;"' in markup
    assert "viewBox" in markup
    assert "style" not in markup


def test_another_address_is_another_drawing():
    assert qr_drawing(TEXT, "x") != qr_drawing(TEXT + "X", "x")
