"""The pages on which a visitor of the demonstration chooses whom to act as, and what to look at."""

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from comity.site.demo.people import personas
from comity.site.demo.tours import TOURS, tour_with
from comity.site.loopback import personas_allowed
from comity.site.members.models import Account
from comity.site.members.queries import acting
from comity.site.members.signing_in import sign_out, start_session
from comity.site.ui.personal import personal

__all__ = ["choose_persona"]

CITIZEN = "citizen"


@require_http_methods(["GET", "HEAD", "POST"])
def choose_persona(request: HttpRequest) -> HttpResponse:
    """Show the personas; on a choice, act as that one, or as a citizen without account."""
    if not personas_allowed(request):
        raise Http404
    if request.method == "POST":
        return _switch(request, request.POST.get("persona", ""))
    context = {"personas": personas(), "acting": acting(request), "tours": TOURS}
    return personal(render(request, "demo/personas.html", context))


@require_safe
def tour(request: HttpRequest, tour_id: str) -> HttpResponse:
    """Show the five steps of a tour, and let the visitor act as whom it is for."""
    found = tour_with(tour_id)
    if found is None or not personas_allowed(request):
        raise Http404
    people = {one.persona: one for one in reversed(personas())}
    persona = people.get(found.persona)
    who = acting(request)
    acted = who is not None and persona is not None and who.person == persona.id
    steps = [(step, people.get(step.persona)) for step in found.steps]
    context = {"tour": found, "steps": steps, "persona": persona, "acted": acted}
    return personal(render(request, "demo/tour.html", context))


def _switch(request: HttpRequest, wanted: str) -> HttpResponse:
    """Act as the one who is wanted, and go back to the tour from which they were chosen."""
    if wanted == CITIZEN:
        sign_out(request)
        return HttpResponseRedirect(reverse("dialogue"), status=303)
    account = Account.objects.filter(person=wanted, person__closingrow=None).first()
    if account is None or wanted not in {one.id for one in personas()}:
        raise Http404
    start_session(request, account, datetime.now(UTC))
    touring = tour_with(request.POST.get("tour", ""))
    there = reverse("tour", args=[touring.id]) if touring else reverse("my-work")
    return HttpResponseRedirect(there, status=303)
