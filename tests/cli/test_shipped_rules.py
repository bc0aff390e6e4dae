import pytest

from comity.cli.shipped_rules import named_rule, rule_data, shipped_cases, shipped_rules
from comity.edge import shipped
from comity.fault import RefusedError


def test_every_rule_comes_with_cases():
    ruled = {name.partition(".cases")[0] for name, _ in shipped_cases()}
    assert ruled == {rule.id for rule in shipped_rules().values()}


def test_a_rule_is_found_by_id_by_version_and_by_file(tmp_path):
    assert named_rule("silence").name == named_rule("silence/1").name == "silence/1"
    data = shipped("standards", "silence", 1)
    (tmp_path / "mine.json").write_bytes(data)
    (tmp_path / "other").write_bytes(data)
    assert rule_data("silence") == data
    assert rule_data(str(tmp_path / "mine.json")) == rule_data(str(tmp_path / "other")) == data


@pytest.mark.parametrize("name", ["unga-importnt-question", "silence/9", "../silence", ""])
def test_a_rule_that_there_is_not_is_refused_with_near_names(name):
    with pytest.raises(RefusedError) as refused:
        named_rule(name)
    [fault] = refused.value.faults
    assert fault.code == "cli.no_such_rule"
    assert "-" in fault.values["near"]
