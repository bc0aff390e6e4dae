"""The table of measurements."""

import pytest

from benchmarks.__main__ import BEGIN, END, RESULTS, line, main, table, with_table
from benchmarks.machine import Row

FAST = Row("append", "1 s", "pymerkle 4 s", 4.0, "≥ 3 ×", holds=True)
SLOW = Row("memory", "700 MB", "", None, "≤ 600 MB", holds=False)


def test_a_line_states_ratio_bar_and_verdict() -> None:
    assert line(FAST) == "| append | 1 s | pymerkle 4 s | 4.00 × | ≥ 3 × | yes |"
    assert line(SLOW) == "| memory | 700 MB |  |  | ≤ 600 MB | **no** |"


def test_the_table_replaces_only_what_stands_between_its_marks() -> None:
    page = f"before\n{BEGIN}\nstale\n{END}\nafter\n"
    fresh = with_table(page, "note", table([FAST]))
    assert fresh.startswith(f"before\n{BEGIN}\nnote\n")
    assert fresh.endswith(f"{line(FAST)}\n{END}\nafter\n")
    assert "stale" not in fresh


def test_results_have_a_place_for_the_table() -> None:
    page = RESULTS.read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1


@pytest.mark.parametrize("wrong", [["nothing-of-this-name"], ["--write", "nothing"]])
def test_an_unknown_benchmark_is_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(wrong)
    assert refused.value.code == 2
