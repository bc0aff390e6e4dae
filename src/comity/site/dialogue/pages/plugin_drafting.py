"""The form by which somebody who may sign a report has its summary drafted by a plug-in."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from comity.edge import installed_plugins
from comity.fault import RefusedError
from comity.site.dialogue.actions import Drafting, draft_by_plugin
from comity.site.dialogue.answers import found_conversation
from comity.site.members.queries import acting
from comity.site.ui.refusal import refused_page

__all__ = ["draft_by"]


@require_POST
def draft_by(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Have the plug-in that the form names draft the summary anew, and show the draft."""
    view, site = found_conversation(conversation_id, now()), settings.COMITY
    named = request.POST.get("plugin", "")
    installed, _ = installed_plugins(site.plugin_folder)
    plugin = next((one for one in installed if one.manifest.name == named), None)
    if plugin is None:
        raise Http404
    back = reverse("conversation-draft", args=[view.id])
    try:
        draft_by_plugin(
            conversation=view.id,
            drafting=Drafting(plugin, site.draft_folder, site.plugins_unconfined),
            acting=acting(request),
            now=now(),
        )
    except RefusedError as error:
        return refused_page(request, error.faults, back=back, status=HTTPStatus.CONFLICT)
    response = HttpResponseRedirect(back)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
