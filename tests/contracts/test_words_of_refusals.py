"""What a refusal says why it refuses is words of the catalogues, never raw English."""

import ast
import re
from collections.abc import Iterator
from typing import Final

import pytest

from tools.tree import ROOT, SOURCE

ENGLISH: Final = re.compile(r"[a-z]{2,} +[a-z]{2,}|^[a-z]+ed$")
"""Two words in a row: an id, a path or a format has none."""

HANDING: Final = {"refuse_line": {2}}
"""Functions that other modules give a reason to, and at which place."""

NOT_YET: Final = {"src/comity/standards/entry_into_force_reading.py"}
"""Modules whose refusals are still to be put into the catalogues."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def raw(tree: ast.Module) -> list[str]:
    """Return the raw English that the code hands into a fault, as far as one module tells.

    Looked at are what ``KIND.at(…)`` is given, the names it is given that were assigned in the
    same function, and what the module's own functions and those of ``HANDING`` are given for it.
    """
    handing = {**HANDING, **dict(_handed_on(tree))}
    return [
        ast.unparse(english)
        for function in _functions(tree)
        for value in _given(function, handing)
        for english in _english(value, _assigned(function))
    ]


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _handed_on(tree: ast.AST) -> Iterator[tuple[str, set[int]]]:
    """Yield the module's functions that hand a parameter into a fault, and which."""
    for function in _functions(tree):
        names = [one.arg for one in function.args.args if one.arg not in {"self", "cls"}]
        given = {one.id for one in _given(function, {}) if isinstance(one, ast.Name)}
        places = {at for at, name in enumerate(names) if name in given}
        if places:
            yield function.name, places


def _given(function: Function, handing: dict[str, set[int]]) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called == "at":
            yield from (one.value for one in node.keywords)
        for at in handing.get(called, ()):
            yield from node.args[at : at + 1]


def _assigned(function: Function) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


def _english(value: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[ast.expr]:
    if isinstance(value, ast.IfExp):
        yield from _english(value.body, assigned)
        yield from _english(value.orelse, assigned)
    elif isinstance(value, ast.Name):
        for one in assigned.get(value.id, ()):
            yield from _english(one, {})
    elif isinstance(value, ast.Constant | ast.JoinedStr) and ENGLISH.search(_text(value)):
        yield value


def _text(value: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(value, ast.Constant):
        return str(value.value)
    return "{}".join(str(one.value) for one in value.values if isinstance(one, ast.Constant))


def test_no_module_hands_raw_english_into_a_refusal() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
    asked = {path: text for path, text in texts.items() if ".at(" in text}
    asked |= {path: text for path, text in texts.items() if any(name in text for name in HANDING)}
    found = {path.relative_to(ROOT): raw(ast.parse(text)) for path, text in asked.items()}
    assert not {str(path): english for path, english in found.items() if english}.keys() - NOT_YET


@pytest.mark.parametrize(
    "code",
    [
        'def f(): raise refuse(BAD.at(place, reason="it is damaged"))',
        'def f(n): return BAD.at(place, reason=f"it has {n} bytes too many")',
        'def f(e):\n reason = "it is cut" if e else str(e)\n return BAD.at(place, reason=reason)',
        'def f(e): raise _bad("it is damaged")\ndef _bad(why): return BAD.at(place, reason=why)',
    ],
)
def test_raw_english_is_found(code: str) -> None:
    assert raw(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        'def f(): raise refuse(BAD.at(place, reason=phrase(N_("it is damaged"))))',
        'def f(e): return BAD.at(place, member="profile.name", reason=e)',
        'def f(e): raise _bad("name")\ndef _bad(why): return BAD.at(place, reason=why)',
    ],
)
def test_words_and_names_are_none(code: str) -> None:
    assert not raw(ast.parse(code))
