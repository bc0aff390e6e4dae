import pytest

from comity.canonical import encode
from comity.dialogue import LiveRule, read_live_rule
from comity.edge import shipped

WHOLE = {"schema": "comity.dialogue.live/1", "id": "x", "version": 3, "level": 0.9, "step": 10}


def test_the_shipped_rule_moves_by_ten():
    found = read_live_rule(shipped("dialogue", "live-results", 1))
    assert found == LiveRule("live-results", 1, 0.9, 10)


@pytest.mark.parametrize(
    "change",
    [{"schema": "comity.dialogue.rule/2"}, {"step": 9}, {"level": 1.0}, {"step": None}],
)
def test_another_file_is_no_rule(change):
    assert read_live_rule(encode(WHOLE)).version == 3
    with pytest.raises(ValueError, match="no rule of live results"):
        read_live_rule(encode(WHOLE | change))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"a":1,"a":2}'])
def test_bytes_that_say_nothing_are_no_rule(data):
    with pytest.raises(ValueError, match="no rule of live results"):
        read_live_rule(data)
