import pytest

from comity.fault import KINDS, FaultKind, Place
from comity.language import TextRule

PLACE = Place("words")


@pytest.fixture
def rule(monkeypatch):
    """A rule of at most five characters, with kinds that the list of all kinds forgets."""
    made = []
    for name in ("long", "hidden", "empty"):
        code = f"test.{name}"
        monkeypatch.setitem(KINDS, code, None)  # so that the old state, none, comes back
        del KINDS[code]
        made.append(FaultKind(code, "{length}{most}{characters}", "a rule", "a remedy"))
    return TextRule(5, *made)


def codes(rule, text):
    return [fault.code for fault in rule.faults(text, PLACE)]


def test_what_speaks_against_words_is_named_all_at_once(rule):
    assert codes(rule, "words") == []
    assert codes(rule, " \n") == ["test.empty"]
    assert codes(rule, "longer") == ["test.long"]
    assert codes(rule, "wo\u202erds") == ["test.hidden"]
    long, hidden = rule.faults("longer\u202e", PLACE)
    assert dict(long.values) == {"length": "6", "most": "5"}
    assert "202E" in hidden.values["characters"].upper()


def test_words_may_be_left_out_where_the_rule_says_so(rule):
    free = TextRule(rule.most, rule.long, rule.hidden)
    assert codes(free, "") == []
    assert codes(free, "longer") == ["test.long"]
