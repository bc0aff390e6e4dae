"""A person before there is an account: an opaque id, and a name to sign in by."""

from dataclasses import dataclass
from secrets import token_hex

from comity.site.members.codes import new_code

__all__ = ["Newcomer", "newcomer"]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody for whom an account is to be opened; ``human`` is false for a machine."""

    id: str
    name: str
    party: str
    handle: str
    human: bool = True


def newcomer(name: str, party: str, *, human: bool = True) -> Newcomer:
    """Return somebody new of ``party``, with a random id and handle."""
    return Newcomer(f"person-{token_hex(8)}", name.strip(), party, new_code(1), human)
