"""Addresses of the demonstration; ``site.urls`` has them in a demonstration and nowhere else."""

from django.urls import path

from comity.site.demo.pages import choose_persona, tour

__all__ = ["page_patterns"]

page_patterns = [
    path("demo/personas/", choose_persona, name="personas"),
    path("demo/tours/<slug:tour_id>/", tour, name="tour"),
]
