import pytest

from comity.render import LANGUAGES, voice
from comity.site.dialogue.actions import Finding, Kept
from comity.site.dialogue.audits import audit_of, audit_text
from comity.site.dialogue.models import Statement
from comity.site.dialogue.queries import (
    auditor_lines,
    given_out,
    report_with,
    votes_erased_since,
    words_erased_since,
)
from comity.site.home.erasing import erase_everywhere
from comity.site.members.models import PersonRow
from comity.site.record.actions import OPERATOR
from comity.site.record.models import Log
from tests.site.dialogue.audited import auditor, given, publish, publish_protected, say
from tests.site.dialogue.closed import close_with_words
from tests.site.dialogue.world import ID, LATER
from tests.site.erasing import BASIS

pytestmark = pytest.mark.django_db
WAITING = "Counted by the organisation, not yet audited."


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


@pytest.mark.parametrize("ballots", ["open", "protected"])
def test_words_that_the_operator_erased_are_told_from_the_publication_on(log, instance, ballots):
    close_with_words(instance, ballots=ballots)
    kept = Kept(instance.sealed_folder, instance.draft_folder)
    given_ = {"basis": BASIS, "actor": OPERATOR, "kept": kept, "now": LATER}
    first, second = Statement.objects.filter(number__in=(1, 4)).order_by("number")
    # What was erased before is in no report.
    erase_everywhere(log=Log.objects.get(), index=first.entry.idx, **given_)
    publish(instance)
    assert words_erased_since(ID) is None
    assert told(instance) == ("" if ballots == "open" else WAITING)
    erase_everywhere(log=Log.objects.get(), index=second.entry.idx, **given_)
    assert words_erased_since(ID) == LATER.date()
    assert votes_erased_since(ID) is None
    assert told(instance).endswith("no longer recomputable from what the organisation holds.")
    assert words_erased_since("dia-99") is None


def told(instance) -> str:
    view = report_with(ID)
    return audit_text(view, audit_of(view, instance), voice(LANGUAGES["en"]))
