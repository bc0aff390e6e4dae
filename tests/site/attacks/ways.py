"""Every way in, found in the code: addresses that write, signed acts, guarded tables, commands."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from typing import Any

import click
from django.db import connection
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from comity.cli import main
from comity.site.api.document import description
from comity.site.members.urls import oidc_file_patterns, oidc_patterns
from tools.tree import modules

__all__ = [
    "commands",
    "guarded_tables",
    "operations",
    "signed_acts",
    "writes",
    "writing_addresses",
]

METHODS = ("post", "put", "patch", "delete")
NOT_ALLOWED = 405


def writing_addresses() -> set[str]:
    """Return the name (or else the route) of each address that answers to more than reading."""
    found = set()
    # There only where a provider is configured, and a way in all the same.
    elsewhere = ((str(one.pattern), one) for one in (*oidc_patterns, *oidc_file_patterns))
    for route, pattern in chain(_leaves(get_resolver()), elsewhere):
        if writes(pattern.callback, pattern.pattern.converters):
            found.add(pattern.name or route)
    return found


def writes(view: Any, converters: dict[str, Any]) -> bool:
    """Return whether ``view`` does not at once refuse whatever is not reading.

    It is called without a database: who gets as far as to ask for it has let the request in.
    """
    arguments = {
        name: 1 if type(one).__name__ == "IntConverter" else "x" for name, one in converters.items()
    }
    for method in METHODS:
        try:
            answer = view(getattr(RequestFactory(), method)("/"), **arguments)
        except Exception:  # noqa: BLE001 - whatever it came to, it was not refused
            return True
        if answer.status_code != NOT_ALLOWED:
            return True
    return False


def _leaves(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _leaves(pattern, route)
        else:
            yield route, pattern


def signed_acts() -> set[str]:
    """Return the module and name of each public function of the site that takes a sign-off."""
    return {
        f"{name}.{function.__name__}"
        for name, path in modules().items()
        if name.startswith("comity.site.") and ".demo" not in name
        if re.search(r"\bsign_off\b", path.read_text(encoding="utf-8"))
        for _, function in inspect.getmembers(import_module(name), inspect.isfunction)
        if function.__module__ == name and not function.__name__.startswith("_")
        if "sign_off" in inspect.signature(function).parameters
    }


def operations() -> set[str]:
    """Return every operation of the interface that does something, with its address."""
    return {
        f"{method.upper()} {path}"
        for path, methods in description()["paths"].items()
        for method in methods
        if method not in {"get", "parameters"}
    }


GUARDED = {
    "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
}


def guarded_tables() -> set[str]:
    """Return every table of which the database keeps something by itself."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDED[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def commands(command: click.Command = main, name: str = "comity") -> set[str]:
    """Return every command that does something, by its full name."""
    if not isinstance(command, click.Group):
        return {name}
    context = click.Context(command)
    verbs = ((verb, command.get_command(context, verb)) for verb in command.list_commands(context))
    return {one for verb, each in verbs if each for one in commands(each, f"{name} {verb}")}
