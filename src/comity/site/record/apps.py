"""The app of the record."""

from django.apps import AppConfig

from comity.site.ui.searching import register


class RecordConfig(AppConfig):
    """Entries and the log made from them."""

    name = "comity.site.record"
    label = "record"

    def ready(self) -> None:
        """Register what search finds here."""
        from comity.site.record.searching import RECORD  # noqa: PLC0415 - rows need the registry of apps

        for provider in (RECORD,):
            register(provider)
