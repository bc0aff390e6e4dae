import pytest

from comity.site.dialogue.actions import Finding
from comity.site.dialogue.queries import auditor_lines, given_out, votes_erased_since
from comity.site.members.models import PersonRow
from tests.site.dialogue.audited import auditor, given, publish_protected, say
from tests.site.dialogue.world import ID

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(log, instance):
    """A published report on protected ballots."""
    return publish_protected(instance)


def test_before_anybody_spoke_there_is_nothing(report):
    assert list(auditor_lines(ID)) == []
    assert given_out(ID) == 0
    assert votes_erased_since(ID) is None
    assert list(auditor_lines("dia-99")) == []
    assert votes_erased_since("dia-99") is None


def test_each_auditor_is_named_with_party_and_entry(report, instance):
    who = auditor(1)
    given(instance, who)
    say(instance, who, Finding("differs"))
    (line,) = auditor_lines(ID)
    assert (line.person, line.name, line.party.id) == ("p-audit1", "Auditor 1", "p-1")
    assert line.entry is not None
    assert not line.agrees
    assert given_out(ID) == 1


def test_a_name_that_was_erased_leaves_party_and_word(report, instance):
    say(instance, auditor(1), Finding("differs"))
    PersonRow.objects.filter(pk="p-audit1").update(name="")
    (line,) = auditor_lines(ID)
    assert (line.name, line.party.id) == ("", "p-1")
