"""What is due is done once, whatever stops in its midst; a letter that fails holds up no other."""

import smtplib
from datetime import timedelta

import pytest

from comity.site.work import tasks
from comity.site.work.models import Letter
from comity.site.work.post import Outbox, PostSettings
from comity.site.work.queue import queue_digests
from comity.site.work.tasks import send_letters, tell_due
from tests.site.conftest import sequence
from tests.site.members.factories import somebody
from tests.site.work.mailing import MORNING, letters_in, send, wants

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(log, instance):
    """Two people with a digest to go."""
    for person in ("p-1", "p-2"):
        somebody("moderator", person=person)
        wants(person)
    sequence(instance.log_folder)
    queue_digests(now=MORNING)


class Broken:
    """A way out that fails for one of them, or for all."""

    def __init__(self, error, only=""):
        self.error, self.only, self.sent = error, only, []

    def send(self, letter):
        if self.only in letter["To"]:
            raise self.error
        self.sent.append(letter["To"])


def through(instance, post):
    settings = PostSettings(post, "comity@assembly.test", "https://assembly.test")
    return send_letters(instance, settings, MORNING)


def waiting():
    return Letter.objects.filter(sent_at=None).count()


def test_letters_go_once(two, instance):
    assert send(instance) == 2
    assert send(instance) == 0
    assert len(letters_in(instance)) == 2


def test_a_stop_after_a_letter_went_makes_no_second_file(two, instance):
    send(instance)
    Letter.objects.update(sent_at=None)  # as if it had stopped before that was noted
    send(instance)
    assert len(letters_in(instance)) == 2


@pytest.mark.parametrize("error", [OSError("no route"), smtplib.SMTPAuthenticationError(535, b"")])
def test_letters_wait_while_no_mail_is_taken(two, instance, error):
    assert through(instance, Broken(error)) == 0
    assert waiting() == 2
    assert send(instance) == 2


@pytest.mark.parametrize(
    ("error", "left"),
    [
        (smtplib.SMTPRecipientsRefused({"p-1@example.org": (550, b"")}), 0),
        (smtplib.SMTPRecipientsRefused({"p-1@example.org": (450, b"")}), 1),
        (smtplib.SMTPDataError(554, b""), 0),
        (smtplib.SMTPDataError(451, b""), 1),
        (ValueError("a header"), 0),
    ],
)
def test_one_that_is_refused_holds_up_no_other(two, instance, error, left):
    post = Broken(error, "p-1")
    assert through(instance, post) == 1
    assert post.sent == ["p-2@example.org"]
    assert waiting() == left


def test_letters_that_a_server_puts_off_hold_up_no_other(two, instance, monkeypatch):
    """However many of them there are: the oldest would be tried again and again, and no other."""
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    put_off = smtplib.SMTPRecipientsRefused({"p-1@example.org": (450, b"")})
    assert through(instance, Broken(put_off, "p-1")) == 1
    assert waiting() == 1


def test_so_many_letters_go_at_once(two, instance, monkeypatch):
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    assert [send(instance) for _ in range(3)] == [1, 1, 0]


def test_what_waited_for_days_does_not_go(two, instance):
    assert send(instance, MORNING + timedelta(days=4)) == 0


def test_all_that_is_due_is_done_in_one_go(log, instance, monkeypatch):
    monkeypatch.setattr(tasks.connection, "close", lambda: None)
    somebody("moderator")
    sequence(instance.log_folder)
    wants("p-1")
    for _ in range(3):
        tell_due(instance, MORNING)
    assert len(letters_in(instance)) == 1


def test_a_wrong_setting_stops_no_thread(log, instance, monkeypatch, caplog):
    monkeypatch.setattr(tasks.connection, "close", lambda: None)
    monkeypatch.setenv("COMITY_MAIL", "pigeon")
    tell_due(instance, MORNING)
    assert "could not be seen to" in caplog.text


@pytest.mark.parametrize(
    ("told", "part"), [("tell_due", "draw_reminders"), ("index_all", "index_new")]
)
def test_attack_whatever_goes_wrong_no_thread_ends(log, instance, monkeypatch, caplog, told, part):
    def fail(**_told):
        raise ZeroDivisionError

    monkeypatch.setattr(tasks.connection, "close", lambda: None)
    monkeypatch.setattr(tasks, part, fail)
    getattr(tasks, told)(*((instance, MORNING) if told == "tell_due" else ()))
    assert "could not be" in caplog.text


def test_a_folder_is_a_way_out(instance):
    assert isinstance(Outbox(instance.data_folder), Outbox)
