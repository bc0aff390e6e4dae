import pytest
from django.db import IntegrityError
from django.db.transaction import atomic

from comity.site.record.models import Entry, Log, Mention

pytestmark = pytest.mark.django_db


def test_a_place_is_given_once(published):
    first = Entry.objects.get(idx=0)
    twin = Entry.objects.get(idx=0)
    twin.pk = None
    with pytest.raises(IntegrityError), atomic():
        twin.save(force_insert=True)
    assert str(first).startswith("0: record.begin")


def test_a_log_is_never_smaller_than_nothing(log):
    with pytest.raises(IntegrityError), atomic():
        Log.objects.update(size=-1)
    assert str(log) == log.origin


def test_a_mention_reads_as_its_digest(published):
    assert len(str(Mention.objects.first())) == 64
