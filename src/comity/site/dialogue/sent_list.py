"""A list of statements that a form sends as a file."""

from dataclasses import dataclass

from django.http import HttpRequest

from comity.site.dialogue.seeds import seeds_in_file, written_seeds

__all__ = ["SentList", "sent_list"]


@dataclass(frozen=True, slots=True)
class SentList:
    """A file of statements, or nothing where none was chosen."""

    data: bytes = b""
    name: str = ""

    def after(self, typed: str, language: str) -> str:
        """Return what was typed and then the statements of the file, one a line.

        Raises ``RefusedError`` with all faults of the file.
        """
        if not self.data:
            return typed
        found = written_seeds(seeds_in_file(self.data, self.name, language), language)
        return "\n".join(filter(None, (typed, found)))


def sent_list(request: HttpRequest) -> SentList:
    """Return the file of statements that was sent, read as far as forms may bring files."""
    sent = request.FILES.get("list")
    return SentList(sent.read(), sent.name or "statements.csv") if sent else SentList()
