"""What was erased comes back by no race, no stop and no file that was left."""

import io
import zipfile

import pytest

from comity.fault import RefusedError
from comity.site.dialogue.actions import (
    Kept,
    compute_report,
    drop_stale,
    keep_draft,
    stale,
    take_out,
)
from comity.site.dialogue.models import PublishedReport, ReportDraft, Statement
from comity.site.dialogue.queries import undrafted
from comity.site.dialogue.sealed import sealed_bundle
from comity.site.dialogue.tasks import draft_now, drop_erased, template_draft
from comity.site.home.erasing import erase_everywhere
from comity.site.record.actions import OPERATOR
from comity.site.record.models import Entry, Log
from comity.site.record.sealed_files import read_sealed
from tests.site.dialogue.audited import (
    auditor,
    drafted_members,
    given,
    publish,
    publish_members,
)
from tests.site.dialogue.closed import WORDS, close_with_words
from tests.site.dialogue.world import ID, LATER, voter
from tests.site.erasing import BASIS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STALE = "dialogue.draft_stale"


@pytest.fixture
def closed(request, log, instance):
    """A closed conversation in which voter 3 has sent a statement."""
    return close_with_words(instance, ballots=request.param)


@pytest.fixture
def undefended(monkeypatch):
    """Let nothing tell what was erased: the control of each attack."""
    for place in ("basis", "sealed"):
        monkeypatch.setattr(f"comity.site.dialogue.{place}.basis_of", lambda _: "0")
    for place in ("basis", "actions.stale", "actions.drafting"):
        monkeypatch.setattr(f"comity.site.dialogue.{place}.basis_of_draft", lambda _: "0")


def kept_in(instance) -> Kept:
    return Kept(instance.sealed_folder, instance.draft_folder)


def leave(instance, number=3):
    who, kept = voter(instance, number), kept_in(instance)
    return take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=LATER)


def erase_words(instance) -> None:
    index = Statement.objects.get(number=4).entry.idx
    given_ = {"index": index, "basis": BASIS, "actor": OPERATOR, "kept": kept_in(instance)}
    erase_everywhere(log=Log.objects.get(), **given_, now=LATER)


# Both ways of erasing, and both kinds of ballots.
ERASING = [("protected", leave), ("open", erase_words)]
EACH = pytest.mark.parametrize(("closed", "erase"), ERASING, indirect=["closed"])


def keep(instance, computed) -> None:
    keep_draft(
        computed=computed,
        summary=template_draft(computed, "en", LATER),
        folder=instance.draft_folder,
        sealed=instance.sealed_folder,
        now=LATER,
    )


def refused(act, *given_) -> str:
    with pytest.raises(RefusedError) as error:
        act(*given_)
    return error.value.faults[0].code


def left(instance, needle: str) -> list[str]:
    """Return in which members of files beside the database ``needle`` is found."""
    found = []
    for folder in (instance.sealed_folder, instance.draft_folder):
        for file in folder.glob("*"):
            with zipfile.ZipFile(io.BytesIO(read_sealed(file))) as archive:
                names = [one for one in archive.namelist() if needle.encode() in archive.read(one)]
                found += names
    return found


@EACH
def test_threat_T7_a_draft_that_was_being_computed_is_not_kept(closed, instance, erase):
    computed = compute_report(conversation=ID, row_seed=5)
    erase(instance)
    assert refused(keep, instance, computed) == STALE
    assert not ReportDraft.objects.exists()
    assert left(instance, "") == []
    assert list(undrafted()) == [(ID, "en")]
    keep(instance, compute_report(conversation=ID, row_seed=6))
    assert left(instance, WORDS) == []


@EACH
def test_control_undefended_it_is_kept_with_what_was_erased(closed, instance, undefended, erase):
    computed = compute_report(conversation=ID, row_seed=5)
    erase(instance)
    keep(instance, computed)
    assert left(instance, WORDS)


@EACH
def test_threat_T7_what_somebody_is_about_to_sign_is_not_published(closed, instance, erase):
    draft_now(instance, ID, "en")
    members = drafted_members(instance)
    assert any(WORDS.encode() in data for data in members.values())
    erase(instance)
    assert refused(publish_members, instance, members) == STALE
    assert not PublishedReport.objects.exists()
    assert not instance.bundle_folder.exists()
    assert not Entry.objects.filter(act="dialogue.publish_report").exists()
    # Nor once it was drafted again: those are other bytes.
    draft_now(instance, ID, "en")
    assert refused(publish_members, instance, members) == STALE
    publish_members(instance, drafted_members(instance))
    assert PublishedReport.objects.count() == 1
    assert not any(WORDS.encode() in data for data in drafted_members(instance).values())


@pytest.mark.parametrize("closed", ["open"], indirect=True)
def test_control_undefended_what_was_erased_is_published(closed, instance, monkeypatch):
    draft_now(instance, ID, "en")
    members = drafted_members(instance)
    leave(instance)
    monkeypatch.setattr(
        "comity.site.dialogue.actions.report.refuse_other_than_draft", lambda *_: None
    )
    publish_members(instance, members)
    assert WORDS.encode() in bytes(PublishedReport.objects.get().report)


@pytest.mark.parametrize("closed", ["protected"], indirect=True)
def test_threat_T7_nobody_is_shown_a_draft_from_before_an_erasure(closed, instance):
    draft_now(instance, ID, "en")
    # By a way of erasing that forgets the drafts.
    Statement.objects.filter(number=4).update(text="", author="")
    assert refused(drafted_members, instance) == STALE
    assert drop_erased(instance) > 0
    assert left(instance, "") == []
    assert list(undrafted()) == [(ID, "en")]


@EACH
def test_every_way_of_erasing_removes_what_was_made_before(closed, instance, erase):
    draft_now(instance, ID, "en")
    assert left(instance, WORDS)
    erase(instance)
    assert left(instance, "") == []
    assert not ReportDraft.objects.exists()


@pytest.fixture
def published(log, instance):
    """A published report on protected ballots, and what an auditor is given of it."""
    close_with_words(instance, ballots="protected")
    publish(instance)


def stopped_at_the_files(erase, instance) -> None:
    """Erase, and stop as a kill would when the first file should go."""

    def stop(_file):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stale, "remove_for_good", stop)
        with pytest.raises(KeyboardInterrupt):
            erase(instance)


@pytest.mark.parametrize("erase", [leave, erase_words])
def test_threat_T7_a_stop_before_the_files_went_gives_no_auditor_the_votes(
    published, instance, erase
):
    assert any(WORDS.encode() in data for data in given(instance, auditor(1)).values())
    stopped_at_the_files(erase, instance)
    assert left(instance, WORDS)
    assert sealed_bundle(instance.sealed_folder, ID) is None
    assert refused(given, instance, auditor(2)) == "dialogue.sealed_missing"
    assert not ReportDraft.objects.exists()
    # The next start and the next night remove what was left.
    assert drop_erased(instance) == 2
    assert left(instance, "") == []


def test_control_undefended_an_auditor_is_given_what_was_erased(log, instance, undefended):
    close_with_words(instance, ballots="protected")
    publish(instance)
    stopped_at_the_files(leave, instance)
    assert any(WORDS.encode() in data for data in given(instance, auditor(1)).values())


def test_what_is_still_valid_stays(published, instance):
    assert drop_erased(instance) == 0
    assert len(left(instance, WORDS)) > 1
    assert given(instance, auditor(1))


def test_who_leaves_one_conversation_takes_no_other_ones_files(published, instance):
    before = sorted(file.name for file in instance.sealed_folder.iterdir())
    assert drop_stale(kept=kept_in(instance), conversation="dia-70") == 0
    assert sorted(file.name for file in instance.sealed_folder.iterdir()) == before


@pytest.mark.parametrize("closed", ["protected"], indirect=True)
def test_a_draft_that_a_kill_left_without_its_row_goes_with_an_erasure(closed, instance):
    draft_now(instance, ID, "en")
    ReportDraft.objects.all().delete()
    assert len(left(instance, "")) > 0
    leave(instance)
    assert left(instance, "") == []
