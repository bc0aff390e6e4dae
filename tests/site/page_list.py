"""Every address of the site, from the table of addresses itself: a new page cannot be left out."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from comity.render import LANGUAGES
from comity.site.ui.languages import LanguagePrefix

__all__ = ["ARGUMENTS", "FORMS", "OWN", "PAGES", "file_paths", "page_paths", "protected_paths"]

# What stands in for the parts of addresses that vary.
ARGUMENTS = {
    "<slug:report_id>": "dia-1",
    "<int:index>": "2",
    "<int:number>": "1",
    "<int:opened>": "1",
    "<str:thousand>": "000",
    "<path:path>": "0/000.p/3",
    "<str:digest>": "00000000",
    "<slug:party_id>": "assembly",
    "<slug:conversation_id>": "dia-7",
    "<slug:code>": "CODE",
}
# Pages that are only for somebody who is signed in; the others are tried by a visitor.
OWN = {
    "account/",
    "confirm/",
    "members/parties/assembly/people/",
    "dialogue/conversations/dia-8/draft/",
}
# Pages with a form that writes: they take a form, and give the cookie against forged ones.
FORMS = OWN | {"sign-in/", "invitation/"}
FILE_ENDINGS = (
    *(".svg", ".png", ".xlsx", ".zip", ".json", ".csv", ".css", ".pyz", ".txt"),
    *(".tlog-proof", ".vkey", ".key", "checkpoint"),
)


def _patterns() -> list[URLPattern | URLResolver]:
    return list(get_resolver().url_patterns)


def _filled(route: str) -> str:
    for name, value in ARGUMENTS.items():
        route = route.replace(name, value)
    assert "<" not in route, f"tests/site/page_list.py has no example for {route}"
    return route


def _below_language() -> Iterator[str]:
    for pattern in _patterns():
        if isinstance(pattern, URLResolver) and isinstance(pattern.pattern, LanguagePrefix):
            yield from (_filled(str(each.pattern)) for each in pattern.url_patterns)


def page_paths() -> list[str]:
    """Return the addresses of pages, without their language."""
    return [path for path in _below_language() if not path.endswith(FILE_ENDINGS)]


def file_paths() -> list[str]:
    """Return the addresses of files, with a language where they have one."""
    own = [path for path in _below_language() if path.endswith(FILE_ENDINGS)]
    plain = [_filled(str(each.pattern)) for each in _patterns() if isinstance(each, URLPattern)]
    return [*(f"en/{path}" for path in own), *(path for path in plain if path)]


def protected_paths() -> list[str]:
    """Return the addresses of the pages of a report on protected ballots, without language."""
    return [path.replace("dia-1", "dia-2") for path in page_paths() if "dia-1" in path]


PAGES = [(code, path) for path in (*page_paths(), *protected_paths()) for code in LANGUAGES]
