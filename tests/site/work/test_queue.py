"""A digest is queued once a day or week, and mail goes to no address that is not its person's."""

from datetime import timedelta

import pytest

from comity.fault import RefusedError
from comity.site.record.models import Log
from comity.site.work.models import Letter, Wish
from comity.site.work.queue import (
    choose,
    confirm_address,
    forget_leavers,
    queue_digests,
    read_in,
    stop_mail,
)
from tests.site.conftest import sequence
from tests.site.dialogue.world import NOW
from tests.site.members.factories import close_account, somebody
from tests.site.work.mailing import MORNING, wants

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def who(log, instance):
    found = somebody("moderator")
    sequence(instance.log_folder)
    return found


def wished():
    return Wish.objects.get(pk="p-1")


def pick(who, address="a@example.org", **changes):
    members = {"rhythm": "day", "reminders": True, "now": NOW, **changes}
    choose(acting=who, address=address, **members)


@pytest.mark.parametrize(("rhythm", "days"), [("day", 7), ("week", 2), ("none", 0)])
def test_a_digest_is_queued_once_for_each_day_or_week(who, rhythm, days):
    wants("p-1", rhythm=rhythm)
    for hours in range(0, 6 * 24 + 9, 3):
        queue_digests(now=MORNING + timedelta(hours=hours))
    assert Letter.objects.filter(kind="digest").count() == days


def test_none_is_queued_at_night_or_to_an_address_nobody_confirmed(who):
    wants("p-1", confirmed=False)
    assert queue_digests(now=MORNING) == 0
    wants("p-1")
    assert queue_digests(now=MORNING.replace(hour=5)) == 0
    assert queue_digests(now=MORNING) == 1


def test_a_digest_begins_where_the_last_one_ended(who, instance):
    wants("p-1")
    queue_digests(now=MORNING)
    first = Letter.objects.get()
    somebody("expert", person="p-2")
    sequence(instance.log_folder)
    queue_digests(now=MORNING + DAY)
    second = Letter.objects.order_by("-at").first()
    assert second.start == first.size < second.size == Log.objects.get().size


def test_other_rhythm_on_the_same_day_brings_no_second_letter(who):
    wants("p-1")
    assert queue_digests(now=MORNING) == 1
    wants("p-1", rhythm="week")
    assert queue_digests(now=MORNING + timedelta(hours=3)) == 0


def test_an_address_counts_once_the_code_that_was_sent_there_is_entered(who):
    pick(who)
    assert [one.kind for one in Letter.objects.all()] == ["code"]
    assert not wished().confirmed
    with pytest.raises(RefusedError) as refused:
        confirm_address(acting=who, code="00000000x", now=NOW)
    assert refused.value.faults[0].code == "site.mail_code_wrong"
    confirm_address(acting=who, code=wished().code, now=NOW)
    assert (wished().confirmed, wished().code) == (True, "")
    pick(who, rhythm="week")  # the address stays, and so does its being confirmed
    assert wished().confirmed
    pick(who, "b@example.org")
    assert not wished().confirmed


def test_a_code_is_guessed_five_times_and_holds_a_day(who):
    pick(who)
    code = wished().code
    with pytest.raises(RefusedError):
        confirm_address(acting=who, code=code, now=NOW + DAY * 2)
    for _ in range(5):
        with pytest.raises(RefusedError):
            confirm_address(acting=who, code="x", now=NOW)
    with pytest.raises(RefusedError):
        confirm_address(acting=who, code=code, now=NOW)
    assert not wished().confirmed


def test_nobody_has_mail_sent_to_many_strangers(who):
    for number in range(3):
        pick(who, f"stranger{number}@example.org")
    with pytest.raises(RefusedError) as refused:
        pick(who, "stranger4@example.org")
    assert refused.value.faults[0].code == "site.mail_codes"
    assert Letter.objects.count() == 3
    assert wished().address == "stranger2@example.org"


@pytest.mark.parametrize("address", ["x", "a@example.org\nBcc: b@example.org"])
def test_what_is_no_address_is_refused_and_changes_nothing(who, address):
    with pytest.raises(RefusedError) as refused:
        pick(who, address)
    assert refused.value.faults[0].code == "site.mail_address"
    assert not Wish.objects.exists()


def test_an_unknown_rhythm_or_language_is_none(who):
    pick(who, rhythm="hourly")
    read_in(acting=who, language="tlh")
    assert (wished().rhythm, wished().language) == ("none", "en")
    read_in(acting=who, language="ar")
    assert wished().language == "ar"


def test_one_step_stops_all_and_forgets_the_address(who):
    wants("p-1")
    queue_digests(now=MORNING)
    stop_mail(acting=who)
    assert (wished().address, wished().rhythm) == ("", "none")
    assert not Letter.objects.exists()


def test_who_leaves_is_forgotten(who):
    wants("p-1")
    queue_digests(now=MORNING)
    forget_leavers(now=MORNING)
    assert Wish.objects.exists()
    close_account("p-1")
    forget_leavers(now=MORNING)
    assert not Wish.objects.exists()
    assert not Letter.objects.exists()
