from comity.site.dialogue.queries.withdrawing import report_subject


def test_what_is_withdrawn_is_the_report_and_not_its_conversation():
    assert str(report_subject("dia-1")) == "dialogue:report:dia-1"
