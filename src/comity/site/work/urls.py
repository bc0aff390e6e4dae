"""Addresses of one's own work."""

from typing import Final

from django.urls import path

from comity.site.work import pages

__all__ = ["page_patterns"]

ONE: Final = "dialogue/conversations/<slug:conversation_id>"

page_patterns = [
    path("my-work/mail/", pages.mail, name="my-work-mail"),
    path("my-work/do/seen", pages.seen, name="my-work-seen"),
    path("my-work/do/mail", pages.keep_mail, name="my-work-keep-mail"),
    path(f"{ONE}/reminders/", pages.reminders, name="conversation-reminders"),
    path(f"{ONE}/do/remind", pages.remind, name="conversation-remind"),
]
