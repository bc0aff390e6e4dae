import pytest

from comity.site.dialogue.models import Conversation, Statement
from tests.site.api.conftest import ID, SECRETARY, token_of
from tests.site.api.test_offices import ASKED

pytestmark = pytest.mark.django_db
SEEDED = {**ASKED, "statements": [{"text": "Trams at night.", "language": "en"}]}


def kinds(answer):
    return {one["kind"] for one in answer.json()["faults"]}


def test_a_conversation_is_opened_once_by_one_key(live, program):
    who = token_of(SECRETARY)
    answers = [program.post("conversations", SEEDED, key="open-it-1", **who) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    made = answers[0].json()
    assert made["conversation"] != ID
    assert program.get(f"conversations/{made['conversation']}").json()["code"] == made["code"]
    row = Conversation.objects.exclude(pk=ID).get()
    assert (row.pk, row.ballots) == (made["conversation"], "protected")
    assert Statement.objects.filter(conversation=row).count() == 1


def test_it_is_looked_at_before_it_is_opened(live, program):
    who = token_of(SECRETARY)
    told = program.post("conversations", {**SEEDED, "check": True}, **who).json()
    assert (told["conversation"], told["code"]) == (None, None)
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"closes": "soon"}, "api.moment"),
        ({"opens": "yesterday"}, "api.moment"),
        ({"closes": "0001-01-01T00:00:00+14:00"}, "dialogue.terms_dates"),
        ({"closes": "2026-11-20T00:00:00Z"}, "dialogue.terms_dates"),
        ({"title": " "}, "dialogue.terms_missing"),
        ({"statements": [{"text": " ", "language": "en"}]}, "dialogue.statement_empty"),
        ({"ballots": "both"}, "api.value"),
    ],
)
def test_what_speaks_against_it_is_named_and_nothing_is_opened(live, program, change, kind):
    answer = program.post("conversations", {**SEEDED, **change}, **token_of(SECRETARY))
    assert answer.status_code == 422
    assert kinds(answer) == {kind}
    assert Conversation.objects.count() == 1


def test_a_time_with_a_zone_is_that_time(live, program):
    sent = {**ASKED, "closes": "2026-12-03T12:00:00+02:00"}
    assert program.post("conversations", sent, **token_of(SECRETARY)).status_code == 200
    assert Conversation.objects.exclude(pk=ID).get().closes_at.hour == 10


def test_statements_of_the_organisation_need_a_token_for_them(live, program):
    only = token_of(SECRETARY, "dialogue.open_conversation")
    answer = program.post("conversations", SEEDED, **only)
    assert (answer.status_code, kinds(answer)) == (403, {"api.scope"})
    # The control: without them it is opened.
    assert program.post("conversations", ASKED, **only).status_code == 200
