"""The front page, the plain pages of the foot, and pages that say what went wrong."""

from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity import __version__
from comity.render import Voice, voice
from comity.site.dialogue.queries import (
    PublishedView,
    latest_reports,
    machine_texts,
    machine_translations,
    open_conversations,
    titled_in,
)
from comity.site.dialogue.translations import in_language
from comity.site.home.finding import Finding, finding_of
from comity.site.home.glossary import terms_in
from comity.site.home.health import disk_of, functions_in_use, last_health
from comity.site.home.help import chapters_in
from comity.site.home.nightly import last_plan
from comity.site.home.second_person import second_persons_in
from comity.site.record.comparison import KINDS
from comity.site.record.queries import latest_acts
from comity.site.server import workers_of
from comity.site.ui.kept import again_page, came_from_here, kept_form
from comity.site.ui.languages import active_language, preferred_language

__all__ = [
    "accessibility",
    "bad_request",
    "choose_language",
    "contact",
    "csrf_failed",
    "front",
    "glossary",
    "health",
    "help_page",
    "how",
    "machines",
    "not_found",
    "privacy",
    "second_person",
    "server_error",
]

SHOWN: Final = 5
MOST_NAMED: Final = 100


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """Lead to the front page in the language the browser asks for."""
    response = HttpResponseRedirect(f"/{preferred_language(request).code}/")
    patch_vary_headers(response, ("Accept-Language",))
    return response


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Open on one finding, with the line that checks it; then latest reports and acts."""
    speaker = voice(active_language())
    reports = latest_reports(SHOWN)
    latest = reports[0] if reports else None
    to_come = [view for view in open_conversations(now()) if view.stage in ("planned", "open")]
    context = {
        "latest": latest,
        "finding": _finding(latest, speaker),
        "reports": reports,
        "conversations": titled_in(to_come[:SHOWN], active_language().tag),
        "lines": latest_acts(SHOWN),
    }
    return render(request, "home/front.html", context)


def _finding(latest: PublishedView | None, speaker: Voice) -> Finding | None:
    if latest is None:
        return None
    return finding_of(in_language(latest.report, latest.digest, speaker.language), speaker)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Say whether the public rows were found to be what the record says, and how the site is."""
    speaker = voice(active_language())
    found = last_health(settings.COMITY)
    # Which rows, not what stands in them: that may be what nobody outside should read.
    differing = dict.fromkeys(
        (speaker.say(KINDS[one.kind]), one.name, one.column)
        for one in (found.differences[:MOST_NAMED] if found else ())
    )
    context = {
        "health": found,
        "plan": last_plan(settings.COMITY),
        "differing": list(differing),
        "disk": disk_of(settings.COMITY),
        "software": f"Comity {__version__}",
        "functions": functions_in_use(),
        "workers": workers_of(settings.COMITY.data_folder),
    }
    return render(request, "home/health.html", context)


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """Say how votes become a result that anybody can check."""
    return render(request, "home/how.html")


@require_safe
def second_person(request: HttpRequest) -> HttpResponse:
    """Say for which acts one person is not enough, and why."""
    context = {"second": second_persons_in(voice(active_language()))}
    return render(request, "home/second_person.html", context)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """List what people come to do, each with the page where it is done."""
    return render(request, "home/help.html", {"chapters": chapters_in(voice(active_language()))})


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Say what the terms of the site mean."""
    return render(request, "home/glossary.html", {"terms": terms_in(voice(active_language()))})


@require_safe
def machines(request: HttpRequest) -> HttpResponse:
    """List what a machine drafted and a person changed, and count what machines translated."""
    context = {"texts": machine_texts(), "translations": machine_translations()}
    return render(request, "home/machines.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the pages are, and whom to tell where they are not."""
    return render(request, "home/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept about visitors."""
    elsewhere = settings.COMITY.oidc
    context = {**_operator(), "provider": elsewhere.host if elsewhere else ""}
    return render(request, "home/privacy.html", context)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Say who runs the site and how to reach them."""
    return render(request, "home/contact.html", _operator())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be understood."""
    del exception
    return _trouble(request, HTTPStatus.BAD_REQUEST, _("This address cannot be understood"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, without repeating what was asked for."""
    del exception
    return _trouble(request, HTTPStatus.NOT_FOUND, _("There is no such page"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the server is at fault."""
    title = _("Something went wrong on our side")
    return _trouble(request, HTTPStatus.INTERNAL_SERVER_ERROR, title)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came from elsewhere or was open too long; show what it held again."""
    del reason
    title = _("This form was open too long")
    kept = kept_form(request) if came_from_here(request) else None
    if kept is None:
        return _trouble(request, HTTPStatus.FORBIDDEN, title)
    return again_page(request, kept, title=title, status=HTTPStatus.FORBIDDEN)


def _operator() -> dict[str, object]:
    instance = settings.COMITY.instance
    return {
        "operator": instance.operator,
        "simulated": instance.simulated,
        "pseudonym_days": instance.pseudonym_days,
    }


def _trouble(request: HttpRequest, status: HTTPStatus, title: str) -> HttpResponse:
    context = {"trouble": title, "status": int(status)}
    return render(request, "home/trouble.html", context, status=status)
