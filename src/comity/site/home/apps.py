"""The app of pages that join the rooms."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Front page and plain pages; no tables."""

    name = "comity.site.home"
    label = "home"
