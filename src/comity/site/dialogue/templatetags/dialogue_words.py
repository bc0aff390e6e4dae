"""Filters for what is said of statements, in the language of the page."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from babel import Locale
from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from comity.dialogue import CLEARED, REASONS, Alarm
from comity.fault import N_
from comity.render import below, original, tag, translator, voice
from comity.site.dialogue import voters
from comity.site.dialogue.answers import markup
from comity.site.dialogue.queries import ConversationView, LiveShare, Original, asked_in
from comity.site.ui.languages import active_language

register: Final = template.Library()
UNSTATED: Final = N_("not stated")
TIERS: Final = {
    "anonymous": N_("Anybody, unchecked"),
    "accredited": N_("Accredited: signed in, with a mandate"),
    "delegation": N_("Delegations of members, signed in"),
}
ALARMS: Final = {
    ("tier", "none"): N_("Nobody took part: {value}."),
    ("language", "none"): N_("Nobody voted on the pages in this language: {value}."),
    ("region", "none"): N_("Nobody voted who was invited for this region: {value}."),
    ("tier", "share"): N_("Nearly all who took part are of one tier: {value}."),
    ("language", "share"): N_("Nearly all voted on the pages in one language: {value}."),
    ("region", "share"): N_("Nearly all whose region is known are of one region: {value}."),
    ("region", "unknown"): N_("Of nobody is the region known; no invitation by region was used."),
    ("delegation", "unused"): N_(
        "Of some delegations nobody has signed in yet with the printed codes."
    ),
}


@register.simple_tag
def worker_path() -> str:
    """Return the address of the worker that keeps pages, empty where there is to be none."""
    return reverse("conversation-worker") if settings.COMITY.worker else ""


@register.simple_tag(takes_context=True)
def as_whom(context: Mapping[str, Any], view: ConversationView) -> str:
    """Return the mark of who votes on this page by an account; nothing for anybody else."""
    return voters.as_whom(voters.known_as(view.id, context["request"]))


@register.filter
def reason_words(reason: str) -> str:
    """Return why a statement is shown or not, or the reason's name where there are no words."""
    known = {**REASONS, **CLEARED}
    return voice(active_language()).say(known[reason]) if reason in known else reason


@register.filter
def in_language(sentence: str) -> str:
    """Return a sentence of the core in the language of the page."""
    return voice(active_language()).say(sentence)


@register.filter
def region_words(region: str) -> str:
    """Return the name of a region by its number (UN M49), as the page's language has it."""
    names = Locale.parse(active_language().conventions).territories
    return str(names.get(region, region)) if region else voice(active_language()).say(UNSTATED)


@register.filter
def part_words(value: str, part: str) -> str:
    """Return how a tier, a language or a region is called."""
    speaker = voice(active_language())
    if not value:
        return speaker.say(UNSTATED)
    if part == "region":
        return region_words(value)
    if part == "language":
        return speaker.language_name(value) or value
    return speaker.say(TIERS[value]) if value in TIERS else value


@register.filter
def alarm_words(alarm: Alarm) -> str:
    """Return what an alarm says."""
    speaker = voice(active_language())
    said = ALARMS[alarm.part, alarm.kind]
    return speaker.say(said, value=part_words(alarm.value, alarm.part))


@register.filter
def share_words(share: LiveShare) -> SafeString:
    """Return a live share with its interval, such as 62% (51–72%), in the page's direction."""
    speaker = voice(active_language())
    told = f"{speaker.percent(share.value)} ({speaker.interval(share.low, share.high)})"
    return markup(tag("bdi", told, dir=active_language().direction))


@register.filter
def n_words(count: int) -> str:
    """Return on how many people a share rests, such as n 842."""
    return voice(active_language()).n(count)


@register.filter
def percent_words(share: float) -> str:
    """Return a share of 1 as percents."""
    return voice(active_language()).percent(share)


@register.filter
def said(line: Original) -> SafeString:
    """Return a text as it is read: its translation where there is one, in its own direction."""
    shown = line if line.translation is None else line.translation
    return markup(tag("bdi", shown.text, lang=shown.language))


@register.filter
def said_plainly(line: Original) -> str:
    """Return a text as ``said`` does, for a place that takes no markup, such as a page's title."""
    return line.text if line.translation is None else line.translation.text


@register.filter
def title_here(view: ConversationView) -> Original:
    """Return the title of a conversation for the language of the page."""
    return asked_in(view, active_language().tag)["title"]


@register.filter
def translation_notes(line: Original) -> SafeString:
    """Return the original and who translated it, where a statement is shown in translation."""
    speaker, told = voice(active_language()), _told(line)
    return markup(below([original(told, speaker), translator(told, speaker)]))


@register.filter
def translator_note(line: Original) -> SafeString:
    """Return who or what translated a statement, where it is translated."""
    return markup(below([translator(_told(line), voice(active_language()))]))


def _told(line: Original) -> Mapping[str, object]:
    told = {"id": line.of, "text": line.text, "language": line.language, "moderated": 1}
    if line.translation is None:
        return told
    return {**told, "translation": {**asdict(line.translation), "state": "current"}}
