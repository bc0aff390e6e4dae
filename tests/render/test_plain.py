import pytest

from comity.render import LANGUAGES, summary_text, voice
from tests.render.sample import HOSTILE, sample


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_summary_is_plain_text_in_each_language(code):
    text = summary_text(sample(), voice(LANGUAGES[code]))
    assert "\n\n" in text
    assert not {"<p", "</", "&amp;", "&quot;"} & {text[i : i + 2] for i in range(len(text))}
    assert "<bdi" not in text


def test_markup_in_a_statement_stays_the_words_it_is():
    report = sample()
    for one in report["statements"]:
        one["text"] = HOSTILE
    text = summary_text(report, voice(LANGUAGES["en"]))
    assert "<script" in text or "<" not in HOSTILE
