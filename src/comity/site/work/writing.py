"""The words of each kind of letter, made when it goes: what nobody needs to know is in no row."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage

from django.template.loader import render_to_string
from django.utils import translation

from comity.people import Acting
from comity.render import LANGUAGES, Voice, voice
from comity.site.configuration import Configuration
from comity.site.dialogue.queries import conversation_duties
from comity.site.members.queries import acting_as
from comity.site.record.words import act_words
from comity.site.ui.languages import django_code
from comity.site.work.letters import Sheet, apart, dated, letter, when
from comity.site.work.models import Letter, Notice
from comity.site.work.post import PostSettings
from comity.site.work.queries import Changes, changes_between
from comity.site.work.wishes import Wished, wish_of

__all__ = ["written"]


def written(
    row: Letter, settings: PostSettings, configuration: Configuration, now: datetime
) -> EmailMessage | None:
    """Return the letter in words; None where it should not go any more, or has nothing to tell."""
    wish, who = wish_of(row.person_id), acting_as(row.person_id)
    if who is None or not wish.address or (row.kind != "code" and not wish.confirmed):
        return None
    language = LANGUAGES[wish.language]
    with translation.override(django_code(language)):
        said = _said(row, wish, who, settings.site, now)
    if said is None:
        return None
    title, lines = said
    instance = configuration.instance
    sheet = Sheet(instance.name(language.tag), settings.sender, settings.site, instance.simulated)
    made = letter(
        key=row.key, to=wish.address, title=title, lines=lines, sheet=sheet, language=language
    )
    return dated(made, row.at)


def _said(
    row: Letter, wish: Wished, who: Acting, site: str, now: datetime
) -> tuple[str, Sequence[str]] | None:
    speaker = voice(LANGUAGES[wish.language])
    home = f"{site}/{wish.language}/my-work/"
    if row.kind == "code":
        return _code(row, speaker)
    if row.kind == "reminder":
        return _reminder(row, speaker, home) if wish.reminders else None
    return _digest(row, speaker, home, who, now) if wish.rhythm != "none" else None


def _code(row: Letter, speaker: Voice) -> tuple[str, Sequence[str]] | None:
    code = row.person.wish.code
    if not code:
        return None
    lines = [
        speaker.say("Somebody entered this address on the page of their mail."),
        speaker.say("If it was you, sign in and enter this code there. If not, do nothing."),
        "",
        code,
    ]
    return speaker.say("Code for your address"), lines


def _reminder(row: Letter, speaker: Voice, home: str) -> tuple[str, Sequence[str]] | None:
    notice = Notice.objects.select_related("conversation").filter(pk=row.start).first()
    if notice is None:
        return None
    closes = when(notice.conversation.closes_at, speaker)
    waits = speaker.say("Something waits for you there.") if notice.kinds else ""
    lines = [
        apart(notice.conversation.title),
        speaker.say("Open until {moment}.", moment=closes),
        *([waits] if waits else ()),
        home.replace("/my-work/", f"/dialogue/conversations/{notice.conversation_id}/"),
    ]
    return speaker.say("A conversation closes soon"), lines


def _digest(
    row: Letter, speaker: Voice, home: str, who: Acting, now: datetime
) -> tuple[str, Sequence[str]] | None:
    duties = [
        _duty_line(one, speaker) for one in conversation_duties(who, speaker.language.tag, now)
    ]
    changes = changes_between(who, row.start, row.size)
    if not duties and not changes.groups:
        return None
    lines = [speaker.say("What waits for me"), *(duties or ["–"]), ""]
    lines += [speaker.say("What changed"), *_changed_lines(changes, speaker), "", home]
    return speaker.say("What waits for you, and what changed"), lines


def _duty_line(one: object, speaker: Voice) -> str:
    words = render_to_string("work/duty_words.html", {"one": one}).strip()
    title, due = getattr(one, "title", ""), getattr(one, "due", None)
    parts = [words, *([apart(title)] if title else ()), *([when(due, speaker)] if due else ())]
    return f"- {' · '.join(parts)}"


def _changed_lines(changes: Changes, speaker: Voice) -> Sequence[str]:
    found = []
    for one in changes.groups[:20]:
        name = apart(one.title) if one.title else speaker.say("Members")
        acts = [
            f"{act_words(told.act, speaker)} ({speaker.number(told.count)})" for told in one.acts
        ]
        found.append(f"- {name}: {speaker.listing(acts)}")
    return found or ["–"]
