"""What believing the groups costs: bootstrap and null model against one plain recompute."""

import gzip
import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.machine import Row, median_seconds
from comity.dialogue import InputFile, compat, read_conversation
from comity.dialogue.rule import read_rule
from comity.dialogue.stability import find_groups

ROOT: Final = Path(__file__).resolve().parents[1]
NAME: Final = "nz-biodiversity"


def rows() -> Iterator[Row]:
    """Yield the row of 200 resamples and 99 shuffles on one real conversation."""
    shared = Path(os.environ.get("COMITY_SHARED_DATA", ROOT.parent / "shared" / "data"))
    folder = shared / "dialogue" / "conversations" / NAME
    if not folder.is_dir():
        return
    votes, comments = (
        InputFile(name, gzip.decompress((folder / f"{name}.gz").read_bytes()))
        for name in ("votes.csv", "comments.csv")
    )
    conversation = read_conversation(votes, comments)
    rule = read_rule(files("comity.data").joinpath("dialogue/common-ground/2.json").read_bytes())
    matrix = conversation.log.matrix("content")
    moderated = {statement.id: statement.moderated for statement in conversation.statements}
    excluded = np.array([moderated[label] < 0 for label in matrix.statements])
    once = median_seconds(lambda: compat(conversation.log, conversation.statements), 21)
    whole = median_seconds(lambda: find_groups(matrix, excluded, rule, 0), 3)
    ratio = whole / once
    yield Row(
        f"groups: 200 resamples and 99 shuffles, {NAME}",
        f"{whole:.1f} s",
        f"{once * 1000:.0f} ms one recompute",
        ratio,
        "≤ 400 ×",
        ratio <= 400,
    )
