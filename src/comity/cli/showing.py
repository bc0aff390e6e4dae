"""What ``comity init`` asks of how an organisation shows itself."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from comity.fault import N_, Place, RefusedError

if TYPE_CHECKING:
    from comity.fault import Fault

__all__ = ["asked_profile"]

USUAL: Final = "usual"
NONE: Final = "-"
DARK: Final = "#6cc5d3"
"""The usual accent of the dark scheme, for who chooses one for the light scheme alone."""
DISCLAIMER: Final = N_("The names used here express no opinion on the status of any territory.")


def asked_profile(tags: Sequence[str]) -> tuple[dict[str, Any], Path | None]:
    """Return what the profile has beyond the usual, and the file of an emblem, if there is one.

    ``tags`` are the languages of the organisation's name: a disclaimer is asked for in each.
    """
    profile: dict[str, Any] = {}
    languages = click.prompt(
        "Languages people choose from, of ar zh en fr ru es", default="all", value_proc=_languages
    )
    if languages:
        profile["languages"] = languages
    accent = _accent()
    if accent:
        profile["accent"] = accent
    follow = click.prompt(f"List that names of countries follow ({NONE} for none)", default=NONE)
    if follow != NONE:
        profile["names_follow"] = follow
    disclaimer = _disclaimer(tags)
    if disclaimer:
        profile["disclaimer"] = disclaimer
    emblem = click.prompt(f"Emblem, an SVG file ({NONE} for none)", default=NONE, value_proc=_file)
    if emblem is not None:
        profile["emblem"] = emblem.name
    return profile, emblem


def _languages(typed: str) -> list[str]:
    from comity.render import LANGUAGES  # noqa: PLC0415 - loads Babel

    named = typed.replace(",", " ").split()
    if named == ["all"]:
        return []
    strange = [one for one in named if one not in LANGUAGES]
    if strange or not named:
        raise click.UsageError(f"name some of {' '.join(LANGUAGES)}, or all")
    return named


def _accent() -> Mapping[str, str]:
    """Ask for the two colours; the dark scheme has its usual one where only the light is given."""
    light = _colour("light", USUAL)
    if light == USUAL:
        return {}
    return {"light": light, "dark": _colour("dark", DARK)}


def _colour(scheme: str, default: str) -> str:
    def right(typed: str) -> str:
        from comity.render import accent_faults  # noqa: PLC0415 - loads Babel

        if typed != USUAL:
            _refuse(accent_faults(scheme, typed, Place("accent")))
        return typed

    question = f"Colour of links and buttons, {scheme} scheme (such as #7a1f3d)"
    return str(click.prompt(question, default=default, value_proc=right))


def _disclaimer(tags: Sequence[str]) -> dict[str, str]:
    """Ask for one in each language; the usual one is offered where it is there in that language."""
    from comity.render import LANGUAGES, voice  # noqa: PLC0415 - loads Babel

    known = {one.tag: one for one in LANGUAGES.values()}
    given = {}
    for tag in tags:
        own = voice(known[tag]).say(DISCLAIMER) if tag in known else NONE
        usual = own if own != DISCLAIMER or tag == "en" else NONE
        typed = click.prompt(f"Disclaimer on names ({tag}; {NONE} for none)", default=usual)
        if typed != NONE:
            given[tag] = typed
    return given


def _file(typed: str) -> Path | None:
    from comity.edge import read_bounded  # noqa: PLC0415 - with the next
    from comity.render import clean_emblem  # noqa: PLC0415 - loads Babel

    if typed == NONE:
        return None
    file = Path(typed).expanduser()
    try:
        clean_emblem(read_bounded(file, 1_000_000), Place(file.name))
    except RefusedError as refused:
        _refuse(refused.faults)
    return file


def _refuse(faults: "Sequence[Fault]") -> None:
    """Have the question asked again, with why."""
    from comity.render import LANGUAGES, all_words  # noqa: PLC0415 - loads Babel

    if faults:
        said = all_words(faults, LANGUAGES["en"], wrote_nothing=False)
        raise click.UsageError("\n".join(said))
