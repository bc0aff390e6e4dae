from datetime import timedelta

import numpy as np
import pytest

from comity.site.dialogue.actions import Ruling, moderate_statement, release_results
from comity.site.dialogue.models import Conversation
from comity.site.dialogue.queries import (
    conversation_by_code,
    conversation_with,
    gathered,
    next_statement,
    open_conversations,
    own_statements,
    shown_statements,
    votes_of,
    waiting_count,
    waiting_statements,
)
from tests.site.dialogue.world import ID, MODERATOR, NOW, SEEDS, opened, submit, vote, voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(log, instance):
    """A conversation that is open."""
    return opened(instance)


def test_a_conversation_as_its_pages_show_it(live, instance):
    for number in range(25):
        vote(instance, number, (1, 1))
    view = conversation_with(ID, NOW)
    assert (view.symbol, view.stage, view.statements) == ("A24/DIA/7", "open", 3)
    assert (view.took_part, view.rejected, view.report) == (20, 0, None)
    assert conversation_with(ID, NOW + timedelta(days=30)).stage == "ended"
    assert conversation_with("dia-99", NOW) is None


def test_a_code_is_found_however_it_is_typed(live):
    code = Conversation.objects.get().code
    for typed in (code, code.lower(), f" {code[:3]}-{code[3:]} "):
        assert conversation_by_code(typed) == ID
    assert conversation_by_code("ZZZZZZZ") is None


def test_what_closes_first_stands_first(live, instance):
    opened(instance, id="dia-8", symbol="A24/DIA/8", closes=NOW + timedelta(days=1))
    assert [one.id for one in open_conversations(NOW)] == ["dia-8", ID]


def test_a_statement_is_shown_once_somebody_accepted_it(live, log, instance):
    number = submit(instance, 1, "Ask them.")
    view = conversation_with(ID, NOW)
    assert len(shown_statements(view)) == 3
    assert [one.line.number for one in waiting_statements(view, 0, 9)] == [number]
    assert [*waiting_statements(view, 1, 9), *waiting_statements(view, 0, 0)] == []
    assert waiting_count(view) == 1
    (own,) = own_statements(view, voter(instance, 1))
    assert (own.state, own.line.text) == ("waiting", "Ask them.")
    ruling = Ruling(number, "accepted")
    moderate_statement(log=log, conversation=ID, ruling=ruling, acting=MODERATOR, now=NOW)
    assert [one.text for one in shown_statements(view)] == [*(t for t, _ in SEEDS), "Ask them."]
    assert not own_statements(view, voter(instance, 2))


def test_the_next_statement_is_one_not_voted_on_with_its_probability(live, instance):
    view = conversation_with(ID, NOW)
    lines = shown_statements(view)
    drawn, propensity = next_statement(view, lines, {}, "somebody")
    assert drawn in lines
    assert 0 < propensity < 1
    voted = {line.number: 1 for line in lines if line != drawn}
    assert next_statement(view, lines, voted, "somebody") == (drawn, pytest.approx(1))
    assert next_statement(view, lines, {**voted, drawn.number: 0}, "somebody") is None


def test_what_few_have_seen_is_shown_more(live, instance):
    for number in range(40):
        vote(instance, number, (1, 0), (2, 0))
        if number in {29, 39}:
            release_results(conversation=ID, now=NOW)
    view = conversation_with(ID, NOW)
    lines = shown_statements(view)
    drawn = [next_statement(view, lines, {}, f"{n}")[0].number for n in range(60)]
    assert drawn.count(3) > 40


def test_a_report_is_computed_from_the_last_vote_of_each(live, instance):
    submit(instance, 1, "Ask them.")
    vote(instance, 1, (1, 1), (2, -1))
    vote(instance, 2, (1, 0))
    vote(instance, 1, (1, -1))
    found = gathered(ID)
    matrix = found.log.matrix()
    assert matrix.statements == ("1", "2")
    assert np.array_equal(matrix.value, [-1, -1, 0])
    assert [(one.id, one.moderated, one.language) for one in found.statements] == [
        ("1", 1, "en"),
        ("2", 1, "ar"),
        ("3", 1, "fr"),
        ("4", 0, "en"),
    ]
    assert dict(votes_of(conversation_with(ID, NOW), voter(instance, 1))) == {1: -1, 2: -1}


def test_nobody_having_voted_is_an_answer(live):
    assert len(gathered(ID).log) == 0
