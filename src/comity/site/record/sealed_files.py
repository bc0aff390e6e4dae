"""Files of the site that hold keys of sealed content: encrypted, under the wrapping key as well."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from comity.edge import decrypt, encrypt, read_bounded, write_atomically
from comity.site.record.wrapping import open_or_refuse, refuse_locked, wrap_keys

__all__ = ["read_sealed", "wrap_files", "wrap_files_anew", "write_sealed"]

MARK: Final = b"comity-sealed-file/v1\n"
SECRET: Final = 0o600
KEY_SIZE: Final = 32
WRAPPED: Final = slice(len(MARK), len(MARK) + 40)
LARGEST: Final = 500_000_000


def write_sealed(file: Path, content: bytes) -> None:
    """Write ``content`` to ``file``, encrypted under a key of its own, which is wrapped."""
    key = os.urandom(KEY_SIZE)
    (wrapped,) = wrap_keys((key,))
    write_atomically(file, MARK + wrapped + encrypt(key, content, file.name), SECRET)


def read_sealed(file: Path) -> bytes:
    """Return the content of ``file``, also where an earlier version wrote it as it was."""
    data = read_bounded(file, LARGEST)
    if not data.startswith(MARK):
        return data
    content = decrypt(open_or_refuse(data[WRAPPED]), data[WRAPPED.stop :], file.name)
    if content is None:
        raise refuse_locked()
    return content


def wrap_files(folder: Path) -> int:
    """Encrypt what an earlier version wrote to ``folder`` as it was; return how many files."""
    return _rewritten(folder, lambda data: not data.startswith(MARK))


def wrap_files_anew(folder: Path) -> int:
    """Write every file of ``folder`` under the wrapping key that is current."""
    return _rewritten(folder, lambda _: True)


def _rewritten(folder: Path, wanted: Callable[[bytes], bool]) -> int:
    count = 0
    for file in sorted(folder.glob("*.zip")):
        if wanted(read_bounded(file, LARGEST)):
            write_sealed(file, read_sealed(file))
            count += 1
    return count
