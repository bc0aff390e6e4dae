from comity.render.catalogue import LANGUAGES
from comity.render.markup import escaped
from comity.render.sentences import statements_by_id
from comity.render.tables import every_statement, groups_table, short_list, table, who_table
from comity.render.voice import voice
from tests.render.sample import sample

EN = voice(LANGUAGES["en"])


def test_a_table_has_a_caption_and_heads_for_every_column():
    shown = str(table("What", ["A", "B"], [[escaped("<1>"), escaped("2")]], "x"))
    assert "<caption>What</caption>" in shown
    assert shown.count('scope="col"') == 2
    assert "&lt;1&gt;" in shown


def test_everybody_and_each_group_have_a_row_with_interval_and_n():
    report = sample()
    shown = str(who_table(report, statements_by_id(report)["12"], EN))
    assert "Everybody" in shown
    assert all(f"Group {label}" in shown for label in "ABC")
    assert "–" in shown


def test_too_few_votes_are_called_not_enough_data():
    report = sample()
    shown = str(who_table(report, statements_by_id(report)["46"], EN))
    assert "not enough data" in shown.lower()


def test_every_statement_is_listed_and_a_rejected_one_without_words():
    report = sample()
    shown = str(every_statement(report, EN))
    listed = [one for one in report["statements"] if one["moderated"] >= 0]
    assert all(f">{one['id']}<" in shown for one in listed)
    assert ">47<" not in shown
    assert str(groups_table(report, EN)).count("<tr") > len("ABC")


def test_a_short_list_keeps_the_order_it_was_given():
    report = sample()
    shown = str(short_list(report, ["27", "3"], EN))
    assert shown.index(">27<") < shown.index(">3<")
