"""The app of people."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Parties, people, mandates and accounts."""

    name = "comity.site.members"
    label = "members"
