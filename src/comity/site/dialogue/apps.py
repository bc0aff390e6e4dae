"""The app of conversations."""

from django.apps import AppConfig


class DialogueConfig(AppConfig):
    """Published reports."""

    name = "comity.site.dialogue"
    label = "dialogue"
