"""Frozen values as JSON, and back again strictly: what a value does not declare is refused."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from comity.canonical import Json

__all__ = ["from_json", "to_json"]

Value = TypeVar("Value")


def to_json(value: object) -> Json:
    """Return a dataclass of plain parts as JSON: members by name, tuples as arrays."""
    if is_dataclass(value):
        return {each.name: to_json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [to_json(each) for each in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"{type(value).__name__} is no plain part of a value")


def from_json(kind: type[Value], value: Json) -> Value:
    """Return the ``kind`` (a dataclass) that ``value`` holds, as ``to_json`` wrote it.

    Raises ``ValueError`` that names the first place where a member is missing, unknown or of
    another type. A whole number may stand for a float: canonical JSON writes 1.0 as 1.
    """
    found: Value = _read(kind, value, "")
    return found


def _read(kind: Any, value: Any, place: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _read_choice(kind, value, place)
    if origin is Literal:
        return _checked(value, place, holds=isinstance(value, str) and value in get_args(kind))
    if origin is tuple:
        return _read_tuple(get_args(kind), value, place)
    if is_dataclass(kind):
        return _read_members(kind, value, place)
    if kind is float:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return float(_checked(value, place, holds=number))
    return _checked(value, place, holds=type(value) is kind)


def _read_choice(kind: Any, value: Any, place: str) -> Any:
    """Return ``value`` as one of several kinds: None, a dataclass, words of several lists."""
    if value is None:
        return _checked(value, place, holds=NoneType in get_args(kind))
    inner = [each for each in get_args(kind) if each is not NoneType]
    if len(inner) == 1:
        return _read(inner[0], value, place)
    words = [word for each in inner for word in get_args(each)]
    return _checked(value, place, holds=isinstance(value, str) and value in words)


def _read_tuple(kinds: tuple[Any, ...], value: Any, place: str) -> tuple[Any, ...]:
    items = _checked(value, place, holds=isinstance(value, list))
    if len(kinds) == 2 and kinds[1] is ...:
        kinds = (kinds[0],) * len(items)
    _checked(value, place, holds=len(items) == len(kinds))
    pairs = zip(kinds, items, strict=True)
    return tuple(_read(kind, item, f"{place}[{at}]") for at, (kind, item) in enumerate(pairs))


def _read_members(kind: Any, value: Any, place: str) -> Any:
    hints = _hints(kind)
    right = isinstance(value, Mapping) and value.keys() == hints.keys()
    members: Mapping[str, Any] = _checked(value, place, holds=right)
    return kind(**{name: _read(hints[name], members[name], f"{place}.{name}") for name in hints})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _checked(value: Any, place: str, *, holds: bool) -> Any:
    if not holds:
        raise ValueError(f"{place.removeprefix('.') or 'the value'} is not what it should be")
    return value
