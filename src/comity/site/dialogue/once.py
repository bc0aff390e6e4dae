"""The token of a form, by which the same form sent twice is told from another one."""

import re
from typing import Final

from django.http import HttpRequest

from comity.site.dialogue.models import random_key

__all__ = ["once_of"]

TOKEN: Final = re.compile(r"[0-9a-f]{32}")


def once_of(request: HttpRequest) -> str:
    """Return the token of the form that was sent; one made up anew where it is not of our kind."""
    once = request.POST.get("once", "")
    return once if TOKEN.fullmatch(once) else random_key()
