"""Where Comity keeps what is one's own: record, keys, policy and the heads seen."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["VARIABLE", "Home", "find_home"]

VARIABLE: Final = "COMITY_CONFIG_DIR"


@dataclass(frozen=True, slots=True)
class Home:
    """The configuration folder and the places in it; nothing is created by naming them."""

    folder: Path

    @property
    def policy(self) -> Path:
        """Return the file of logs and witnesses the user trusts."""
        return self.folder / "policy.txt"

    @property
    def record(self) -> Path:
        """Return the folder of the user's own record, which may be copied and published."""
        return self.folder / "record"

    @property
    def key(self) -> Path:
        """Return the file of the own record's secret key, which may not."""
        return self.folder / "keys" / "record.key"

    @property
    def sealed(self) -> Path:
        """Return the folder of content that is not public, with its keys; never published."""
        return self.folder / "sealed"

    @property
    def wrapping(self) -> Path:
        """Return the file of the key that opens sealed content; in no copy of the data."""
        return self.folder / "keys" / "wrapping.key"

    @property
    def heads(self) -> Path:
        """Return the folder of the heads seen, one file per origin."""
        return self.folder / "heads"


def find_home(environment: Mapping[str, str] | None = None) -> Home:
    """Return the home that ``COMITY_CONFIG_DIR`` names, else the platform's usual place."""
    environment = os.environ if environment is None else environment
    named = environment.get(VARIABLE)
    if named:
        # Not ``Path.expanduser``: where there is no such user that raises, and this is a folder ~x.
        return Home(Path(os.path.expanduser(named)).absolute())  # noqa: PTH111 - see above
    return Home(_usual_folder(environment) / "comity")


def _usual_folder(environment: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        return Path(environment.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    # The base directory specification says that a relative path is to be ignored.
    named = Path(environment.get("XDG_CONFIG_HOME") or "")
    return named if named.is_absolute() else Path.home() / ".config"
