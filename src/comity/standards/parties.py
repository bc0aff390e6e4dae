"""How a party is told from another in files: by its name, whatever its case and spaces."""

from unicodedata import category, normalize

__all__ = ["party_key", "party_name"]


def party_name(text: str) -> str:
    """Return a party's name as it is kept: NFC, single spaces, none around it."""
    return " ".join(normalize("NFC", text).split())


def party_key(text: str) -> str:
    """Return what is equal for two ways to write one party, invisible characters left out.

    >>> party_key("  Côte d'Ivoire ") == party_key("CÔTE D'IVOIRE")
    True
    """
    seen = "".join(each for each in party_name(text).casefold() if category(each) != "Cf")
    return normalize("NFC", seen)
