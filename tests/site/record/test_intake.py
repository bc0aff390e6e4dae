from datetime import timedelta

import pytest

from comity.edge import signer_from_seed, verify_signature
from comity.record import leaf_hash, parse_intake_key, verify_intake
from comity.site.record.intake import intake_file, intake_of, name_intake_key, open_intake
from comity.site.record.models import Entry
from tests.site.conftest import NOW

pytestmark = pytest.mark.django_db
LEAF = leaf_hash(b"act")
NAMED = "record.name_intake_key"


@pytest.fixture
def key_file(tmp_path):
    return tmp_path / "keys" / "site.key"


def test_the_intake_key_is_made_once_and_named_in_the_log(log, key_file):
    intake = open_intake(log=log, key_file=key_file, now=NOW)
    again = open_intake(log=log, key_file=key_file, now=NOW)
    assert again.key == intake.key == intake_of(key_file).key
    (entry,) = Entry.objects.filter(act=NAMED)
    assert parse_intake_key(bytes(entry.payload)) == intake.key
    assert intake_file(key_file).stat().st_mode & 0o077 == 0


def test_another_key_is_named_anew(log, key_file):
    first = open_intake(log=log, key_file=key_file, now=NOW)
    intake_file(key_file).unlink()
    second = open_intake(log=log, key_file=key_file, now=NOW)
    assert first.key != second.key
    rows = Entry.objects.filter(act=NAMED).order_by("id")
    assert [parse_intake_key(bytes(row.payload)) for row in rows] == [first.key, second.key]


def test_the_key_of_another_log_is_refused(log, key_file):
    other = signer_from_seed("council.test/record/intake", bytes(32))
    with pytest.raises(ValueError, match="named after it"):
        name_intake_key(log=log, key=other.key, now=NOW)
    open_intake(log=log, key_file=key_file, now=NOW)
    log.origin = "council.test/record"
    with pytest.raises(ValueError, match="another log"):
        open_intake(log=log, key_file=key_file, now=NOW)


def test_what_was_taken_is_signed_for(log, key_file):
    intake = open_intake(log=log, key_file=key_file, now=NOW)
    by = NOW + timedelta(days=1)
    ballots = [leaf_hash(b"2"), leaf_hash(b"1")]
    for one in (intake, intake_of(key_file)):
        note = one.acknowledge(subject="s:k:i", at=NOW, by=by, entries=[LEAF], ballots=ballots)
        said = verify_intake(note, intake.key, verify_signature)
        assert (said.origin, said.subject) == (log.origin, "s:k:i")
        assert (said.at, said.by) == ("2026-11-21T09:30:00.123Z", "2026-11-22T09:30:00.123Z")
        assert (said.entries, said.ballots) == ((LEAF,), tuple(sorted(ballots)))
