"""The app that carries the shared templates and the stylesheet."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Shared templates, stylesheet and template filters; no tables."""

    name = "comity.site.ui"
    label = "ui"
