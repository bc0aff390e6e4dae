"""How the documentation is built: ``make docs``."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from comity import __version__
from docs.generated import filled

project = "Comity"
author = "The Comity authors"
release = __version__
language = "en_GB"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
nitpicky = True
html_theme = "furo"
html_title = "Comity"
html_show_sphinx = False
html_copy_source = False
html_show_copyright = False


def fill(_application: Any, _page: str, source: list[str]) -> None:
    """Put generated sections where a page asks for them."""
    source[0] = filled(source[0])


def setup(application: Any) -> None:
    """Tell Sphinx to call ``fill`` for every page it reads."""
    application.connect("source-read", fill)
