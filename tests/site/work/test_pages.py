"""Looking at My work moves no mark; the button does, and only for who is signed in."""

import pytest
from django.utils.timezone import now

from comity.site.record.models import Log
from comity.site.work.models import ReadMark, Wish
from comity.site.work.queries import mark_of
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, opened, submit
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
PAGE = "/en/my-work/"
SEEN = f"{PAGE}do/seen"


@pytest.fixture
def inside(log, instance, client):
    """A moderator at their work, with a conversation that began since."""
    somebody("moderator")
    sign_in(client, "p-1")
    opened(instance)
    sequence(instance.log_folder)
    return client


def test_what_changed_is_worded_and_leads_to_its_entries(inside):
    page = inside.get(PAGE).content.decode()
    assert "Conversation opened" in page
    assert f'href="/en/dialogue/conversations/{ID}/"' in page
    assert "Since your account was opened" in page


def test_looking_leaves_no_trace(inside):
    inside.get(PAGE)
    assert not ReadMark.objects.exists()


def test_the_button_moves_the_mark_to_what_the_page_showed(inside):
    size = inside.get(PAGE).context["changes"].size
    assert inside.post(SEEN, {"size": str(size)}).status_code == 303
    page = inside.get(PAGE)
    assert page.context["groups"] == []
    assert "Nothing." in page.content.decode()
    inside.post(SEEN, {"size": "back"})
    assert inside.get(PAGE).context["groups"]


@pytest.mark.parametrize("size", ["", "x", "-3", "9" * 400, "١"])
def test_what_is_no_place_in_the_record_is_refused(inside, size):
    assert inside.post(SEEN, {"size": size}).status_code == 409
    assert not ReadMark.objects.exists()


def test_a_visitor_is_asked_to_sign_in_and_nothing_moves(log, instance, client):
    somebody("moderator")
    sequence(instance.log_folder)
    answer = client.post(SEEN, {"size": str(Log.objects.get().size)})
    assert answer.status_code == 422
    assert not mark_of("p-1").said


def test_many_changes_come_a_page_at_a_time(inside, instance):
    for number in range(20, 34):
        opened(instance, id=f"dia-{number}", symbol=f"A24/DIA/{number}")
    sequence(instance.log_folder)
    first, second = (inside.get(f"{PAGE}?page={n}") for n in (1, 2))
    assert len(first.context["groups"]) == 10
    shown = [one.key for page in (first, second) for one in page.context["groups"]]
    assert len(set(zip(shown, range(99), strict=False))) == len(shown)
    assert {f"dia-{number}" for number in range(20, 34)} <= set(shown)


MAIL = f"{PAGE}mail/"
KEEP = f"{PAGE}do/mail"
CHOSEN = {
    "do": "keep",
    "address": "a@example.org",
    "rhythm": "week",
    "language": "ar",
    "reminders": "yes",
}


def test_mail_is_chosen_confirmed_and_stopped(inside):
    assert inside.post(KEEP, CHOSEN).headers["Location"] == MAIL
    page = inside.get(MAIL).content.decode()
    assert "Code from the letter" in page
    code = Wish.objects.get().code
    assert code not in page
    assert inside.post(KEEP, {"do": "confirm", "sent": "1"}).status_code == 409
    assert inside.post(KEEP, {"do": "confirm", "sent": code}).status_code == 303
    row = Wish.objects.get()
    assert (row.confirmed, row.rhythm, row.language, row.reminders) == (True, "week", "ar", True)
    inside.post(KEEP, {"do": "stop"})
    assert Wish.objects.get().address == ""


def test_opening_the_page_of_a_letter_changes_nothing_and_asks_to_sign_in(log, client):
    assert "/sign-in/" in client.get(MAIL).headers["Location"]
    assert client.post(KEEP, CHOSEN).status_code == 422
    assert not Wish.objects.exists()


def test_a_wrong_address_is_said_on_a_page(inside):
    answer = inside.post(KEEP, {**CHOSEN, "address": "a@example.org\r\nBcc: b@example.org"})
    assert answer.status_code == 409
    assert "This is no mail address" in answer.content.decode()


ONE = f"/en/dialogue/conversations/{ID}/"


def test_an_officer_sets_the_hours_and_sees_who_has_not_acted(inside, instance):
    somebody("secretary", person="p-1")
    page = inside.get(f"{ONE}reminders/").content.decode()
    assert 'value="72, 24"' in page
    assert "Nothing waits for anybody." in page
    submit(instance, 1, "Ask the fishermen too.", now=now())
    page = inside.get(f"{ONE}reminders/").content.decode()
    assert "1 statement waits" in page
    assert "fishermen" not in page
    assert inside.post(f"{ONE}do/remind", {"hours": "48"}).status_code == 303
    assert 'value="48"' in inside.get(f"{ONE}reminders/").content.decode()
    assert inside.post(f"{ONE}do/remind", {"hours": "soon"}).status_code == 409


def test_who_may_not_close_neither_sees_nor_sets(inside):
    assert inside.get(f"{ONE}reminders/").status_code == 409
    assert inside.post(f"{ONE}do/remind", {"hours": "1"}).status_code == 409
    assert inside.get("/en/dialogue/conversations/dia-9/reminders/").status_code == 404


def test_a_visitor_is_led_to_sign_in_and_sets_nothing(log, instance, client):
    opened(instance)
    assert "/sign-in/" in client.get(f"{ONE}reminders/").headers["Location"]
    assert client.post(f"{ONE}do/remind", {"hours": "1"}).status_code == 422
