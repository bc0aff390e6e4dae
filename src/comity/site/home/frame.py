"""What the frame of every page shows: organisation, languages, menu, the record's head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from comity.people import Acting
from comity.site.instance import Instance
from comity.site.members.queries import acting
from comity.site.record.queries import Head, head
from comity.site.ui.languages import active_language, offered_languages

__all__ = ["Item", "frame"]


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a menu."""

    words: str
    path: str
    current: bool = False


def frame(request: HttpRequest) -> Mapping[str, Any]:
    """Return the context of the frame, also where the database is not to be reached."""
    language = active_language()
    instance: Instance = settings.COMITY.instance
    who = _acting(request)
    return {
        "language": language,
        "languages": offered_languages(),
        "organisation": instance.name(language.tag),
        "simulated": instance.simulated,
        "names_follow": instance.profile.names_follow,
        "disclaimer": instance.profile.disclaimer_in(language.tag),
        "menu": _menu(request.path, instance, signed_in=who is not None),
        "who": _who(request.path, who),
        "personas": _personas(),
        "about": _about(),
        "head": _head(),
    }


def _menu(path: str, instance: Instance, *, signed_in: bool) -> Sequence[Item]:
    home = reverse("home")
    items = [Item(_("Today"), home, current=path == home)]
    if "dialogue" in instance.pillars:
        items.append(_item(_("Dialogue"), reverse("dialogue"), path))
    items.append(_item(_("Members"), reverse("members"), path))
    items.append(_item(_("Record"), reverse("record"), path))
    items.append(_item(_("Search"), reverse("search"), path))
    if signed_in:
        items.append(_item(_("My work"), reverse("my-work"), path))
    return items


def _acting(request: HttpRequest) -> Acting | None:
    """Return who is signed in; nobody where that cannot be found out."""
    try:
        return acting(request) if hasattr(request, "session") else None
    except DatabaseError:
        return None


def _who(path: str, who: Acting | None) -> Item:
    """Return the way to sign in, or to one's own account under one's name."""
    if who is None:
        place = reverse("sign-in")
        return Item(_("Sign in"), place, current=path == place)
    place = reverse("account")
    return Item(who.name, place, current=path == place)


def _personas() -> str:
    """Return the address at which a demonstration lets one act as somebody, else nothing."""
    try:
        return reverse("personas") if settings.COMITY.demo else ""
    except NoReverseMatch:
        return ""


def _item(words: str, place: str, path: str) -> Item:
    return Item(words, place, current=path.startswith(place))


def _about() -> Sequence[Item]:
    return (
        Item(_("Help"), reverse("help")),
        Item(_("How this works"), reverse("how")),
        Item(_("Glossary"), reverse("glossary")),
        Item(_("State of this site"), reverse("health")),
        Item(_("Where machines wrote"), reverse("machines")),
        Item(_("Accessibility"), reverse("accessibility")),
        Item(_("Privacy"), reverse("privacy")),
        Item(_("Contact"), reverse("contact")),
    )


def _head() -> Head | None:
    try:
        return head()
    except DatabaseError:
        # A page that says what went wrong must not fail for the same reason.
        return None
