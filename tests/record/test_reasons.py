"""Every kind of reason is declared once, used, and given exactly what its template names."""

import ast
import string
from pathlib import Path

import comity.record
from comity.record import reasons
from comity.record.reason import ReasonKind

KINDS = {name: kind for name, kind in vars(reasons).items() if isinstance(kind, ReasonKind)}
SOURCES = Path(comity.record.__file__).parent


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def uses():
    """Yield file, kind and keywords of every ``reasons.KIND.of(…)`` in the package."""
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "of":
                kind = node.func.value
                name = kind.attr if isinstance(kind, ast.Attribute) else getattr(kind, "id", "")
                if name in KINDS:
                    yield path.name, name, {keyword.arg for keyword in node.keywords}


def test_each_reason_is_given_what_its_template_names():
    found = list(uses())
    assert len(found) > 60
    assert [use for use in found if use[2] != placeholders(KINDS[use[1]].words)] == []


def test_no_kind_is_left_unused():
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in SOURCES.rglob("*.py")
        if path.name != "reasons.py"
    )
    assert [name for name in KINDS if name not in sources] == []


def test_the_keys_are_plain_words_for_machines():
    for kind in (*KINDS.values(), *reasons.SOURCES.values()):
        assert kind.key == kind.key.lower()
        assert kind.key.replace("_", "").isalpha()
