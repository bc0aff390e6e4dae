import pytest

from comity.fault import RefusedError
from comity.site.dialogue.actions import Kept, take_out
from comity.site.dialogue.basis import basis_of, basis_of_draft
from comity.site.dialogue.models import ReportDraft, Statement, TranslationRow
from comity.site.dialogue.tasks import draft_now
from comity.site.record.models import Log
from tests.site.dialogue.actions.test_translating import ARABIC, of, translate
from tests.site.dialogue.closed import WORDS, close_with_words
from tests.site.dialogue.world import ID, LATER, opened, vote, voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(log, instance):
    """A closed conversation in which somebody sent a statement."""
    return close_with_words(instance)


def test_it_stays_as_long_as_nothing_is_erased(closed, instance):
    before = basis_of(ID)
    draft_now(instance, ID, "en")
    with pytest.raises(RefusedError):
        vote(instance, 3, (1, -1))
    assert basis_of(ID) == before
    assert basis_of_draft(ID) == ReportDraft.objects.get().basis
    assert basis_of("dia-8") != before


def test_each_erasure_changes_it_to_what_it_never_was(closed, instance):
    seen = [basis_of(ID)]
    kept = Kept(instance.sealed_folder, instance.draft_folder)
    for number in (3, 4, 5):
        who = voter(instance, number)
        take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=LATER)
        seen.append(basis_of(ID))
    Statement.objects.filter(number=1).update(text="")
    seen.append(basis_of(ID))
    Statement.objects.filter(number=2).update(text="")
    seen.append(basis_of(ID))
    assert len(set(seen)) == len(seen)


def test_no_word_that_went_can_be_guessed_from_it(log, instance, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "comity.site.dialogue.basis.encode", lambda value: seen.append(value) or b"x"
    )
    close_with_words(instance)
    Statement.objects.filter(number=4).update(text="")
    basis_of(ID)
    assert seen == [[ID, 120, 7260, [4]]]
    assert WORDS not in repr(seen)


def test_a_translation_that_is_erased_changes_that_of_the_draft_alone(log, instance):
    opened(instance)
    translate(of(1, ARABIC))
    before = basis_of(ID), basis_of_draft(ID)
    TranslationRow.objects.update(text="", by="", reviewer="")
    assert basis_of(ID) == before[0]
    assert basis_of_draft(ID) != before[1]
