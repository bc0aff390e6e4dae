from dataclasses import replace

from comity.dialogue.findings import judge
from tests.dialogue.cell_worlds import GROUPS, cells
from tests.dialogue.worlds import SHIPPED


def test_the_findings_follow_from_the_cells():
    found = judge(cells(), SHIPPED)
    assert found.consensus.kind == ("consensus", "contested", "not_enough_data", "not_enough_data")
    assert found.consensus.common_ground == (0,)
    assert found.consensus.differences == (1,)
    assert [each[0].statement for each in found.distinctive] == [1, 1]


def test_a_rejected_statement_is_in_no_list_however_clear():
    found = judge(cells(), SHIPPED)
    listed = {*found.consensus.common_ground, *found.consensus.differences}
    assert 3 not in listed | {one.statement for each in found.distinctive for one in each}


def test_without_groups_a_majority_is_the_common_ground():
    none = replace(GROUPS, sizes=(), jaccard=(), k=1, outcome="none")
    whole = cells(groups=none)
    alone = replace(
        whole,
        by_group=type(whole.by_group)(*(part[:0] for part in (
            whole.by_group.agree, whole.by_group.disagree, whole.by_group.passed))),
        group_hidden=whole.group_hidden[:0],
    )  # fmt: skip
    found = judge(alone, SHIPPED)
    assert found.consensus.kind[:3] == ("majority", "undetermined", "not_enough_data")
    assert found.consensus.common_ground == (0,)
