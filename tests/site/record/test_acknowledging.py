"""Who did something can keep the log's signed word for it; nobody else learns anything by that."""

import logging
import re
import secrets
from base64 import b64decode, urlsafe_b64encode
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from comity.canonical import encode
from comity.edge import entry_time, file_reader, verify_signature
from comity.record import Entry as Statement
from comity.record import (
    Policy,
    Trust,
    leaf_hash,
    public_payload,
    sealed_payload,
    verify_intake,
    verify_record,
)
from comity.site.record import acknowledging
from comity.site.record.acknowledging import HEADER, MOST, acknowledgements, note_for
from comity.site.record.actions import Content, append_entry
from comity.site.record.intake import intake_of
from comity.site.record.models import Entry, Log
from comity.site.record.sublogs import append_internal, open_sub_log
from comity.site.record.taken import Taken
from tests.site.committing import committing
from tests.site.conftest import NOW, SIGNER, sequence
from tests.site.dialogue.world import ID, opened
from tests.site.dialogue.world import NOW as THEN
from tests.site.tampering import tamper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committing")]
__all__ = ["committing"]
ONE = f"/en/dialogue/conversations/{ID}/"
SUBJECT = f"dialogue:conversation:{ID}"
OFFERED = re.compile(r'href="(/record/notes/[^"]+\.intake)"')
DAY = timedelta(days=1)


@pytest.fixture
def live(log, instance, monkeypatch):
    for place in ("live", "leaving"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: THEN)
    return opened(instance)


def send(client, text="Ask the fishermen too."):
    given = {"statement": text, "language": "en", "once": secrets.token_hex(16), "step": "send"}
    return client.post(f"{ONE}do/statement", given)


def offered(page):
    return OFFERED.findall(page.content.decode())


def said(client, instance, address):
    """Return what the note at an address says, signed by the key that the log has named."""
    given = client.get(address)
    assert given.status_code == 200
    assert given.headers["Content-Disposition"].endswith('.intake"')
    return verify_intake(given.content, intake_of(instance.key_file).key, verify_signature)


def test_who_sends_a_statement_is_offered_its_note_on_the_page_that_follows(live, client, instance):
    answer = send(client)
    (entry,) = Entry.objects.filter(act="dialogue.submit_statement")
    (address,) = offered(client.get(answer.headers["Location"]))
    note = said(client, instance, address)
    assert note.entries == (bytes(entry.leaf_hash),)
    assert (note.origin, note.subject) == (Log.objects.get().origin, entry.subject)
    assert (note.at, note.by) == (entry_time(entry.at), entry_time(entry.at + 2 * DAY))
    # Once is enough: the page after it says nothing, and the browser keeps nothing of it.
    assert offered(client.get(answer.headers["Location"])) == []
    assert "taken" not in {name for name, one in client.cookies.items() if one.value}
    # The same note again, byte for byte, whenever it is asked for.
    assert client.get(address).content == client.get(address).content


def test_the_page_that_offers_a_note_is_kept_by_no_cache(live, client):
    place = send(client).headers["Location"]
    client.get(place)
    client.cookies["taken"] = secrets.token_urlsafe(32)
    shown = client.get("/en/record/")
    assert offered(shown)
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.cookies["taken"].value == ""


def test_threat_a_page_that_is_kept_shows_nobody_the_note_of_somebody_else(live, client):
    """Whoever comes first has it made: a visitor before and after who did something, and they."""
    visitor = Client()
    for page in (ONE, "/en/record/"):
        assert offered(visitor.get(page)) == []
        send(client, f"Ask about {page.replace('/', ' ')}.")
        assert len(offered(client.get(page))) == 1  # the control
        assert offered(visitor.get(page)) == []
        send(client, f"And again {page.replace('/', ' ')}.")
        client.get(page)
        assert offered(Client().get(page)) == []


@pytest.mark.usefixtures("as_if_entered")
def test_threat_nor_does_a_page_of_a_report(published, client):
    page, visitor = f"/en/dialogue/reports/{published}/", Client()
    assert visitor.get(page).status_code == 200
    for _ in range(2):
        client.cookies["taken"] = "a" * 43
        assert len(offered(client.get(page))) == 1  # the control
        assert offered(visitor.get(page)) == []
        cache.clear()


@pytest.mark.parametrize("forged", ["../../x", '"><script>', "a.b", ".".join(["a" * 43] * 21)])
def test_threat_a_forged_cookie_shows_nothing(log, client, forged):
    client.cookies["taken"] = forged
    assert "record/notes" not in client.get("/en/record/").content.decode()


def test_who_takes_all_out_is_offered_the_note_at_once_and_it_tells_the_day_alone(
    live, client, instance
):
    send(client)
    client.get(ONE)
    client.post(f"{ONE}do/vote", {"vote-1": "1"})
    sequence(instance.log_folder)
    left = client.post(f"{ONE}do/take-out", {"step": "do"})
    (address,) = offered(left)
    note = said(client, instance, address)
    erased = Entry.objects.filter(idx=None)
    assert set(note.entries) == {bytes(one.leaf_hash) for one in erased}
    assert note.at.endswith("T00:00:00.000Z")
    assert "taken" not in left.cookies


def test_votes_are_not_signed_for_here(live, client):
    """Their own note names sealed ballots. The control: a statement is."""
    assert "taken" not in client.post(f"{ONE}do/vote", {"vote-1": "1"}).cookies
    assert "taken" in send(client).cookies


def test_threat_only_what_the_record_keeps_is_signed_for(live, client, log, tmp_path):
    sub_log = open_sub_log(log=log, subject="people:delegation:d-1", keys=tmp_path, now=NOW)
    hidden = internal(sub_log)
    (public, *_) = Entry.objects.order_by("id")
    for leaf, status in ((public, 200), (hidden, 404), (Entry(leaf_hash=bytes(32)), 404)):
        assert client.get(address_of(bytes(leaf.leaf_hash))).status_code == status
    both = address_of(bytes(public.leaf_hash), secrets.token_bytes(32))
    assert client.get(both).status_code == 404
    assert client.get("/record/notes/short.intake").status_code == 404


def address_of(*leaves):
    named = ".".join(urlsafe_b64encode(leaf).decode().rstrip("=") for leaf in leaves)
    return f"/record/notes/{named}.intake"


def internal(sub_log):
    content, key = encode({"n": 1}), secrets.token_bytes(32)
    payload = sealed_payload(content, key, "delegation")
    statement = Statement("standards.edit_text", "a/b", "s:k:i", entry_time(NOW), payload)
    with transaction.atomic():
        return append_internal(sub_log=sub_log, statement=statement, content=Content(content, key))


def enter(number=1, subject=SUBJECT, at=NOW, act="a.act"):
    content = encode({"n": number})
    statement = Statement(act, "a/b", subject, entry_time(at), public_payload(content))
    with transaction.atomic():
        return append_entry(log=Log.objects.get(), statement=statement, content=Content(content))


def asked(rf, act, path="/api/v1/x"):
    """Return the answer to a request in which ``act`` is done."""

    def view(_request):
        act()
        return HttpResponse()

    return acknowledgements(view)(rf.post(path))


def signed(answer):
    return b64decode(answer.headers[HEADER])


def test_threat_what_was_rolled_back_is_not_signed_for(live, rf):
    def fail():
        with transaction.atomic():
            enter()
            transaction.set_rollback(True)

    assert HEADER not in asked(rf, fail).headers
    assert HEADER in asked(rf, enter).headers  # the control: the same act, committed


def test_threat_an_act_within_a_delegation_leaves_no_note(live, rf, log, tmp_path):
    sub_log = open_sub_log(log=log, subject="people:delegation:d-1", keys=tmp_path, now=NOW)
    for path in ("/api/v1/x", "/en/x"):
        inside = asked(rf, lambda: internal(sub_log), path)
        nothing = asked(rf, lambda: None, path)
        assert (inside.headers, inside.cookies) == (nothing.headers, nothing.cookies)
        public = asked(rf, enter, path)  # the control
        assert HEADER in public.headers or public.cookies


@pytest.mark.parametrize("placed", [True, False])
def test_threat_what_came_in_after_a_close_is_not_signed_for_as_if_it_had_been_in_time(
    live, client, instance, placed
):
    """A note is evidence that admits late entries. The controls came before, or say when."""
    before, closing = enter(1), enter(2, at=NOW + DAY, act="a.close_it")
    sequence(instance.log_folder)
    late, after = enter(3), enter(4, at=NOW + 2 * DAY)
    if placed:
        sequence(instance.log_folder)
    given = [
        client.get(address_of(bytes(one.leaf_hash))).status_code
        for one in (before, closing, late, after)
    ]
    assert given == [200, 200, 404, 200]


def test_an_act_stands_where_its_note_cannot_be_signed(live, rf, monkeypatch, caplog):
    monkeypatch.setattr(acknowledging, "intake_of", lambda _file: 1 / 0)
    with caplog.at_level(logging.ERROR):
        answer = asked(rf, enter)
    assert answer.status_code == 200
    assert HEADER not in answer.headers
    assert "could not be signed" in caplog.text
    assert Entry.objects.filter(act="a.act").exists()


def test_a_note_too_long_for_a_header_is_left_to_my_work(live, rf):
    def many(count):
        return lambda: [enter(number) for number in range(count)]

    assert HEADER in asked(rf, many(MOST)).headers
    assert len(asked(rf, many(MOST)).headers[HEADER]) < 2_500
    assert HEADER not in asked(rf, many(MOST + 1)).headers
    assert "taken" not in asked(rf, many(MOST + 1), "/en/x").cookies


def test_what_is_about_several_things_is_promised_for_the_log(live, instance):
    intake = intake_of(instance.key_file)
    taken = [Taken(leaf_hash(b"1"), "s:k:1", NOW), Taken(leaf_hash(b"2"), "s:k:2", NOW)]
    note = verify_intake(note_for(taken, intake), intake.key, verify_signature)
    assert note.subject == f"record:log:{intake.origin}"
    assert len(note.entries) == 2


@pytest.mark.parametrize("kept", [True, False])
def test_record_promise_an_act_that_was_dropped_is_shown_by_its_note(live, rf, instance, kept):
    """The site signs and leaves the act out. ``True`` is the control: with it the note holds."""
    note = signed(asked(rf, enter))
    if not kept:
        dropped = Entry.objects.get(act="a.act").pk
        tamper(f"DELETE FROM record_mention WHERE entry_id = {dropped}")
        tamper(f"DELETE FROM record_entry WHERE id = {dropped}")
    enter(2, at=NOW + 3 * DAY)
    sequence(instance.log_folder)
    contents = dict(Entry.objects.filter(payload_key=None).values_list("idx", "payload"))
    read, trust = file_reader(instance.log_folder), Trust(Policy(()), verify_signature)
    verdict = verify_record(read, contents.get, trust, SIGNER.key, lambda _: None, note)
    (step,) = [one for one in verdict.steps if one.step == "intake note"]
    assert (step.holds, verdict.code) == ((True, 5) if kept else (False, 1))
