from comity.standards.columns import misspelt

KNOWN = ("party", "vote", "present", "reason", "disposition", "by")


def test_a_slip_is_found_and_another_column_is_not():
    assert misspelt(["party", "vote", "dispositon"], KNOWN) == ["dispositon"]
    assert misspelt(["party", "vote", "officer", "at", "colour"], KNOWN) == []
    assert misspelt(["party", "state", "form"], ("party", "status", "from")) == ["form"]


def test_what_looks_like_a_column_that_is_there_is_no_slip():
    assert misspelt(["party", "vote", "reason", "reasons"], KNOWN) == []
    assert misspelt(["party", "vote", "reasons"], KNOWN) == ["reasons"]
