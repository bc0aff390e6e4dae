import pytest

from comity.site.dialogue.parts import (
    breakdown_part,
    classes_shown,
    has_breakdowns,
    statement_pages,
)
from tests.render.sample import sample
from tests.render.test_doubts import protected


def shown_ids(report):
    return [one["id"] for one in report["statements"] if one["moderated"] >= 0]


def test_threat_class_recovery_beside_open_votes_no_class_is_shown():
    """Whatever a report holds: matrix and class table tell who is who (docs/ideas/secrecy.md)."""
    report = protected()
    assert classes_shown(report)  # the control: beside protected ballots they are shown
    report["conversation"]["ballots"] = "open"
    assert classes_shown(report) == ()
    assert breakdown_part(report, 1)[2]["classes"] == []


def test_tiers_and_classes_are_something_to_show():
    assert has_breakdowns(protected())
    assert not has_breakdowns(sample())


@pytest.mark.parametrize("cells", [1, 10, 1000])
def test_all_pages_together_hold_every_statement_once(cells, monkeypatch):
    monkeypatch.setattr("comity.site.dialogue.parts.CELLS", cells)
    report = protected()
    _, pages, _ = breakdown_part(report, 1)
    found = []
    for wanted in range(1, pages + 1):
        number, _, part = breakdown_part(report, wanted)
        assert number == wanted
        found += shown_ids(part)
        for name in (*part["tiers"], *part["classes"][0]["list"]):
            assert [cell["id"] for cell in name["statements"]] == shown_ids(part)
    assert found == shown_ids(report)


def test_a_page_beyond_the_last_is_the_last():
    assert breakdown_part(protected(), 99)[0] == breakdown_part(protected(), 1)[1]
    assert breakdown_part(protected(), -5)[0] == 1


@pytest.mark.parametrize("letters", [0, 80, 20_000])
def test_pages_of_statements_hold_each_once_and_weigh_alike(letters):
    statements = [{"id": str(at), "text": "x" * letters} for at in range(100)]
    pages = statement_pages(statements)
    assert [one for page in pages for one in page] == statements
    assert all(pages)
    assert len({len(page) for page in pages[:-1]}) == 1


def test_without_statements_there_is_one_empty_page():
    assert statement_pages([]) == [[]]
    assert statement_pages([{"text": None}]) == [[{"text": None}]]
