"""Addresses of the interface, and of the page on which a person makes its tokens."""

from django.urls import path, re_path

from comity.site.api import mount, pages

__all__ = ["interface_patterns", "page_patterns"]

page_patterns = [path("account/tokens/", pages.tokens, name="tokens")]
interface_patterns = [re_path(r"^api/v1/(?P<rest>.*)\Z", mount.answer, name="api")]
