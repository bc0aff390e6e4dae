"""A person before there is an account: an opaque id, and a name to sign in by."""

import re
from dataclasses import dataclass
from secrets import token_hex
from typing import Final

from comity.site.members.codes import new_code

__all__ = ["Newcomer", "new_id", "newcomer"]

ID: Final = re.compile(r"person-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody for whom an account is to be opened; ``human`` is false for a machine."""

    id: str
    name: str
    party: str
    handle: str
    human: bool = True


def new_id() -> str:
    """Return a random id for somebody new. A form carries it, so that sending twice opens one."""
    return f"person-{token_hex(8)}"


def newcomer(name: str, party: str, person: str = "", *, human: bool = True) -> Newcomer:
    """Return somebody new of ``party`` under the id ``person``, or under a random one."""
    known = person if ID.fullmatch(person) else new_id()
    return Newcomer(known, name.strip(), party, new_code(1), human)
