from comity.render.catalogue import LANGUAGES
from comity.render.method import check_yourself, definitions, facts
from comity.render.state import VerifyNote
from comity.render.voice import voice
from tests.render.sample import sample

EN = voice(LANGUAGES["en"])


def test_the_line_to_paste_is_shown_with_the_key_to_compare():
    note = VerifyNote(command="comity verify r.zip", key="ab12", origin="own-ab12", entry=7)
    shown = str(check_yourself(note, EN))
    assert "<code>comity verify r.zip</code>" in shown
    assert "ab12" in shown
    assert "<b>7</b>" in shown or "7" in shown
    assert "ab12" not in str(check_yourself(None, EN))


def test_the_facts_name_rule_version_digest_function_and_seed():
    shown = str(facts(sample(), EN))
    for wanted in ("common-ground", "5f" * 32, "dialogue.report", "7"):
        assert wanted in shown


def test_a_tier_nobody_foresaw_is_shown_as_data_and_escaped():
    report = sample()
    report["conversation"]["tier"] = "<b>guests</b>"
    shown = str(facts(report, EN))
    assert "<b>guests</b>" not in shown
    assert "guests" in shown


def test_the_definitions_state_the_level():
    assert "90%" in str(definitions(sample(), EN))
