"""Addresses of the pages that join the rooms."""

from django.urls import path

from comity.site.home import feeds, pages
from comity.site.home.own_work import my_notes, my_work
from comity.site.home.searching import search

__all__ = ["page_patterns"]

page_patterns = [
    path("", pages.front, name="home"),
    path("my-work/", my_work, name="my-work"),
    path("my-work/notes.zip", my_notes, name="my-work-notes"),
    path("feeds/record.atom", feeds.record_feed, name="record-feed"),
    path("feeds/reports.atom", feeds.report_feed, name="report-feed"),
    path(
        "dialogue/conversations/<slug:conversation_id>/feed.atom",
        feeds.conversation_feed,
        name="conversation-feed",
    ),
    path("search/", search, name="search"),
    path("help/", pages.help_page, name="help"),
    path("glossary/", pages.glossary, name="glossary"),
    path("health/", pages.health, name="health"),
    path("second-person/", pages.second_person, name="second-person"),
    path("how-this-works/", pages.how, name="how"),
    path("where-machines-wrote/", pages.machines, name="machines"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("contact/", pages.contact, name="contact"),
]
