from datetime import timedelta

import pytest

from comity.canonical import decode, sha256_hex
from comity.edge import (
    Following,
    NotServedError,
    create_key,
    file_reader,
    follow,
    payload_key_reader,
    payload_reader,
    verify_signature,
)
from comity.fault import RefusedError
from comity.record import IntakeNote, Policy, Trust, intake_name, sign_intake, verify_record
from comity.record import Log as TrustedLog
from comity.site.dialogue.actions import ADMIT, CLOSE, Admission, admit_late
from comity.site.dialogue.queries import late_entries
from comity.site.home.health import reconcile
from comity.site.record.intake import intake_of
from comity.site.record.models import Entry, Log, SealedBallot
from tests.site.conftest import SIGNER, sequence
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.late import closed_too_early
from tests.site.dialogue.world import ID, LATER, NOW, SECRETARY

pytestmark = pytest.mark.django_db
TRUST = Trust(Policy((TrustedLog(SIGNER.key),)), verify_signature)
SUBJECT = f"dialogue:conversation:{ID}"


@pytest.fixture
def note(log, instance, monkeypatch):
    """The intake note of a vote that was taken before the close and entered after it."""
    return closed_too_early(instance, monkeypatch).decode()


@pytest.fixture
def verdict(client, tmp_path):
    """Follow the site as a mirror does, verify what came, and return the verdict."""

    def fetch(path, most):
        answer = client.get(f"/log/{path}", headers={"accept-encoding": "identity"})
        if answer.status_code in (404, 410):
            raise NotServedError(path)
        return answer.content

    def verified():
        folder = tmp_path / "mirror"
        followed = follow(fetch, Following(SIGNER.key, folder))
        own = payload_key_reader(folder)
        found = verify_record(file_reader(folder), payload_reader(folder), TRUST, None, own)
        return followed.code, found.code

    return verified


def late():
    return [one.index for one in late_entries(ID)]


def admit(evidence, reason="The server stood still over the close.", entries=None, who=SECRETARY):
    entries = tuple(late()) if entries is None else entries
    return admit_late(
        log=Log.objects.get(),
        conversation=ID,
        admission=Admission(entries, reason, evidence),
        acting=who,
        now=LATER,
    )


def refused(*given, **named):
    with pytest.raises(RefusedError) as raised:
        admit(*given, **named)
    return raised.value.faults[0].code


def test_record_R4_what_came_in_late_verifies_once_a_person_admits_it_and_not_before(
    note, instance, verdict
):
    (index,) = late()
    (one,) = late_entries(ID)
    assert (one.act, one.ballots) == ("dialogue.enter_ballots", 2)
    # The control: nobody has admitted it, and whoever verifies the record finds it.
    assert verdict()[1] == 1
    entry = admit(note)
    sequence(instance.log_folder)
    assert verdict() == (0, 0)
    assert late() == []
    assert reconcile(instance, NOW).differences == []
    said = decode(bytes(entry.payload))
    assert said["evidence"]["kind"] == "intake_note"
    assert said["evidence"]["sha256"] == sha256_hex(note.encode())
    assert (entry.act, entry.actor) == (ADMIT, "assembly/secretary")
    # What links a person's votes is not published with it.
    assert not any(bytes(b.leaf).hex() in str(said) for b in SealedBallot.objects.all())
    assert decode(bytes(entry.leaf))["refs"] == [index]


def test_words_are_evidence_too_and_are_entered_as_they_are(note, instance, verdict):
    entry = admit("  Log of the server of 4 December.\r\n")
    sequence(instance.log_folder)
    assert decode(bytes(entry.payload))["evidence"] == {
        "kind": "told",
        "text": "Log of the server of 4 December.",
    }
    assert verdict() == (0, 0)


def test_a_note_with_other_ends_of_lines_is_the_same_note(note):
    assert admit(note.replace("\n", "\r\n"))


def test_nothing_is_admitted_twice_nor_what_is_not_late(note, instance):
    closing = Entry.objects.get(act=CLOSE).idx
    for entries in ((), (closing,), (closing - 1,), (10**9,), (*late(), closing)):
        assert refused("told", entries=entries) == "dialogue.admission_not_late"
    admitted = tuple(late())
    admit("told")
    sequence(instance.log_folder)
    assert refused("told", entries=admitted) == "dialogue.admission_not_late"


def test_reason_and_evidence_are_needed(note):
    long = "x" * 2_001
    for reason, evidence in ((" ", "told"), ("why", " "), (long, "told"), ("why", long)):
        assert refused(evidence, reason) == "dialogue.admission_unexplained"
    assert late()


def note_of(instance, **changes):
    ballots = tuple(sorted(bytes(b.leaf) for b in SealedBallot.objects.filter(seq__gt=1)))
    at = {"at": "2026-11-26T12:00:00.000Z", "by": "2026-12-26T12:00:00.000Z"}
    log = Log.objects.get()
    told = {"origin": log.origin, "subject": SUBJECT, "ballots": ballots, **at, **changes}
    return sign_intake(IntakeNote(**told), intake_of(instance.key_file)._signer).decode()  # noqa: SLF001 - as the site


def test_a_note_that_does_not_show_it_is_refused(note, instance, tmp_path):
    log = Log.objects.get()
    other = create_key(tmp_path / "k", lambda _: intake_name(log.origin))
    foreign = sign_intake(
        IntakeNote(
            origin=log.origin,
            subject=SUBJECT,
            at="2026-11-26T12:00:00.000Z",
            by="2026-12-26T12:00:00.000Z",
            ballots=(bytes(32),),
        ),
        other,
    ).decode()
    after = (LATER + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    for bad in (
        note.replace("\nat 2026", "\nat 2025"),
        f"Dear secretary,\n{note}",
        foreign,
        note_of(instance, at=after),
        note_of(instance, subject="dialogue:conversation:other"),
        note_of(instance, ballots=(bytes(32),)),
        "comity/intake/v1\nnonsense",
    ):
        assert refused(bad) == "dialogue.admission_note", bad
    # The control: the same note, made without any of these changes, is taken.
    assert admit(note_of(instance))


def test_where_all_came_in_time_there_is_nothing_to_admit(log, instance, verdict):
    close_voted(instance)
    assert late() == []
    assert verdict() == (0, 0)
    assert refused("told", entries=(1,)) == "dialogue.admission_not_late"
