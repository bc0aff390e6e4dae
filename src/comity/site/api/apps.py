"""The app of the programming interface."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens, and answers that are kept to be given again."""

    name = "comity.site.api"
    label = "api"
