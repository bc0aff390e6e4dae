"""Collects the messages of the source, keeps the six catalogues up to date and compiles them.

    python -m tools.messages                  collect, update, compile (``make messages``)
    python -m tools.messages compile          compile only
    python -m tools.messages missing          print what is not translated yet, as JSON
    python -m tools.messages fill FILE.json   enter translations from such a file, then compile

Nothing is guessed: a new message is empty until somebody translates it, and a message that went
away stays below as obsolete, with its translation, until it comes back or ``prune`` drops it.
"""

import json
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final, TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from hatch_build import compile_catalogues

__all__ = ["collect", "main", "missing", "read", "update"]

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = ROOT / "src" / "comity"
LOCALES: Final = SOURCE / "render" / "locale"
CODES: Final = {"ar": "ar", "zh_Hans": "zh", "en": "en", "fr": "fr", "ru": "ru", "es": "es"}

# Django's headers, not Babel's: the site reads the same files.
PLURALS: Final = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5);",
    "zh_Hans": "nplurals=1; plural=0;",
    "en": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);",
    "es": "nplurals=2; plural=(n != 1);",
}
KEYWORDS: Final = {
    "_": None,
    "N_": None,
    "say": None,
    "say_html": None,
    "say_in": ((1, "c"), 2),
    "plural": (1, 2),
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
UNREVIEWED: Final = "unreviewed"
CHANGING: Final = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To'
    rb"|Generated-By|Project-Id-Version): .*\n",
    re.MULTILINE,
)
Key: TypeAlias = "tuple[str, ...] | str"


def collect() -> Catalog:
    """Return every message of Python files and templates, with the files it stands in."""
    found = Catalog()
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"}:
            continue
        place = path.relative_to(ROOT).as_posix()
        for message, comments, context in _messages(path):
            found.add(message, locations=[(place, 1)], auto_comments=comments, context=context)
    return found


def update(folder: str, template: Catalog) -> Catalog:
    """Bring one catalogue up to date with the messages found, write it and return it."""
    old = read(folder)
    new = _empty(folder)
    for message in template:
        if message.id:
            _carry(message, old, new, folder)
    for message in _kept(old):
        if new.get(_first(message.id), message.context) is None and any(_strings(message)):
            new.obsolete[_obsolete_key(message)] = message
    _write(folder, new)
    return new


def read(folder: str) -> Catalog:
    """Return a catalogue as it stands, or an empty one."""
    path = _path(folder)
    if not path.is_file():
        return _empty(folder)
    with path.open("rb") as reader:
        return read_po(reader, locale=folder)


def missing() -> list[dict[str, Any]]:
    """Return the messages that some language lacks: id, plural, context, and what there is."""
    catalogues = {folder: read(folder) for folder in CODES}
    lacking = []
    for message in catalogues["en"]:
        if not message.id:
            continue
        forms = {
            CODES[folder]: _strings(_found(catalogue, message))
            for folder, catalogue in catalogues.items()
            if folder != "en"
        }
        if not all(all(strings) and strings for strings in forms.values()):
            one, many = _pair(message.id)
            lacking.append(
                {"id": one, "plural": many, "context": message.context, **_shown(forms, many)}
            )
    return lacking


def fill(entries: list[dict[str, Any]]) -> None:
    """Enter translations, a string or a list of plural forms per language code, and write."""
    for folder, code in CODES.items():
        catalogue = read(folder)
        for entry in entries:
            message = catalogue.get(entry["id"], entry.get("context"))
            if folder == "en" or message is None or not entry.get(code):
                continue
            given = entry[code]
            message.string = tuple(given) if isinstance(given, list) else given
        _write(folder, catalogue)


def main(arguments: list[str]) -> int:
    """Run one of the commands above; return the exit code."""
    match arguments:
        case []:
            template = collect()
            for folder in CODES:
                update(folder, template)
            print(f"{len(template)} messages, {len(missing())} not yet in all languages")
        case ["missing"]:
            print(json.dumps(missing(), ensure_ascii=False, indent=1))
            return 0
        case ["fill", name]:
            fill(json.loads(Path(name).read_text(encoding="utf-8")))
        case ["prune"]:
            for folder in CODES:
                catalogue = read(folder)
                catalogue.obsolete.clear()
                _write(folder, catalogue)
        case ["compile"]:
            pass
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    compile_catalogues(ROOT)
    return 0


def _messages(path: Path) -> Iterator[tuple[Key, list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Python that calls gettext, with anything else blanked out; indents mean nothing in it.
        text = "\n".join(line.strip() for line in templatize(text, str(path)).splitlines())
    source = BytesIO(text.encode())
    for _line, message, comments, context in extract(
        "python", source, KEYWORDS, comment_tags=("Translators:",), options={"encoding": "utf-8"}
    ):
        if message:
            yield message, comments, context


def _carry(message: Message, old: Catalog, new: Catalog, folder: str) -> None:
    """Enter a message of the source with the translation it has, obsolete ones included."""
    known = _found(old, message) or old.obsolete.get(_obsolete_key(message))
    string = _english(message) if folder == "en" else _fitting(known, message, new.num_plurals)
    comments = known.user_comments if known else []
    if folder != "en" and known is None:
        comments = [UNREVIEWED]
    new.add(
        message.id,
        string,
        locations=message.locations,
        auto_comments=message.auto_comments,
        user_comments=comments,
        context=message.context,
    )


def _english(message: Message) -> Key:
    return message.id


def _fitting(known: Message | None, message: Message, forms: int) -> Key:
    """Return the known translation if it has the right number of forms, else an empty one."""
    plural = isinstance(message.id, tuple | list)
    empty: Key = ("",) * forms if plural else ""
    if known is None or isinstance(known.id, tuple | list) != plural:
        return empty
    return known.string if not plural or len(_strings(known)) == forms else empty


def _found(catalogue: Catalog, message: Message) -> Message | None:
    found = catalogue.get(_first(message.id), message.context)
    return found if found is not None and found.id == message.id else None


def _kept(old: Catalog) -> list[Message]:
    return [message for message in (*old, *old.obsolete.values()) if message.id]


def _obsolete_key(message: Message) -> Any:
    one = _first(message.id)
    return (one, message.context) if message.context is not None else one


def _first(key: Key) -> str:
    return key if isinstance(key, str) else key[0]


def _pair(key: Key) -> tuple[str, str | None]:
    return (key, None) if isinstance(key, str) else (key[0], key[1])


def _strings(message: Message | None) -> list[str]:
    if message is None:
        return []
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _shown(forms: dict[str, list[str]], many: str | None) -> dict[str, Any]:
    return {
        code: strings if many is not None else "".join(strings) for code, strings in forms.items()
    }


def _empty(folder: str) -> Catalog:
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {folder}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS[folder]}\\n"\n'
    )
    return read_po(BytesIO(header.encode()), locale=folder)


def _write(folder: str, catalogue: Catalog) -> None:
    catalogue.header_comment = (
        "# Comity. The English texts are the source; terms follow tools/glossary.csv.\n"
        "# Entries marked “unreviewed” have not been read by a native speaker of the field yet."
    )
    catalogue.fuzzy = False
    out = BytesIO()
    write_po(out, catalogue, width=100, sort_by_file=True, include_lineno=False)
    path = _path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(CHANGING.sub(b"", out.getvalue()))


def _path(folder: str) -> Path:
    return LOCALES / folder / "LC_MESSAGES" / "django.po"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
