"""Where the files of a published record stand, beside the tiles (c2sp.org/tlog-tiles)."""

from typing import Final

__all__ = ["CHECKPOINT_PATH", "KEY_PATH", "leaves_path", "payload_key_path", "payload_path"]

CHECKPOINT_PATH: Final = "checkpoint"
KEY_PATH: Final = "key.vkey"
"""The log's own claim of its key: to be compared with what its holder publishes elsewhere."""


def payload_path(index: int) -> str:
    """Return the path of the public content of entry ``index``."""
    return f"payload/{index // 1000:03}/{index}.json"


def payload_key_path(index: int) -> str:
    """Return the path of the key that opens public content which may have to be erased."""
    return f"payload/{index // 1000:03}/{index}.key"


def leaves_path(index: int) -> str:
    """Return the path of the sealed leaves that the batch of entry ``index`` commits to."""
    return f"ballots/{index // 1000:03}/{index}.leaves"
