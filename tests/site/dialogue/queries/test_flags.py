import pytest

from comity.site.dialogue.actions import DECIDE
from comity.site.dialogue.queries.flags import DECIDED, draft_flags, flag_decisions, flags_subject
from comity.site.dialogue.tasks import draft_now
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.world import ID

pytestmark = pytest.mark.django_db


def test_the_act_read_back_is_the_one_that_is_entered():
    assert DECIDED == DECIDE
    assert str(flags_subject(ID)) == f"dialogue:flags:{ID}"


def test_without_a_draft_or_flags_there_are_none(log, instance):
    assert draft_flags(ID, instance.draft_folder) == ()
    close_voted(instance)
    draft_now(instance, ID, "en")
    assert list(draft_flags(ID, instance.draft_folder)) == []
    assert flag_decisions(ID) == ()


def test_a_protected_draft_flags_nobody_by_name(log, instance):
    close_voted(instance, ballots="protected")
    draft_now(instance, ID, "en")
    assert list(draft_flags(ID, instance.draft_folder)) == []
