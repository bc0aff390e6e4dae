"""The app of one's own work."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Up to where a person has read, and what they want to be told."""

    name = "comity.site.work"
    label = "work"
