"""The app of the demonstration: it is installed in a demonstration and nowhere else."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Personas."""

    name = "comity.site.demo"
    label = "demo"
