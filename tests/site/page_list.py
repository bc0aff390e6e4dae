"""Every address of the site, from the table of addresses itself: a new page cannot be left out."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from comity.render import LANGUAGES
from comity.site.ui.languages import LanguagePrefix
from comity.site.ui.script import script_path

__all__ = [
    "ARGUMENTS",
    "FORMS",
    "GUARDED",
    "OWN",
    "PAGES",
    "SCRIPTS",
    "SHOWN",
    "file_paths",
    "guarded_paths",
    "page_paths",
    "protected_paths",
    "write_paths",
]

# What stands in for the parts of addresses that vary. The demonstration has all of it, too.
ARGUMENTS = {
    "<slug:report_id>": "dia-1",
    "<slug:conversation_id>": "dia-2",
    "<slug:restatement_id>": "dia-1-2027-01-01",
    "<int:index>": "2",
    "<int:number>": "1",
    "<int:opened>": "1",
    "<str:thousand>": "000",
    "<path:path>": "0/000.p/3",
    "<str:digest>": "00000000",
    "<slug:party_id>": "assembly",
    "<slug:person_id>": "p-1",
}
# Pages that are only for somebody who is signed in; the others are tried by a visitor.
OWN = {
    "account/",
    "account/app/",
    "account/passkeys/",
    "account/tokens/",
    "confirm/",
    "my-work/",
    "my-work/mail/",
    "members/accredit/",
    "members/import/",
    "members/parties/assembly/status/",
    "members/parties/assembly/people/",
    "members/parties/assembly/people/p-1/",
}
# Pages that take their own form; others send it below do/.
FORMS = OWN - {"my-work/", "my-work/mail/", "members/import/"} | {"sign-in/", "invitation/"}
# Those whose form is there wherever one opens them: that of passkeys is at their host name alone.
SHOWN = FORMS - {"account/passkeys/"}
# The scripts, of which a page has one at most.
SCRIPTS = tuple(map(script_path, ("clearing", "comity", "passkey")))
# Pages that a visitor without a mandate does not see: what is drafted is not published.
GUARDED = (
    "dialogue/conversations/<slug:conversation_id>/draft/",
    "dialogue/conversations/<slug:conversation_id>/seeds/",
    "dialogue/conversations/<slug:conversation_id>/translations/",
    "dialogue/conversations/<slug:conversation_id>/flags/",
    "dialogue/conversations/<slug:conversation_id>/reminders/",
    "dialogue/conversations/<slug:conversation_id>/restate/",
    "dialogue/open/",
)
# Short addresses that only lead on; their own tests say where to.
LEADS_ON = ("c/<slug:code>",)
# Files that are there only once ballots were entered; they have tests of their own.
OF_BALLOTS = (
    "log/ballots/<str:thousand>/<int:index>.leaves",
    "record/ballots/<str:leaf>.ballot-receipt",
)
# Named by the hashes of what was done; its own test tells what it gives.
OF_NOTES = ("record/notes/<str:leaves>.intake",)
# The feed of a conversation, which is there once one was opened; it has tests of its own.
OF_CONVERSATIONS = ("dialogue/conversations/<slug:conversation_id>/feed.atom",)
# There only once ten people have left a conversation; its own test holds it to the rules of pages.
OF_RESTATEMENTS = (
    "dialogue/restatements/<slug:restatement_id>/",
    "dialogue/restatements/<slug:restatement_id>/audit/",
    "dialogue/restatements/<slug:restatement_id>/bundle.zip",
)
# For a frame of somebody else's page, so without menu and foot; its own test holds it to rules.
FRAMED = ("dialogue/conversations/<slug:conversation_id>/embed/",)
# There only where an organisation has set them; their own tests hold them to the rules of files.
OF_PROFILE = ("style/accent-<str:digest>.css", "emblem/<str:digest>.svg")
# What programs ask; it has tests of its own, and a description of all its addresses.
INTERFACE = (r"^api/v1/(?P<rest>.*)\Z",)
# For who is signed in: the notes of their own acts; its own test signs in.
OWN_FILES = ("my-work/notes.zip",)
OTHERS = LEADS_ON + OF_BALLOTS + OF_NOTES + OF_RESTATEMENTS + OF_PROFILE + INTERFACE
# Below this part of an address something is done: it answers to a form and to nothing else.
WRITES = "/do/"
FILE_ENDINGS = (
    *(".svg", ".png", ".xlsx", ".zip", ".json", ".csv", ".css", ".pyz", ".txt"),
    *(".js", ".atom", ".tlog-proof", ".vkey", ".key", "checkpoint"),
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
            yield from (str(each.pattern) for each in pattern.url_patterns)


def page_paths() -> list[str]:
    """Return the addresses of pages that anybody reads, without their language."""
    return [
        _filled(path)
        for path in _below_language()
        if not path.endswith(FILE_ENDINGS)
        and WRITES not in path
        and path not in GUARDED + OF_RESTATEMENTS + FRAMED
    ]


def guarded_paths() -> list[str]:
    """Return the addresses of pages for people with a mandate, without their language."""
    return [_filled(path) for path in _below_language() if path in GUARDED]


def write_paths() -> list[str]:
    """Return the addresses that forms are sent to, without their language."""
    return [_filled(path) for path in _below_language() if WRITES in path]


def file_paths() -> list[str]:
    """Return the addresses of files, with a language where they have one."""
    own = [
        _filled(path)
        for path in _below_language()
        if path.endswith(FILE_ENDINGS) and path not in OF_CONVERSATIONS + OWN_FILES
    ]
    plain = [str(each.pattern) for each in _patterns() if isinstance(each, URLPattern)]
    files = [_filled(path) for path in plain if path and path not in OTHERS]
    return [*(f"en/{path}" for path in own), *files]


def protected_paths() -> list[str]:
    """Return the addresses of the pages of a report on protected ballots, without language."""
    return [path.replace("dia-1", "dia-3") for path in page_paths() if "dia-1" in path]


PAGES = [(code, path) for path in (*page_paths(), *protected_paths()) for code in LANGUAGES]
