"""The app of sign-offs."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Sign-offs."""

    name = "comity.site.oversight"
    label = "oversight"
