"""A page taken apart: elements, texts and controls, each with what it stands in."""

from html.parser import HTMLParser

__all__ = ["Page"]

CONTROLS = {"input", "select", "textarea"}
VOID = {"meta", "link", "br", "hr", "img", "input", "wbr"}


class Page(HTMLParser):
    """What the rules ask of a page."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, tuple[str, ...]]] = []
        self.controls: list[tuple[dict[str, str | None], tuple[str, ...]]] = []
        self._open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in CONTROLS and dict(attrs).get("type") != "hidden":
            self.controls.append((dict(attrs), tuple(self._open)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self._open or self._open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        if data.strip():
            self.texts.append((data, tuple(self._open)))

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]
