"""The app of pages that join the rooms."""

from django.apps import AppConfig

from comity.site.ui.searching import register


class HomeConfig(AppConfig):
    """Front page and plain pages; no tables."""

    name = "comity.site.home"
    label = "home"

    def ready(self) -> None:
        """Register what search finds here."""
        from comity.site.home.searching import HELP_PAGES, TERMS  # noqa: PLC0415 - rows need the registry of apps

        for provider in (HELP_PAGES, TERMS):
            register(provider)
