"""The outside world without Django: files, keys on disk, randomness, child processes."""

from comity.edge.files import create_file, locked, make_folder, read_bounded, write_atomically
from comity.edge.home import Home, find_home
from comity.edge.keys import (
    KeySigner,
    create_key,
    load_key,
    signer_from_seed,
    verify_signature,
)

__all__ = [
    "Home",
    "KeySigner",
    "create_file",
    "create_key",
    "find_home",
    "load_key",
    "locked",
    "make_folder",
    "read_bounded",
    "signer_from_seed",
    "verify_signature",
    "write_atomically",
]
