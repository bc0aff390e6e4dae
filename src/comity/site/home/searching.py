"""The page of search, and what it says of terms and help."""

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.fault import N_
from comity.language import folded_words, sought_words
from comity.render import voice
from comity.site.home.glossary import terms_in
from comity.site.home.help import chapters_in
from comity.site.members.queries import acting
from comity.site.ui.languages import active_language
from comity.site.ui.personal import personal
from comity.site.ui.searching import Hit, Provider, Question, providers

__all__ = ["HELP_PAGES", "TERMS", "search"]

LONGEST: Final = 200
MOST_WORDS: Final = 8
LIMIT: Final = 10


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found by the words of ``q``, by kind; of each kind the first few."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    words = sought_words(text, MOST_WORDS)
    speaker = voice(active_language())
    question = Question(text, words, acting(request), active_language().tag, LIMIT)
    found = [(speaker.say(one.name), one.query(question)) for one in providers()] if words else []
    context = {
        "sought": text,
        "answers": [(name, hits) for name, hits in found if hits],
        "asked": bool(text),
        "limit": LIMIT,
    }
    response = render(request, "home/search.html", context)
    # What somebody looks for is theirs, and what is found may have to be erased.
    return personal(response)


def _terms(question: Question) -> Sequence[Hit]:
    said = terms_in(voice(active_language()))
    page = reverse("glossary")
    return [
        Hit(one.word, f"{page}#{one.id}", one.meaning)
        for one in said
        if _has(f"{one.word} {one.meaning}", question.words)
    ][: question.limit]


def _help(question: Question) -> Sequence[Hit]:
    chapters = chapters_in(voice(active_language()))
    found = [
        Hit(task.words, task.page, one.title)
        for one in chapters
        for task in one.tasks
        if _has(f"{one.title} {task.words}", question.words)
    ]
    return found[: question.limit]


def _has(text: str, words: Sequence[str]) -> bool:
    said = folded_words(text)
    return all(any(one.startswith(word) for one in said) for word in words)


TERMS = Provider(N_("Terms"), _terms, order=60)
HELP_PAGES = Provider(N_("Help"), _help, order=70)
