import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.flag_decisions import FlagDecision, decision_lines, read_flag_decisions
from comity.fault import RefusedError

KNOWN = ("0123456789ab", "ffffffffffff")
HEAD = "component,decision,by,at,reason\n"
GOOD = "0123456789ab,dismissed,Secretary,2026-11-26,One office votes together"


def read(text):
    return read_flag_decisions(text.encode(), "d.csv", KNOWN)


def faults(text):
    with pytest.raises(RefusedError) as refused:
        read(text)
    return [(fault.code, fault.place.line) for fault in refused.value.faults]


def test_decisions_are_read_by_component():
    found = read(HEAD + "ffffffffffff,upheld,Registry,2026-11-26T09:30Z,“Same” hour\n" + GOOD)
    assert [each.component for each in found] == list(KNOWN)
    assert [each.ruling for each in found] == ["dismissed", "upheld"]
    assert found[1].by == "Registry"
    assert found[1].at == "2026-11-26T09:30Z"
    assert found[0].reason == "One office votes together"


def test_no_decision_is_a_file_too():
    assert decision_lines() == HEAD.encode()
    assert read(HEAD) == ()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("aaaaaaaaaaaa,dismissed,Secretary,2026-11-26,r", "dialogue.flag_unknown"),
        ("0123456789ab,forgiven,Secretary,2026-11-26,r", "dialogue.flag_decision"),
        ("0123456789ab,,Secretary,2026-11-26,r", "dialogue.flag_decision"),
        ("0123456789ab,upheld,,2026-11-26,r", "dialogue.flag_text"),
        ("0123456789ab,upheld,Secretary,2026-11-26,", "dialogue.flag_text"),
        (f"0123456789ab,upheld,{'x' * 201},2026-11-26,r", "dialogue.flag_text"),
        (f"0123456789ab,upheld,Secretary,2026-11-26,{'x' * 2001}", "dialogue.flag_text"),
        ("0123456789ab,upheld,Se\u202ecretary,2026-11-26,r", "dialogue.flag_text"),
        ("0123456789ab,upheld,Secretary,26.11.2026,r", "dialogue.flag_time"),
        ("0123456789ab,upheld,Secretary,2026-02-30,r", "dialogue.flag_time"),
        ("0123456789ab,upheld,Secretary,2026-11-26T25:00Z,r", "dialogue.flag_time"),
        ("0123456789ab,upheld,Secretary,,r", "dialogue.flag_time"),
    ],
)
def test_a_bad_line_is_refused_by_file_line_and_rule(line, code):
    assert faults(HEAD + "ffffffffffff,upheld,R,2026-11-26,r\n" + line) == [(code, 3)]


def test_a_component_is_decided_once():
    assert faults(HEAD + GOOD + "\n" + GOOD.replace("dismissed", "upheld")) == [
        ("dialogue.flag_twice", 3)
    ]


def test_a_column_that_is_missing_is_named():
    assert faults("component,decision,by,at\n") == [("dialogue.flag_columns", 1)]


def test_a_file_is_bounded():
    assert faults(HEAD + "x" * 10_000_001) == [("documents.too_large", None)]


texts = st.text(
    st.characters(categories=("L", "N", "P", "S"), max_codepoint=0x2FF), min_size=1, max_size=40
)


@given(st.sampled_from(["dismissed", "upheld"]), texts, texts)
def test_what_is_published_reads_back_the_same(ruling, by, reason):
    decision = FlagDecision(KNOWN[0], ruling, by, "2026-11-26", reason)
    (found,) = read(decision_lines([decision]).decode())
    assert (found.ruling, found.by, found.at, found.reason) == (ruling, by, "2026-11-26", reason)
