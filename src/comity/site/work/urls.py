"""Addresses of one's own work."""

from django.urls import path

from comity.site.work import pages

__all__ = ["page_patterns"]

page_patterns = [
    path("my-work/do/seen", pages.seen, name="my-work-seen"),
]
