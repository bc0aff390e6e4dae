from comity.render.beside import Beside
from comity.render.catalogue import LANGUAGES
from comity.render.report_html import report_html
from tests.render.sample import sample
from tests.render.words import flags

EN = LANGUAGES["en"]


def test_what_stands_beside_the_report_is_in_its_file():
    with_flags = report_html(sample(), EN, beside=Beside(flags=flags()))
    assert "0123456789ab" in with_flags
    assert report_html(sample(), EN, beside=Beside()) == report_html(sample(), EN)
