import json

import pytest

from comity.render import LANGUAGES
from comity.site.dialogue.queries import open_conversations
from comity.site.record import queries as record
from tests.site.api.conftest import ID, NOW
from tests.site.conftest import SIGNER_NAME, sequence
from tests.site.dialogue.world import submit, terms

pytestmark = pytest.mark.django_db


def walked(program, path, limit):
    """Return all of a list by its cursors, and how many pages it took."""
    found, pages, cursor = [], 0, ""
    while cursor is not None:
        page = program.get(f"{path}?limit={limit}&cursor={cursor}").json()
        found += page["items"]
        cursor, pages = page["next"], pages + 1
        assert len(page["items"]) <= limit
    return found, pages


def test_the_site_says_whose_it_is(log, program, instance):
    told = program.get("instance").json()
    assert told["origin"] == instance.instance.origin
    assert told["simulated"] is instance.instance.simulated
    assert told["languages"] == [one.tag for one in LANGUAGES.values()]


def test_a_conversation_is_what_its_page_shows(live, program):
    (view,) = open_conversations(NOW)
    told = program.get(f"conversations/{ID}").json()
    assert (told["title"]["text"], told["took_part"]) == (view.title, view.took_part)
    assert told["takes"] is True
    assert program.get("conversations").json()["items"] == [told]


def test_statements_come_by_cursor_and_none_is_left_out(live, program):
    found, pages = walked(program, f"conversations/{ID}/statements", 1)
    assert [one["number"] for one in found] == [1, 2, 3]
    assert pages == 3
    assert found[1]["words"]["language"] == "ar"


def test_page_and_interface_read_the_same_entries(live, program, instance):
    sequence(instance.log_folder)
    found, pages = walked(program, "record/entries", 2)
    lines, _ = record.entries_page(1)
    assert [one["index"] for one in found] == [line.index for line in lines]
    assert [one["act"] for one in found] == [line.act for line in lines]
    assert pages == -(-len(lines) // 2)


def test_what_comes_while_one_pages_moves_nothing(live, program, instance):
    sequence(instance.log_folder)
    first = program.get("record/entries?limit=2").json()
    submit(instance, 1, "Trams at night.")
    sequence(instance.log_folder)
    second = program.get(f"record/entries?limit=2&cursor={first['next']}").json()
    indices = [one["index"] for one in first["items"] + second["items"]]
    assert indices == list(range(indices[0], indices[0] - 4, -1))


@pytest.mark.parametrize("cursor", ["3", "3:forged", "x" * 400, "%00"])
def test_a_cursor_that_was_not_given_is_refused(live, program, cursor):
    answer = program.get(f"record/entries?cursor={cursor}")
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["kind"] == "api.cursor"


def test_a_cursor_of_one_list_opens_no_other(live, program):
    cursor = program.get(f"conversations/{ID}/statements?limit=1").json()["next"]
    assert program.get(f"record/entries?cursor={cursor}").status_code == 422


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many"])
def test_pages_are_bounded(live, program, limit):
    assert program.get(f"record/entries?limit={limit}").status_code == 422


def test_an_entry_comes_with_its_bytes_its_content_and_its_proof(live, program, instance):
    sequence(instance.log_folder)
    size = program.get("record").json()["size"]
    told = program.get(f"record/entries/{size - 1}").json()
    assert json.loads(told["leaf"])["act"] == told["act"]
    proof = program.get(f"record/entries/{size - 1}/receipt").json()["proof"]
    assert proof.startswith("c2sp.org/tlog-proof@v1")
    assert (
        program.get("record").json()["note"]
        in program.client.get("/log/checkpoint").content.decode()
    )


def test_reports_come_with_who_signed_and_their_files(published, program):
    (line,) = program.get("reports").json()["items"]
    told = program.get(f"reports/{line['id']}").json()
    assert told["signer"] == SIGNER_NAME
    assert line.items() <= told.items()
    for name, path in told["files"].items():
        assert program.client.get(path).status_code == 200, name
    raw = program.get(f"reports/{line['id']}/report.json")
    assert raw.content == program.client.get(told["files"]["report"]).content


def test_protected_votes_have_no_file(published_protected, program):
    told = program.get(f"reports/{published_protected}").json()
    assert told["ballots"] == "protected"
    assert not {"votes", "comments"} & set(told["files"])


def test_what_is_sought_is_found_up_to_a_head(live, program, instance):
    sequence(instance.log_folder)
    told = program.get(f"record/find?q={terms().title}").json()
    assert told["size"] > 0
    assert all(one["title"] == terms().title for one in told["items"])
    assert told["items"]
    assert program.get("record/find?q=").status_code == 422


def test_the_same_answer_is_not_sent_twice(live, program):
    first = program.get(f"conversations/{ID}")
    assert first.headers["Cache-Control"] == "public, no-cache"
    again = program.get(f"conversations/{ID}", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    # The control: once something changed it is sent.
    other = program.get("instance", **{"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_health_gives_a_count_and_never_what_stands_in_a_row(log, program):
    told = program.get("health").json()
    assert set(told) == {"at", "checked", "differences", "software", "functions", "workers"}


@pytest.mark.parametrize(
    "path",
    [
        "conversations/dia-99",
        "conversations/dia-99/statements",
        "reports/dia-99",
        "reports/dia-99/report.json",
        "record/entries/99",
        "record/entries/99/receipt",
        "problems/no.such_kind",
        "record",
        "nothing",
        "",
    ],
)
def test_what_is_not_there_is_a_problem_and_not_a_page(log, program, path):
    answer = program.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_each_kind_of_problem_can_be_looked_up(log, program):
    address = program.get("nothing").json()["type"]
    told = program.client.get(address).json()
    assert (told["kind"], told["found"]) == ("api.not_there", "there is nothing at this address")
