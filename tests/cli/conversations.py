"""A small conversation as files: votes, statements and who is who."""

from pathlib import Path

from comity.dialogue import Statement, write_statements, write_votes
from tests.dialogue.worlds import camps

LOG, _ = camps(1, people=60, statements=12, liked=4)
TEXTS = tuple(Statement(str(index), f"statement {index}") for index in range(12))
TIERS = ("verified", "verified", "anonymous")


def write_conversation(folder: Path) -> tuple[Path, list[object]]:
    """Write the three files and return where, and the options that name two of them."""
    (folder / "votes.csv").write_bytes(write_votes(LOG))
    (folder / "statements.csv").write_bytes(write_statements(TEXTS))
    lines = [f"{who},{TIERS[row % 3]},{'AB'[row % 2]}" for row, who in enumerate(LOG.participants)]
    people = "\n".join(["participant,tier,country", *lines, ""])
    (folder / "people.csv").write_text(people, encoding="utf-8")
    return folder, [folder / "votes.csv", "--statements", folder / "statements.csv", "--quick"]


def people_options(folder: Path, *classes: str) -> list[object]:
    """Return the options that name the people, one tier and some classes."""
    named = [word for each in classes for word in ("--class", each)]
    return ["--people", folder / "people.csv", "--tier", "verified", *named]
