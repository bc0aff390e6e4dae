"""What stands beside a report: flags, times of arrival and draws, as its bundle holds them."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from comity.canonical import decode, sha256_hex
from comity.dialogue import ARRIVAL_MEMBER, FLAGS_MEMBER, ROUTING_MEMBER
from comity.fault import RefusedError
from comity.record import MANIFEST, parse_manifest, read_bundle
from comity.render import Beside
from comity.site.dialogue.actions import bundle_file

__all__ = ["beside_in", "beside_published"]

MEMBERS: Final = (FLAGS_MEMBER, ARRIVAL_MEMBER, ROUTING_MEMBER)


def beside_in(members: Mapping[str, bytes], listed: Iterable[str] = MEMBERS) -> Beside:
    """Return what ``members`` hold beside the report, of those that are ``listed``."""
    found = {name: _value(members[name]) for name in listed if name in members}
    return Beside(*(found.get(name) for name in MEMBERS))


def beside_published(digest: str) -> Beside:
    """Return what the bundle of this digest holds; nothing where it is not what was published."""
    try:
        return _published(bundle_file(settings.COMITY.bundle_folder, digest), digest)
    except (OSError, RefusedError):
        return Beside()


@lru_cache(maxsize=32)
def _published(bundle: Path, digest: str) -> Beside:
    members = read_bundle(bundle.read_bytes()).members
    if sha256_hex(members[MANIFEST]) != digest:
        return Beside()
    files = parse_manifest(members[MANIFEST]).files
    told = [name for name in MEMBERS if name in members and name in files]
    return beside_in(members, [name for name in told if sha256_hex(members[name]) == files[name]])


def _value(data: bytes) -> Mapping[str, Any]:
    value: Any = decode(data)
    members: Mapping[str, Any] = value
    return members
