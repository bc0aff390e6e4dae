"""Atom feeds (RFC 4287) as text: names that depend on no host, and links within the site."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Final

__all__ = ["Feed", "Item", "atom", "tag_uri"]

SPACE: Final = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a feed: its name for ever, its title and what it says, and the page it leads to."""

    id: str
    title: str
    summary: str
    path: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: ``path`` is its own address, ``page`` that of the page it follows."""

    id: str
    title: str
    author: str
    language: str
    path: str
    page: str
    updated: datetime
    items: Sequence[Item]


def tag_uri(origin: str, since: datetime, *parts: str) -> str:
    """Return a name of something of the record ``origin`` (RFC 4151): the same under any host."""
    authority, _, rest = origin.partition("/")
    specific = "/".join(filter(None, (rest, *parts)))
    return f"tag:{authority},{since.astimezone(UTC):%Y-%m-%d}:{specific}"


def atom(feed: Feed) -> bytes:
    """Return the feed as XML. Links are paths: several host names may lead here."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="{SPACE}" xml:lang="{_plain(feed.language)}">',
        f"<id>{_plain(feed.id)}</id>",
        f"<title>{_plain(feed.title)}</title>",
        f"<updated>{_moment(feed.updated)}</updated>",
        f"<author><name>{_plain(feed.author)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{_plain(feed.path)}"/>',
        f'<link rel="alternate" type="text/html" href="{_plain(feed.page)}"/>',
        *(_entry(item) for item in feed.items),
        "</feed>",
    ]
    return "\n".join(lines).encode()


def _entry(item: Item) -> str:
    return (
        f"<entry><id>{_plain(item.id)}</id><title>{_plain(item.title)}</title>"
        f"<updated>{_moment(item.at)}</updated>"
        f'<link rel="alternate" type="text/html" href="{_plain(item.path)}"/>'
        f"<summary>{_plain(item.summary)}</summary></entry>"
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _plain(text: str) -> str:
    """Return ``text`` as it may stand in XML 1.0: without what that forbids, and escaped."""
    return escape("".join(filter(_is_allowed, text)))


def _is_allowed(sign: str) -> bool:
    point = ord(sign)
    return (
        sign in "\t\n\r" or 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0xFFFD or point >= 0x10000
    )
