"""Markup from values: what is not markup already is escaped, and what could mislead is shown."""

from collections.abc import Iterable
from html import escape
from typing import Final, TypeAlias

__all__ = ["Html", "escaped", "fill", "joined", "tag", "visible"]

Attribute: TypeAlias = str | int | bool | None

VOID: Final = frozenset({"br", "hr", "img", "meta"})
# Embeddings, overrides and isolates can make a text read as another one, even out of a <bdi>.
# The marks U+200E, U+200F and U+061C only help single signs along and stay.
BIDI: Final = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
UNREADABLE: Final = (
    *(code for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)),
    *range(0xD800, 0xE000),
    0xFFFE,
    0xFFFF,
)
SHOWN: Final = dict.fromkeys(UNREADABLE, "�") | {code: f"⟨U+{code:04X}⟩" for code in BIDI}


class Html(str):
    """Text that is markup already and is not escaped again."""

    __slots__ = ()


def visible(text: str) -> str:
    """Return ``text`` with control characters replaced and bidi controls written out."""
    return text.translate(SHOWN)


def escaped(value: object) -> Html:
    """Return markup as it is, anything else made visible and escaped."""
    if isinstance(value, Html):
        return value
    return Html(escape(visible(str(value))))


def tag(name: str, /, *children: object, **attributes: Attribute) -> Html:
    """Return the element ``name`` with its children; text is escaped, markup is kept.

    ``data_label`` becomes ``data-label``, ``class_`` becomes ``class``; None and False leave an
    attribute out, True writes it without a value.
    """
    opening = name + "".join(
        _attribute(key, value)
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in VOID:
        return Html(f"<{opening}>")
    return Html(f"<{opening}>{joined(children)}</{name}>")


def joined(parts: Iterable[object], separator: str = "") -> Html:
    """Return the parts one after the other, each escaped if it is not markup."""
    return Html(escaped(separator).join(escaped(part) for part in parts))


def fill(template: str, values: dict[str, object]) -> Html:
    """Return ``template`` (``str.format`` style, not markup) with its values, all escaped."""
    safe = {name: escaped(value) for name, value in values.items()}
    return Html(escape(template).format_map(safe))


def _attribute(key: str, value: str | int | bool) -> str:  # noqa: FBT001 - a value, not a switch
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    return f' {name}="{escape(visible(str(value)))}"'
