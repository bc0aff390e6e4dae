"""Feeds tell what is public and released, under any host the same, a bounded number of lines."""

from xml.etree import ElementTree as ET

import pytest

from comity.render import LANGUAGES
from comity.site.home import feeds
from comity.site.record.batches import enter_batch
from comity.site.record.models import Log
from tests.site.conftest import sequence
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.world import ID, LATER, opened, submit, vote

pytestmark = pytest.mark.django_db
RECORD, REPORTS = "/en/feeds/record.atom", "/en/feeds/reports.atom"
OWN = f"/en/dialogue/conversations/{ID}/feed.atom"
A = "{http://www.w3.org/2005/Atom}"


def titles(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    tree = ET.fromstring(answer.content)
    return [one.find(f"{A}title").text for one in tree.findall(f"{A}entry")]


def test_the_record_is_told_in_the_words_of_its_browser(log, instance, client):
    opened(instance)
    sequence(instance.log_folder)
    found = titles(client, RECORD)
    assert "Conversation opened: \u2068A question\u2069" in found
    assert found[-1] == "Record begun"


def test_what_has_no_place_in_the_record_is_not_told(log, instance, client):
    sequence(instance.log_folder)
    opened(instance)
    assert "Conversation opened: \u2068A question\u2069" not in titles(client, RECORD)


def test_reports_alone_are_in_their_feed(published, client):
    found = titles(client, REPORTS)
    assert len(found) == 1
    assert found[0].startswith("Report published")


def test_of_a_conversation_only_the_steps_are_told_and_no_single_act(log, instance, client):
    opened(instance)
    submit(instance, 1, "Ask the fishermen too.")
    vote(instance, 2, (1, 1))
    enter_batch(log=Log.objects.get(), subject=f"dialogue:conversation:{ID}", now=LATER)
    sequence(instance.log_folder)
    assert titles(client, OWN) == ["Conversation opened: \u2068A question\u2069"]
    assert b"fishermen" not in client.get(RECORD).content


def test_its_closing_is_told(log, instance, client):
    close_voted(instance)
    assert titles(client, OWN)[0].startswith("Conversation closed")


def test_another_conversation_is_not_told(log, instance, client):
    opened(instance, id="dia-70", symbol="A24/DIA/70")
    sequence(instance.log_folder)
    assert client.get(OWN).status_code == 404
    opened(instance)
    assert titles(client, OWN) == []


@pytest.mark.parametrize("path", [RECORD, REPORTS])
def test_it_is_the_same_under_each_name_of_the_host_and_names_none(published, client, path):
    found = {client.get(path, HTTP_HOST=host).content for host in ("localhost", "127.0.0.1")}
    assert len(found) == 1
    assert b"localhost" not in found.pop()


def test_names_of_entries_are_the_same_in_each_language_and_names_of_feeds_are_not(
    published, client
):
    ids = []
    for code in LANGUAGES:
        tree = ET.fromstring(client.get(f"/{code}/feeds/record.atom").content)
        assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == LANGUAGES[code].tag
        entries = [one.find(f"{A}id").text for one in tree.findall(f"{A}entry")]
        assert len(set(entries)) == len(entries)
        ids.append((tree.find(f"{A}id").text, tuple(entries)))
    assert len({own for own, _ in ids}) == len(LANGUAGES)
    assert len({entries for _, entries in ids}) == 1


def test_what_did_not_change_is_not_sent_twice(published, client):
    first = client.get(RECORD)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    for name, kept in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        again = client.get(RECORD, headers={name: first.headers[kept]})
        assert (again.status_code, again.content) == (304, b"")


def test_it_has_a_bounded_number_of_lines(log, instance, client, monkeypatch):
    monkeypatch.setattr(feeds, "MOST", 3)
    opened(instance)
    sequence(instance.log_folder)
    assert len(titles(client, RECORD)) == 3


def test_pages_lead_programs_to_their_feed(published, client):
    for page, feed in (("/en/record/", RECORD), ("/en/dialogue/", REPORTS)):
        head = client.get(page).content.decode().partition("</head>")[0]
        assert f'type="application/atom+xml" href="{feed}"' in head


def test_a_record_that_has_not_begun_has_no_feed(db, client):
    assert client.get(RECORD).status_code == 404
