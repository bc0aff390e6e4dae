"""The app of conversations."""

from django.apps import AppConfig

from comity.site.ui.searching import register


class DialogueConfig(AppConfig):
    """Published reports."""

    name = "comity.site.dialogue"
    label = "dialogue"

    def ready(self) -> None:
        """Register what search finds here."""
        from comity.site.dialogue.searching import CONVERSATIONS, REPORTS, STATEMENTS  # noqa: PLC0415 - rows need the registry of apps

        for provider in (CONVERSATIONS, REPORTS, STATEMENTS):
            register(provider)
