"""Compiles the catalogues, so that a wheel and an editable install carry them."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> list[Path]:
    """Write a ``.mo`` beside each ``.po`` under the package; return what was written."""
    written = []
    for source in sorted((root / "src/comity/render/locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        with source.open("rb") as reader, target.open("wb") as writer:
            write_mo(writer, read_po(reader))
        written.append(target)
    return written


class CatalogueHook(BuildHookInterface):
    """Runs before hatchling collects the files."""

    def initialize(self, _version: str, _build_data: dict) -> None:
        """Compile the catalogues; hatchling calls this for wheels and editable installs."""
        compile_catalogues(Path(self.root))
