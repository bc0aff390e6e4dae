"""The app of people."""

from django.apps import AppConfig

from comity.site.ui.searching import register


class MembersConfig(AppConfig):
    """Parties, people, mandates and accounts."""

    name = "comity.site.members"
    label = "members"

    def ready(self) -> None:
        """Register what search finds here."""
        from comity.site.members.searching import PARTIES  # noqa: PLC0415 - rows need the registry of apps

        for provider in (PARTIES,):
            register(provider)
