"""The page on which a person translates statements into the language they read the site in."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.dialogue import Origin, Translation, source_of
from comity.dialogue import Statement as Voted
from comity.fault import Fault, RefusedError
from comity.language import clean_text
from comity.site.dialogue.actions import TRANSLATE, enter_translations
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.queries import ConversationView, Original, to_translate
from comity.site.members.answers import see, to_sign_in, to_sign_in_keeping
from comity.site.members.permissions import require
from comity.site.members.queries import acting
from comity.site.record.models import Log
from comity.site.record.sequencing import wake
from comity.site.ui.kept import keeps
from comity.site.ui.languages import active_language
from comity.site.ui.paging import page_number
from comity.site.ui.personal import personal
from comity.site.ui.refusal import fault_words

__all__ = ["translate", "translations"]

ON_A_PAGE: Final = 25
TEXT: Final = "text-"


@require_safe
def translations(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show the statements that are in another language than the page, each with its translation."""
    view = found_conversation(conversation_id, now())
    if acting(request) is None:
        return to_sign_in(request)
    require(acting(request), act=TRANSLATE, at=now())
    return _page(request, view, {})


@keeps()
@require_POST
def translate(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Enter the translations that were written or changed."""
    view = found_conversation(conversation_id, now())
    who = acting(request)
    if who is None:
        return to_sign_in_keeping(request)
    typed = {
        name.removeprefix(TEXT): clean_text(str(value)).text.strip()
        for name, value in request.POST.items()
        if name.startswith(TEXT)
    }
    machine = request.POST.get("origin") == "machine"
    origin: Origin = "machine" if machine else "human"
    by = request.POST.get("system", "").strip() if machine else ""
    reviewer = who.name if request.POST.get("reviewed") else ""
    made = [
        Translation(
            one.of,
            active_language().tag,
            typed[one.of],
            origin,
            by,
            reviewer,
            source_of(Voted(one.of, one.text, 1)),
        )
        for one in to_translate(view, active_language().tag)
        if _is_new(one, typed)
    ]
    try:
        entered = enter_translations(
            log=Log.objects.get(),
            conversation=view.id,
            translations=made,
            acting=who,
            now=now(),
        )
    except RefusedError as error:
        return _page(request, view, typed, error.faults)
    wake()
    back = reverse("conversation-translations", args=[view.id])
    return see(f"{back}?page={_number(request)}&kept={entered}")


def _is_new(one: Original, typed: Mapping[str, str]) -> bool:
    """Return whether something was written for the statement that is not what it has already."""
    text = typed.get(one.of, "")
    return bool(text) and (one.translation is None or one.translation.text != text)


def _number(request: HttpRequest) -> int:
    """Return the page of the list that a form stood on."""
    sent = request.POST.get("page", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 7 else 1


def _page(
    request: HttpRequest,
    view: ConversationView,
    typed: Mapping[str, str],
    faults: Sequence[Fault] = (),
) -> HttpResponse:
    todo = to_translate(view, active_language().tag)
    pages = max(1, -(-len(todo) // ON_A_PAGE))
    asked = _number(request) if request.method == "POST" else page_number(request)
    page = min(max(1, asked), pages)
    part = todo[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    context = {
        "view": view,
        "lines": [(one, typed.get(one.of, _text_of(one))) for one in part],
        "missing": sum(one.translation is None for one in todo),
        "kept": request.GET.get("kept", "").isdigit() and request.GET["kept"] != "0",
        "machine": request.POST.get("origin") == "machine",
        "system": request.POST.get("system", ""),
        "reviewed": bool(request.POST.get("reviewed")),
        "into": active_language(),
        "page": page,
        "pages": pages,
        "faults": fault_words(faults),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return personal(render(request, "dialogue/translations.html", context, status=status))


def _text_of(one: Original) -> str:
    return "" if one.translation is None else one.translation.text
