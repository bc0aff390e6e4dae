"""The environments of peers are made once, and made again when the version changes."""

from pathlib import Path

import pytest

from tools.oracles import ORACLES, Oracle, chosen, is_ready


def test_all_are_chosen_when_none_is_named() -> None:
    assert chosen([]) == ORACLES


def test_only_the_named_one_is_chosen() -> None:
    assert [oracle.name for oracle in chosen(["pymerkle"])] == ["pymerkle"]


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SystemExit, match=r"No oracle called numpy\. There are: red-dwarf, "):
        chosen(["numpy"])


def test_another_version_or_a_half_made_folder_is_not_ready(tmp_path: Path) -> None:
    oracle = Oracle("peer", "peer==2.0", "import peer")
    assert not is_ready(tmp_path, oracle)
    (tmp_path / "ready").write_text("peer==1.0\n")
    assert not is_ready(tmp_path, oracle)
    (tmp_path / "ready").write_text("peer==2.0\n")
    assert is_ready(tmp_path, oracle)


def test_every_oracle_is_pinned() -> None:
    assert all(
        oracle.requirement.split("==")[0] == oracle.name and "==" in oracle.requirement
        for oracle in ORACLES
    )
