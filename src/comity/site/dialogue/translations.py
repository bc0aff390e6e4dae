"""A published report for readers of one language: with the translations its bundle holds."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from comity.canonical import decode, sha256_hex
from comity.dialogue import TRANSLATED
from comity.fault import RefusedError
from comity.record import MANIFEST, parse_manifest, read_bundle
from comity.render import Language, translated
from comity.site.dialogue.actions import bundle_file

__all__ = ["in_language"]


def in_language(report: Mapping[str, Any], digest: str, language: Language) -> Mapping[str, Any]:
    """Return ``report`` with the translations that the bundle of this digest has for it.

    Without a bundle, or with one that is not what was published, it is returned as it is: then
    statements stand in the language they were written in.
    """
    try:
        words = _words(bundle_file(settings.COMITY.bundle_folder, digest), digest)
    except (OSError, RefusedError):
        words = None
    return translated(report, words, language)


@lru_cache(maxsize=32)
def _words(bundle: Path, digest: str) -> Mapping[str, Any] | None:
    members = read_bundle(bundle.read_bytes()).members
    listed = parse_manifest(members[MANIFEST]).files.get(TRANSLATED)
    if sha256_hex(members[MANIFEST]) != digest or listed is None:
        return None
    if sha256_hex(members[TRANSLATED]) != listed:
        return None
    words: Any = decode(members[TRANSLATED])
    found: Mapping[str, Any] = words
    return found
