import json

import pytest

from comity.site.dialogue.actions import TRANSLATE, release_all
from comity.site.dialogue.models import Restatement
from comity.site.dialogue.queries import live_results
from tests.site.api.conftest import ID, MODERATOR, NOW, token_of
from tests.site.api.test_offices import TRANSLATED
from tests.site.dialogue.restated import restated_report
from tests.site.dialogue.world import vote

pytestmark = pytest.mark.django_db
ONE = f"conversations/{ID}"


def cell(program, number=1):
    cells = program.get(f"{ONE}/results").json()["cells"]
    return next(one for one in cells if one["statement"] == number)


def test_threat_T6_results_move_with_the_release_ledger_and_not_with_each_vote(
    live, instance, program
):
    for number in range(9):
        vote(instance, number, (1, 1))
    assert cell(program) == {
        "statement": 1,
        "n": None,
        **dict.fromkeys(("agree", "disagree", "passed")),
    }
    vote(instance, 9, (1, 1))
    release_all(now=NOW)
    for number in range(10, 20):
        vote(instance, number, (1, 0))
    release_all(now=NOW)
    shown = cell(program)
    assert (shown["n"], shown["agree"]["value"], shown["disagree"]["value"]) == (10, 1, 0)
    assert shown["agree"]["low"] < 1 <= shown["agree"]["high"]
    vote(instance, 20, (1, -1))
    release_all(now=NOW)
    assert cell(program) == shown
    # The control: it is what the pages show.
    assert live_results(ID).by_statement[1].n == shown["n"]


def test_results_of_nothing_are_not_there(live, program):
    assert program.get("conversations/dia-99/results").status_code == 404


def test_results_are_not_sent_twice(live, program):
    answer = program.get(f"{ONE}/results")
    again = program.get(f"{ONE}/results", **{"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_who_took_part_is_told_after_the_close_alone(live, instance, program):
    vote(instance, 1, (1, 1))
    told = program.get(f"{ONE}/participation").json()
    assert told == {"conversation": ID, "told": False, "parts": []}


def test_translations_are_read_by_language_and_name_their_original(live, program):
    assert TRANSLATE in MODERATOR.mandates[0].scope
    sent = program.post(f"{ONE}/translations", TRANSLATED, **token_of(MODERATOR))
    assert sent.status_code == 200
    (one,) = program.get(f"{ONE}/translations?language=fr").json()["items"]
    assert (one["of"], one["language"], one["translated_by"]) == ("1", "fr", "human")
    assert one["text"] == TRANSLATED["translations"][0]["text"]
    assert program.get(f"{ONE}/translations?language=ar").json()["items"] == []


def test_a_restatement_is_read_with_what_was_before(log, instance, program):
    row = restated_report(instance)
    (one,) = program.get(f"reports/{ID}/restatements").json()["items"]
    assert program.get(f"restatements/{row.pk}").json() == one
    assert one["digest"] == row.digest
    result = json.loads(bytes(Restatement.objects.get().restatement))
    told = {line["statement"]: line["now"]["agree"] for line in one["statements"]}
    assert told == {line["id"]: line["now"]["agree"] for line in result["statements"]}
    assert program.client.get(one["bundle"]).status_code == 200
    assert program.client.get(f"/en{one['page']}").status_code == 200


def test_a_restatement_that_is_none_is_not_there(log, program):
    assert program.get("restatements/none").status_code == 404
