from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from comity.render.markup import Html, escaped, fill, joined, tag, visible


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def read(markup):
    reader = Reader()
    reader.feed(markup)
    reader.close()
    return reader


@given(st.text())
def test_text_stays_text(text):
    reader = read(tag("p", text))
    assert reader.tags == [("p", {})]
    assert reader.text == visible(text)


@given(st.text())
def test_an_attribute_stays_one(text):
    assert read(tag("p", title=text)).tags == [("p", {"title": visible(text)})]


def test_markup_is_not_escaped_twice():
    assert escaped(Html("<b>")) == "<b>"
    assert tag("p", tag("b", "x < y")) == "<p><b>x &lt; y</b></p>"
    assert joined(["<", Html("<br>")], " & ") == "&lt; &amp; <br>"


def test_attributes_are_named_as_in_html():
    assert tag("td", class_="a", data_label="b", hidden=True, lang=None, open=False) == (
        '<td class="a" data-label="b" hidden></td>'
    )
    assert tag("meta", charset="utf-8") == '<meta charset="utf-8">'


def test_values_of_a_sentence_are_escaped_and_markup_kept():
    said = fill("{a} < {b}", {"a": "<script>", "b": tag("b", "1")})
    assert said == "&lt;script&gt; &lt; <b>1</b>"


def test_what_could_mislead_is_written_out():
    assert visible("a\u202eb\u2069c") == "a⟨U+202E⟩b⟨U+2069⟩c"
    assert visible("a\x00\x1b[31m\ud800") == "a\ufffd\ufffd[31m\ufffd"
    assert visible("مرحبا\u200f\n\t") == "مرحبا\u200f\n\t"
