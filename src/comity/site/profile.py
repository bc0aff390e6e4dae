"""How an organisation shows itself: emblem, accent, languages, the names it uses, a disclaimer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from comity.canonical import sha256_hex
from comity.edge import read_bounded
from comity.fault import N_, Fault, FaultKind, Place, RefusedError, refuse
from comity.render import LANGUAGES, accent_faults, clean_emblem

__all__ = ["Profile", "read_profile"]

LARGEST_FILE: Final = 1_000_000
SCHEMES: Final = ("light", "dark")
LONGEST: Final = 2_000

WRONG: Final = FaultKind(
    "site.profile_wrong",
    N_("“{member}” is unknown, or not what it should be"),
    N_("a profile has emblem, accent, languages, names_follow and disclaimer, each if wanted"),
    N_("Correct it, or leave it out: docs/howto/run-for-an-organisation shows a whole one."),
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What of it is set; empty where it is not.

    ``emblem`` is SVG that was written anew from an allow-list, ``accent`` a colour for the light
    and one for the dark scheme, ``languages`` the codes of those offered (empty: all),
    ``names_follow`` the list that names of countries follow, ``disclaimer`` a text by language tag.
    """

    emblem: str = ""
    accent: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    names_follow: str = ""
    disclaimer: Mapping[str, str] = field(default_factory=dict)

    @property
    def emblem_digest(self) -> str:
        """Return what the emblem's address changes by, empty where there is none."""
        return sha256_hex(self.emblem.encode())[:8] if self.emblem else ""

    @property
    def accent_style(self) -> bytes:
        """Return the stylesheet that sets the accent, empty where it is the usual one."""
        if not self.accent:
            return b""
        return f":root {{ --accent: light-dark({', '.join(self.accent)}) }}\n".encode()

    def disclaimer_in(self, language: str) -> tuple[str, str]:
        """Return tag and text in the language of this tag, else in the first given."""
        tag = language if language in self.disclaimer else next(iter(self.disclaimer), "")
        return tag, self.disclaimer.get(tag, "")


def read_profile(members: object, folder: Path, place: Place) -> Profile:
    """Return the profile of instance.toml, its emblem from ``folder``; refuse with all faults."""
    told: Mapping[str, Any] = members if isinstance(members, dict) else {"profile": members}
    faults = list(_faults(told, place))
    emblem = ""
    if not faults and told.get("emblem"):
        try:
            data = read_bounded(folder / told["emblem"], LARGEST_FILE)
            emblem = clean_emblem(data, Place(told["emblem"]))
        except RefusedError as refused:
            faults.extend(refused.faults)
    if faults:
        raise refuse(*faults)
    return Profile(
        emblem=emblem,
        accent=tuple(told["accent"][scheme].lower() for scheme in SCHEMES)
        if told.get("accent")
        else (),
        languages=tuple(told.get("languages", ())),
        names_follow=told.get("names_follow", ""),
        disclaimer=told.get("disclaimer", {}),
    )


def _faults(told: Mapping[str, Any], place: Place) -> Iterator[Fault]:
    right = {
        "emblem": _is_name(told.get("emblem", "emblem.svg")),
        "accent": isinstance(told.get("accent", {}), dict),
        "languages": _are_languages(told.get("languages", [])),
        "names_follow": _is_text(told.get("names_follow", "")),
        "disclaimer": _are_texts(told.get("disclaimer", {})),
    }
    for member in told:
        if not right.get(member, False):
            yield WRONG.at(place, member=f"profile.{member}")
    if right["accent"] and told.get("accent"):
        for scheme in SCHEMES:
            yield from accent_faults(scheme, told["accent"].get(scheme), place)


def _is_name(value: object) -> bool:
    """Return whether it names a file beside instance.toml, and none elsewhere."""
    return isinstance(value, str) and value not in ("", "..") and Path(value).name == value


def _are_languages(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(one) and one in LANGUAGES for one in value)


def _are_texts(value: object) -> bool:
    return isinstance(value, dict) and all(_is_text(one) and one.strip() for one in value.values())


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST
