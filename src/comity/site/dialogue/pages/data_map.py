"""What a conversation keeps of whoever takes part: a map of its data, from its own settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from comity.dialogue import ANONYMOUS
from comity.render import voice
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.queries import ConversationView, asked_in
from comity.site.ui.languages import LANGUAGES, active_language

__all__ = ["key_life", "what_is_kept"]


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that is kept: what, where, for how long, who reads it, what of it is public."""

    what: str
    where: str
    how_long: str
    who: str
    public: str


@require_safe
def what_is_kept(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Say what this conversation keeps of people, where, for how long, and who reads it."""
    view = found_conversation(conversation_id, now())
    instance = settings.COMITY.instance
    known = {name: one.endonym for one in LANGUAGES.values() for name in (one.tag, one.code)}
    context = {
        "view": view,
        "asked": asked_in(view, active_language().tag),
        "spoken": [(tag, known.get(tag, tag)) for tag in view.terms.languages],
        "kept": _kept(view, instance.pseudonym_days),
        "operator": instance.operator,
        **key_life(view),
    }
    return render(request, "dialogue/data_map.html", context)


def key_life(view: ConversationView) -> Mapping[str, object]:
    """Return for how many days the key of the pseudonyms lives, and when it goes once closed."""
    days: int = settings.COMITY.instance.pseudonym_days
    goes = None if view.closed is None else view.closed + timedelta(days=days)
    return {"key_days": days, "key_goes": goes}


def _kept(view: ConversationView, days: int) -> Sequence[Kept]:
    protected = view.terms.ballots == "protected"
    accounts = [_account()] if set(view.terms.tiers) - {ANONYMOUS} else []
    told = (
        _number(),
        *accounts,
        _key(days),
        _votes(protected=protected),
        _seals(),
        _statements(),
        _came(),
    )
    return (*told, _page()) if settings.COMITY.worker else told


def _number() -> Kept:
    return Kept(
        _("A random number, by which you are known again"),
        _("In a cookie of your browser; here only a pseudonym made of it, for this one alone."),
        _("A year, or until you delete the cookie."),
        _("Nobody but this site."),
        _("Nothing."),
    )


def _account() -> Kept:
    return Kept(
        _("Who is signed in votes under a pseudonym that says as what, and not who they are."),
        _("In the database under the pseudonym, without name, session, address or time."),
        _("Until you take them out, which you can while the key is there; else for good."),
        _("Whoever runs the server."),
        _("Counts of ten people or more."),
    )


def _key(days: int) -> Kept:
    shown = voice(active_language()).number(days)
    return Kept(
        _("The key that makes the pseudonym"),
        _("In a file outside the database and its backups."),
        ngettext(
            "It is destroyed %(shown)s day after the close; nobody can be known again after that.",
            "It is destroyed %(shown)s days after the close; nobody can be known again after that.",
            days,
        )
        % {"shown": shown},
        _("Whoever runs the server."),
        _("Nothing but that it was destroyed."),
    )


def _votes(*, protected: bool) -> Kept:
    auditors = _("Whoever runs the server; named auditors of two parties, without any name.")
    rows = _("At the end, as rows of numbers in random order, without names, times or order.")
    return Kept(
        _("Your votes"),
        _("In the database under the pseudonym, without name, session, address or time."),
        _("Until you take them out, which you can while the key is there; else for good."),
        auditors if protected else _("Whoever runs the server; everybody, once it is closed."),
        _("Never the votes; counts of ten people or more.") if protected else rows,
    )


def _seals() -> Kept:
    return Kept(
        _("A seal of each vote"),
        _("In the public record, in batches; the key that opens it lies in the database."),
        _("The seal for good; its key until you take your votes out."),
        _("Everybody sees the seal, and cannot tell what is in it or whose it is."),
        _("The seals, and how many there are."),
    )


def _statements() -> Kept:
    return Kept(
        _("Statements you send"),
        _("In the database and in the record, with language and day."),
        _("For good; the text can be erased, and that it was sent stays."),
        _("Moderators, and everybody once it is shown."),
        _("The text, never who sent it; how many were rejected, and why."),
    )


def _came() -> Kept:
    return Kept(
        _("The language of the page, and the region of an invitation"),
        _("As counts, beside no vote."),
        _("For good: no count tells who was counted."),
        _("Those who run the conversation; everybody, once it is closed."),
        _("Counts of ten people or more."),
    )


def _page() -> Kept:
    return Kept(
        _("A page for when there is no network"),
        _("In your browser: the question and the statements, and nothing about you."),
        _("Until you clear what this site keeps in your browser."),
        _("Whoever uses this browser; that page says which conversation was opened."),
        _("Nothing."),
    )
