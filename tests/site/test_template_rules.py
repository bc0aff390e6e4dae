"""What every template, the stylesheet and the scripts keep."""

import gzip
import re
from importlib.resources import files
from pathlib import Path

import pytest

from comity.site.dialogue.worker import worker_bytes, worker_off_bytes
from comity.site.ui.script import script_bytes
from comity.site.ui.style import style_bytes

STYLE = 6 * 1024
SCRIPT = 8 * 1024
SITE = Path(str(files("comity.site")))
TEMPLATES = sorted(SITE.glob("*/templates/**/*.html"))
TRANSLATED = re.compile(r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
CLASSES = re.compile(r"{% block columns %}.*?{% endblock %}")
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
CODE = re.compile(r"<code>.*?</code>", re.DOTALL)
SPOKEN = re.compile(r"""\b(?:aria-label|alt|title|placeholder|content)=(["'])(.*?)\1""")
# What programs read, and a time as it is typed everywhere.
TECHNICAL = re.compile(r"width=device-width, initial-scale=1|\d{4}-\d\d-\d\dT\d\d:\d\d")


def bare_text(template: str) -> list[str]:
    """Return the words of a template that no catalogue translates."""
    plain = TAGS.sub("", CODE.sub("", CLASSES.sub("", TRANSLATED.sub("", template))))
    spoken = [match[2] for match in SPOKEN.finditer(plain) if not TECHNICAL.fullmatch(match[2])]
    return [
        text.strip()
        for text in (*re.sub(r"<[^>]*>", "\n", plain).split("\n"), *spoken)
        if re.search(r"[^\W\d_]", text)
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_bare_text(path):
    assert bare_text(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<nav aria-label="Menu"></nav>', ["Menu"]),
        ('<p title="{% translate "Menu" %}">{{ name }} · {% translate "x" %}</p>', []),
        ("{% blocktranslate %}{{ n }} of{% endblocktranslate %}, <code>comity verify</code>", []),
        ("<b>到</b>", ["到"]),
    ],
)
def test_bare_text_is_found(template, found):
    assert bare_text(template) == found


def test_the_stylesheet_is_light_and_knows_no_left_and_right(client):
    style = style_bytes().decode()
    assert len(gzip.compress(style.encode(), 6)) <= STYLE
    physical = r"(?<![\w-])(?:margin|padding|border|inset)-(?:left|right)|(?:left|right)\s*:"
    assert re.findall(physical, re.sub(r"@(?:top|bottom)-(?:left|right)", "", style)) == []
    assert re.findall(r"text-align:\s*(?:left|right)|float:", style) == []
    assert "url(" not in style
    assert "@import" not in style
    assert "@font-face" not in style


SCRIPTS = ("clearing", "comity", "passkey")
WORKERS = {"worker": (worker_bytes, 3 * 1024), "worker_off": (worker_off_bytes, 512)}


def test_the_scripts_are_light_and_no_page_asks_for_both():
    """That a page has one at most is asked of each page, in the rules of pages."""
    assert sorted(path.stem for path in SITE.rglob("*.js")) == sorted((*SCRIPTS, *WORKERS))
    for name in SCRIPTS:
        code = script_bytes(name)
        assert 0 < len(code) <= SCRIPT
        # Nothing that makes code of text, and no address but those that the pages give it.
        assert not re.search(rb"\beval\b|\bFunction\b|setTimeout\(['\"]|https?:", code)


@pytest.mark.parametrize("name", WORKERS)
def test_the_workers_are_light_and_make_no_code_of_text(name):
    code, most = WORKERS[name]
    assert 0 < len(code()) <= most
    assert not re.search(rb"\beval\b|\bFunction\b|importScripts|setTimeout|https?:", code())
