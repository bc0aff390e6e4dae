import pytest

from comity.fault import RefusedError
from comity.site.dialogue.actions import (
    OPEN,
    SEED,
    Opening,
    open_conversation,
    open_with_statements,
    opening,
    seed_statements,
)
from comity.site.dialogue.models import Conversation, Statement
from comity.site.record.models import Entry
from tests.site.dialogue.world import NOW, SECRETARY, SEEDS, enter_offices, keys_of, office, terms

pytestmark = pytest.mark.django_db
ONCE = "0f" * 16


def open_it(log, instance, acting=SECRETARY, once=ONCE, statements=SEEDS, **changes):
    if acting is SECRETARY:
        enter_offices()
    found = Opening(terms(**changes), tuple(statements), once)
    return open_with_statements(
        log=log, opening=found, acting=acting, keys=keys_of(instance), now=NOW
    )


def counts():
    return Conversation.objects.count(), Statement.objects.count(), Entry.objects.count()


def test_it_opens_with_its_statements(log, instance):
    enter_offices()
    before = Entry.objects.count()
    assert open_it(log, instance) == "dia-7"
    assert counts() == (1, 3, before + 4)


@pytest.mark.parametrize("act", [OPEN, SEED])
def test_who_may_do_half_of_it_does_nothing(log, instance, act):
    who = office("secretary", act)
    before = counts()
    with pytest.raises(RefusedError) as error:
        open_it(log, instance, acting=who)
    assert [fault.code for fault in error.value.faults] == ["people.no_mandate"]
    assert counts() == before
    assert not keys_of(instance).exists()


def test_without_statements_the_mandate_to_open_is_enough(log, instance):
    open_it(log, instance, acting=office("secretary", OPEN), statements=())
    assert Conversation.objects.count() == 1


def test_a_statement_that_cannot_be_taken_opens_nothing(log, instance):
    enter_offices()
    before = counts()
    with pytest.raises(RefusedError):
        open_it(log, instance, statements=[*SEEDS, ("", "en")])
    assert counts() == before


def test_control_one_after_the_other_leaves_half_of_it(log, instance):
    who = office("secretary", OPEN)
    open_conversation(log=log, terms=terms(), acting=who, keys=keys_of(instance), now=NOW)
    with pytest.raises(RefusedError):
        seed_statements(log=log, conversation="dia-7", statements=SEEDS, acting=who, now=NOW)
    assert counts()[:2] == (1, 0)


def test_a_stop_in_the_middle_leaves_nothing(log, instance, monkeypatch):
    def stop(**given):
        raise KeyboardInterrupt

    enter_offices()
    before = counts()
    monkeypatch.setattr(opening, "seed_statements", stop)
    with pytest.raises(KeyboardInterrupt):
        open_it(log, instance)
    assert counts() == before


def test_the_same_form_sent_twice_is_one_conversation(log, instance):
    open_it(log, instance)
    after = counts()
    assert open_it(log, instance, id="dia-8", symbol="A24/DIA/8") == "dia-7"
    assert counts() == after
    # The control: another form opens another one.
    other = open_it(log, instance, once="1f" * 16, id="dia-8", symbol="A24/DIA/8")
    assert (other, Conversation.objects.count()) == ("dia-8", 2)
