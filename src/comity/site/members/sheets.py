"""Invitations of a whole list as one page to print: a sheet for each, by party.

The file stands alone: it is printed from a folder, and asks nobody for anything.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from comity.render import Language
from comity.site.members.importing import Invited
from comity.site.ui.languages import django_code

__all__ = ["sheets_page"]

STYLE: Final = """
body { font: 12pt/1.5 "Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC", sans-serif; margin: 0 }
section { max-width: 40rem; margin: 0 auto; padding: 2rem; break-after: page }
h1 { font-size: 1.5em; margin: 0 0 1rem } dt { margin-top: .5rem } dd { margin: 0 }
.key { font: 1.3em monospace; letter-spacing: .05em } .kind { margin: 0 }
@media screen { section { border-bottom: 1px solid } }
"""


def sheets_page(
    invited: Sequence[Invited], *, organisation: str, address: str, language: Language
) -> bytes:
    """Return the page of sheets in ``language``; ``address`` is that of the site, to be typed."""
    with translation.override(django_code(language)):
        told = (organisation, address)
        sheets = "\n".join(_sheet(one, *told) for one in sorted(invited, key=lambda one: one.party))
        title = escape(_("Invitation"))
    return (
        f'<!doctype html>\n<html lang="{language.tag}" dir="{language.direction}">\n'
        f'<head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style></head>\n'
        f"<body>\n{sheets}\n</body>\n</html>\n"
    ).encode()


def _sheet(one: Invited, organisation: str, address: str) -> str:
    name = f"<bdi>{escape(one.name)}</bdi>"
    facts = {
        _("Name to sign in by"): one.handle,
        _("Code of the invitation"): one.code,
    }
    lines = "".join(
        f'<dt>{escape(what)}</dt><dd><bdi class="key" dir="ltr">{escape(value)}</bdi></dd>'
        for what, value in facts.items()
    )
    steps = (
        _("Open this site and choose “Sign in”, then “Redeem an invitation”."),
        _("Enter the code and choose a password of at least 12 signs."),
        _(
            "Print or copy the sixteen codes that you are shown. With the password and the next "
            "of them you sign in."
        ),
    )
    listed = "".join(f"<li>{escape(step)}</li>" for step in steps)
    title = escape(_("Invitation for <bdi>%(name)s</bdi>"), quote=False)
    shown = title.replace("&lt;bdi&gt;%(name)s&lt;/bdi&gt;", name)
    until = escape(_("It can be used for 14 days. A later invitation takes its place."))
    return (
        f'<section><p class="kind">{escape(organisation)} · <bdi>{escape(one.party)}</bdi></p>'
        f'<h1>{shown}</h1><p><bdi dir="ltr">{escape(address)}</bdi></p>'
        f"<dl>{lines}</dl><ol>{listed}</ol><p>{until}</p></section>"
    )
