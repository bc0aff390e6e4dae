"""As much of JSON Schema 2020-12 as our schemas use, and a refusal of anything else."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

TYPES: Final = {
    "array": list,
    "boolean": bool,
    "integer": int,
    "null": type(None),
    "number": int | float,
    "object": dict,
    "string": str,
}
ANNOTATIONS: Final = {"$defs", "$schema", "description", "title"}


class UnknownKeywordError(Exception):
    """The schema uses what is not checked here."""


def breaches(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> list[str]:
    """Return each place where ``value`` does not keep to ``schema``, with what is wrong."""
    return list(_breaches(value, schema, root, "$"))


def _breaches(value: Any, schema: Mapping[str, Any], root: Any, place: str) -> Iterator[str]:
    for keyword, wanted in schema.items():
        if keyword in ANNOTATIONS:
            continue
        if keyword == "$ref":
            yield from _breaches(value, root["$defs"][wanted.rpartition("/")[2]], root, place)
        elif keyword == "anyOf":
            if all(list(_breaches(value, each, root, place)) for each in wanted):
                yield f"{place}: fits no alternative"
        elif keyword in INSIDE:
            yield from INSIDE[keyword](value, schema, root, place)
        elif keyword in ALONE:
            if not ALONE[keyword](value, wanted):
                yield f"{place}: {keyword} {wanted!r}, found {value!r}"
        else:
            raise UnknownKeywordError(f"{place}: {keyword}")


def _matches(value: str, wanted: str) -> bool:
    """Return whether the pattern is found; its ``$`` is the very end, as in ECMAScript."""
    return bool(re.search(re.sub(r"\$$", r"\\Z", wanted), value))


def _has_type(value: Any, wanted: str) -> bool:
    return isinstance(value, TYPES[wanted]) and (wanted == "boolean" or not isinstance(value, bool))


def _in_properties(value: Any, schema: Any, root: Any, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name in schema["properties"].keys() & value.keys():
            yield from _breaches(value[name], schema["properties"][name], root, f"{place}.{name}")


def _nothing_else(value: Any, schema: Any, root: Any, place: str) -> Iterator[str]:
    others = schema["additionalProperties"]
    if not isinstance(value, dict):
        return
    for name in sorted(value.keys() - schema.get("properties", {}).keys()):
        if others is False:
            yield f"{place}: unknown member {name}"
        else:
            yield from _breaches(value[name], others, root, f"{place}.{name}")


def _in_items(value: Any, schema: Any, root: Any, place: str) -> Iterator[str]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _breaches(item, schema["items"], root, f"{place}[{index}]")


INSIDE: Final = {
    "additionalProperties": _nothing_else,
    "items": _in_items,
    "properties": _in_properties,
}
ALONE: Final = {
    "const": lambda value, wanted: value == wanted and type(value) is type(wanted),
    "enum": lambda value, wanted: value in wanted,
    "exclusiveMaximum": lambda value, wanted: not isinstance(value, int | float) or value < wanted,
    "exclusiveMinimum": lambda value, wanted: not isinstance(value, int | float) or value > wanted,
    "maxItems": lambda value, wanted: not isinstance(value, list) or len(value) <= wanted,
    "maxLength": lambda value, wanted: not isinstance(value, str) or len(value) <= wanted,
    "maximum": lambda value, wanted: not isinstance(value, int | float) or value <= wanted,
    "minItems": lambda value, wanted: not isinstance(value, list) or len(value) >= wanted,
    "minLength": lambda value, wanted: not isinstance(value, str) or len(value) >= wanted,
    "minimum": lambda value, wanted: not isinstance(value, int | float) or value >= wanted,
    "pattern": lambda value, wanted: not isinstance(value, str) or _matches(value, wanted),
    "required": lambda value, wanted: not isinstance(value, dict) or set(wanted) <= value.keys(),
    "type": _has_type,
    "uniqueItems": lambda value, _: not isinstance(value, list) or len(value) == len(set(value)),
}
