"""The app of the record."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """Entries and the log made from them."""

    name = "comity.site.record"
    label = "record"
