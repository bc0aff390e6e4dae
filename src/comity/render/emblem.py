"""An organisation's emblem: SVG of few elements, written anew, so that nothing else passes."""

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from comity.fault import N_, Fault, FaultKind, Place, phrase, refuse

__all__ = ["LARGEST_EMBLEM", "clean_emblem"]

LARGEST_EMBLEM: Final = 10_240
DEEPEST: Final = 32
SVG: Final = "http://www.w3.org/2000/svg"
DRAWN: Final = [
    "svg",
    "g",
    "defs",
    "title",
    "desc",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
]
WORDS: Final = ("title", "desc")
MEASURES: Final = [
    "viewBox",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "fx",
    "fy",
    "d",
    "points",
    "transform",
    "offset",
    "pathLength",
    "preserveAspectRatio",
    "gradientUnits",
    "gradientTransform",
    "spreadMethod",
    "clipPathUnits",
]
PAINT: Final = [
    "id",
    "fill",
    "stroke",
    "color",
    "opacity",
    "fill-opacity",
    "fill-rule",
    "clip-rule",
    "clip-path",
    "stop-color",
    "stop-opacity",
    "stroke-width",
    "stroke-opacity",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-dasharray",
    "stroke-dashoffset",
]
LEFT_OUT: Final = ("version", "baseProfile", "class", "metadata")
"""What drawing programs write and nobody needs: left out without a word."""
VALUE: Final = re.compile(r"[A-Za-z0-9 \t\r\n.,+\-%#()]*")
ADDRESS: Final = re.compile(r"url\(#[A-Za-z][A-Za-z0-9_-]*\)")
NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

TOO_LARGE: Final = FaultKind(
    "render.emblem_large",
    N_("the emblem has {size} bytes"),
    N_("an emblem has at most {most} bytes"),
    N_("Save it without metadata and with fewer points."),
)
NOT_SVG: Final = FaultKind(
    "render.emblem_unreadable",
    N_("the emblem cannot be read as SVG: {reason}"),
    N_("an emblem is an SVG file in UTF-8, without document type or entities"),
    N_("Save it as plain SVG."),
)
NOT_ALLOWED: Final = FaultKind(
    "render.emblem_not_allowed",
    N_("the emblem has {found}"),
    N_("an emblem is shapes, colours and gradients: no script, style, text, link or picture"),
    N_("Save it as plain SVG with presentation attributes, and text as paths."),
)


@dataclass(slots=True)
class _Copy:
    """Writes what the reader finds and the list allows; ``skipped`` counts what is left out."""

    place: Place
    out: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    skipped: int = 0

    def fault(self, found: str) -> Fault:
        return NOT_ALLOWED.at(self.place, found=found)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if len(self.open) + self.skipped >= DEEPEST:
            raise refuse(
                NOT_SVG.at(self.place, reason=phrase(N_("more than {most} levels"), most=DEEPEST))
            )
        if self.open and (self.skipped or namespace != SVG or local in LEFT_OUT):
            self.skipped += 1
            return
        if namespace != SVG or local not in DRAWN or (not self.open and local != "svg"):
            raise refuse(self.fault(f"<{local[:40]}>"))
        own = "" if self.open else f' xmlns="{SVG}"'
        told = "".join(self.attribute(*each) for each in attributes.items())
        self.out.append(f"<{local}{own}{told}>")
        self.open.append(local)

    def attribute(self, name: str, value: str) -> str:
        namespace, _, local = name.rpartition(" ")
        if local != "href" and (namespace or local in LEFT_OUT or local.startswith("data-")):
            return ""
        if not (local in (*MEASURES, *PAINT) and _is_plain(local, value)):
            raise refuse(self.fault(f"{local[:40]}={quoteattr(value[:40])}"))
        return f" {local}={quoteattr(value)}"

    def end(self, _name: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        self.out.append(f"</{self.open.pop()}>")

    def text(self, words: str) -> None:
        if self.skipped or not words.strip():
            return
        if self.open[-1] not in WORDS:
            raise refuse(self.fault(phrase(N_("text in <{element}>"), element=self.open[-1])))
        self.out.append(escape(words))

    def doctype(self, *_told: object) -> None:
        raise refuse(NOT_SVG.at(self.place, reason=phrase(N_("it has a document type"))))


def clean_emblem(data: bytes, place: Place) -> str:
    """Return the emblem written anew from what the list allows, else raise ``RefusedError``."""
    if len(data) > LARGEST_EMBLEM:
        raise refuse(TOO_LARGE.at(place, size=len(data), most=LARGEST_EMBLEM))
    copy = _Copy(place)
    reader = expat.ParserCreate("utf-8", " ")
    reader.StartElementHandler = copy.start
    reader.EndElementHandler = copy.end
    reader.CharacterDataHandler = copy.text
    reader.StartDoctypeDeclHandler = copy.doctype
    try:
        data.decode("utf-8")
        reader.Parse(data, True)  # noqa: FBT003 - takes no names
    except (expat.ExpatError, UnicodeDecodeError) as error:
        raise refuse(NOT_SVG.at(place, reason=error)) from error
    return "".join(copy.out)


def _is_plain(name: str, value: str) -> bool:
    if name == "id":
        return NAME.fullmatch(value) is not None
    rest = ADDRESS.sub("", value) if name in PAINT else value
    return VALUE.fullmatch(rest) is not None and "url" not in rest.lower()
