"""All addresses: pages below a language, files and data without one."""

from importlib import import_module
from typing import Final

from django.conf import settings
from django.urls import path

from comity.site.api import urls as api
from comity.site.dialogue import urls as dialogue
from comity.site.home import pages as home
from comity.site.home import urls as home_urls
from comity.site.members import urls as members
from comity.site.record import urls as record
from comity.site.ui import profile
from comity.site.ui.languages import language_patterns
from comity.site.ui.style import style
from comity.site.work import urls as work

__all__ = ["urlpatterns"]

# Only a demonstration loads what lets anybody act as anybody.
DEMO: Final = import_module("comity.site.demo.urls").page_patterns if settings.COMITY.demo else []

# Only where a provider is configured are there addresses to sign in at one.
OIDC: Final = members.oidc_patterns if settings.COMITY.oidc else []
OIDC_FILES: Final = members.oidc_file_patterns if settings.COMITY.oidc else []

urlpatterns = [
    # First, since votes are below it: addresses are tried one after the other. No file's address
    # begins with a language.
    *language_patterns(
        *dialogue.page_patterns,
        *home_urls.page_patterns,
        *members.page_patterns,
        *work.page_patterns,
        *record.page_patterns,
        *api.page_patterns,
        *OIDC,
        *DEMO,
    ),
    path("", home.choose_language),
    path("style/accent-<str:digest>.css", profile.accent, name="accent"),
    path("style/<str:digest>.css", style, name="style"),
    path("emblem/<str:digest>.svg", profile.emblem, name="emblem"),
    *OIDC_FILES,
    *record.file_patterns,
    *dialogue.file_patterns,
    *api.interface_patterns,
]
handler400 = home.bad_request
handler404 = home.not_found
handler500 = home.server_error
