"""The six catalogues as written, for tests."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

LOCALES = Path(__file__).resolve().parents[2] / "src/comity/render/locale"
FOLDERS = ("ar", "zh_Hans", "en", "fr", "ru", "es")
FORMS = {"ar": 6, "zh_Hans": 1, "en": 2, "fr": 2, "ru": 3, "es": 2}


def read(folder: str) -> Catalog:
    with (LOCALES / folder / "LC_MESSAGES" / "django.po").open("rb") as reader:
        return read_po(reader, locale=folder)


def messages(folder: str) -> Iterator[Message]:
    return (message for message in read(folder) if message.id)


def strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)
