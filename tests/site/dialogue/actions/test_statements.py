from datetime import timedelta

import pytest

from comity.canonical import decode
from comity.dialogue import REASONS
from comity.fault import RefusedError
from comity.record import opens, parse_entry
from comity.site.dialogue.actions import (
    MODERATE,
    SEED,
    Ruling,
    moderate_statement,
    seed_statements,
    statements,
)
from comity.site.dialogue.actions.statements import MOST_OF_ONE, MOST_WAITING_OF_ONE
from comity.site.dialogue.models import Statement
from comity.site.record.models import Entry
from comity.site.record.wrapping import open_key
from tests.site.dialogue.world import ID, MODERATOR, NOW, SECRETARY, opened, person, submit, voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(log, instance):
    """A conversation that is open."""
    return opened(instance)


def rule(log, ruling, acting=MODERATOR):
    moderate_statement(log=log, conversation=ID, ruling=ruling, acting=acting, now=NOW)


def codes(error) -> list[str]:
    return [fault.code for fault in error.value.faults]


def test_a_statement_waits_and_its_words_are_sealed(live, instance):
    number = submit(instance, 1, "Ask the fishermen too.")
    row = Statement.objects.get(number=number)
    assert (number, row.state, row.author) == (4, "waiting", voter(instance, 1))
    entry = parse_entry(bytes(row.entry.leaf))
    assert entry.payload.alg == "hmac-sha256"
    assert not row.entry.opened
    assert b"fishermen" not in bytes(row.entry.leaf)
    assert opens(entry.payload, bytes(row.entry.payload), open_key(row.entry.payload_key))


def test_the_entry_of_a_statement_tells_the_day_and_not_the_author(live, instance):
    submit(instance, 1, "Ask the fishermen too.")
    entry = Statement.objects.get(number=4).entry
    assert entry.at == NOW.replace(hour=0)
    assert voter(instance, 1).encode() not in bytes(entry.leaf) + bytes(entry.payload)


def test_accepted_words_are_opened_and_rejected_ones_stay_sealed(live, log, instance):
    first, second = (submit(instance, number, f"Thing {number}.") for number in (1, 2))
    rule(log, Ruling(first, "accepted"))
    rule(log, Ruling(second, "rejected", "off_topic"))
    rows = {row.number: row for row in Statement.objects.filter(number__gt=3)}
    assert (rows[first].state, rows[first].entry.opened) == ("accepted", True)
    assert (rows[second].state, rows[second].reason) == ("rejected", "off_topic")
    assert not rows[second].entry.opened
    said = decode(bytes(rows[second].decided.payload))
    assert said == {"v": 1, "statement": second, "decision": "rejected", "reason": "off_topic"}


def test_shown_at_once_where_moderation_comes_after(log, instance):
    opened(instance, moderation="after")
    number = submit(instance, 1, "Ask the fishermen too.")
    assert Statement.objects.get(number=number).entry.opened


def test_the_same_form_sent_twice_is_one_statement(live, instance):
    first = submit(instance, 1, "Ask them.", once="a" * 32)
    assert submit(instance, 1, "Ask them.", once="a" * 32) == first
    assert Statement.objects.count() == 4
    # The control: another form is another statement.
    assert submit(instance, 1, "Ask them again.", once="b" * 32) == first + 1


def test_the_same_words_stand_once(live, instance):
    with pytest.raises(RefusedError) as error:
        submit(instance, 1, "Everybody should be heard.")
    assert codes(error) == ["dialogue.statement_there"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "dialogue.statement_empty"),
        (" \n ", "dialogue.statement_empty"),
        ("a" * 1_000_000, "dialogue.statement_long"),
        ("pay \u202e001", "dialogue.statement_controls"),
    ],
)
def test_bad_statements_are_refused_whole(live, instance, text, code):
    before = Entry.objects.count()
    with pytest.raises(RefusedError) as error:
        submit(instance, 1, text)
    assert codes(error) == [code]
    assert (Statement.objects.count(), Entry.objects.count()) == (3, before)


def test_markup_is_only_text(live, instance):
    number = submit(instance, 1, "<script>alert(1)</script>")
    assert Statement.objects.get(number=number).text == "<script>alert(1)</script>"


@pytest.mark.parametrize("away", [timedelta(days=-2), timedelta(days=7)])
def test_nothing_is_taken_before_it_opens_nor_once_its_time_is_over(live, instance, away):
    with pytest.raises(RefusedError) as error:
        submit(instance, 1, "Too soon or too late.", now=NOW + away)
    assert codes(error) == ["dialogue.not_open"]


def test_one_person_does_not_fill_the_list(live, log, instance):
    for number in range(MOST_OF_ONE):
        rule(log, Ruling(submit(instance, 1, f"Thing {number}."), "accepted"))
    with pytest.raises(RefusedError) as error:
        submit(instance, 1, "One more.")
    assert codes(error) == ["dialogue.statements_many"]
    assert submit(instance, 2, "One more.") == 3 + MOST_OF_ONE + 1


@pytest.mark.parametrize("moderation", ["before", "after"])
def test_threat_T5_one_person_keeps_no_moderator_busy(log, instance, moderation):
    opened(instance, moderation=moderation)
    sent = [submit(instance, 1, f"Thing {number}.") for number in range(MOST_WAITING_OF_ONE)]
    with pytest.raises(RefusedError) as error:
        submit(instance, 1, "One more.")
    assert codes(error) == ["dialogue.statements_waiting"]
    # The controls: others still send, and so does this one once something was decided.
    submit(instance, 2, "Mine.")
    rule(log, Ruling(sent[0], "rejected", "unclear"))
    assert submit(instance, 1, "One more.") == sent[-1] + 2


def test_threat_T5_many_names_do_not_drown_the_moderators(live, log, instance, monkeypatch):
    monkeypatch.setattr(statements, "MOST_WAITING", 5)
    before = Entry.objects.count()
    sent = [submit(instance, number, f"Thing {number}.") for number in range(5)]
    with pytest.raises(RefusedError) as error:
        submit(instance, 5, "Thing 5.")
    assert codes(error) == ["dialogue.statements_all_waiting"]
    assert Entry.objects.count() == before + 5
    # The same form again is the same statement still.
    assert submit(instance, 4, "Thing 4.") == sent[-1]
    # The controls: what was decided, or taken out, waits no more.
    rule(log, Ruling(sent[0], "accepted"))
    submit(instance, 5, "Thing 5.")
    Statement.objects.filter(number=sent[1]).update(text="", author="")
    submit(instance, 6, "Thing 6.")


def test_a_rejection_has_a_reason_that_everybody_can_read(live, log, instance):
    number = submit(instance, 1, "Ask them.")
    with pytest.raises(RefusedError) as error:
        rule(log, Ruling(number, "rejected", "I do not like it"))
    assert codes(error) == ["dialogue.reason_missing"]
    assert Statement.objects.get(number=number).state == "waiting"
    assert len(REASONS) >= 5


def test_nobody_decides_on_a_statement_of_their_own(live, log, instance):
    number = submit(instance, 1, "Ask them.")
    own = Ruling(number, "accepted", browser=voter(instance, 1))
    with pytest.raises(RefusedError) as error:
        rule(log, own)
    assert codes(error) == ["dialogue.own_statement"]
    # The control: another moderator may.
    rule(log, Ruling(number, "accepted", browser=voter(instance, 2)))


def test_a_decision_is_made_once(live, log, instance):
    number = submit(instance, 1, "Ask them.")
    rule(log, Ruling(number, "accepted"))
    with pytest.raises(RefusedError) as error:
        rule(log, Ruling(number, "rejected", "unclear"))
    assert codes(error) == ["dialogue.statement_unknown"]


@pytest.mark.usefixtures("as_if_entered")
@pytest.mark.parametrize("acting", [None, SECRETARY, person("moderator", MODERATE, end=NOW)])
def test_who_has_no_mandate_decides_nothing(live, log, instance, acting):
    number = submit(instance, 1, "Ask them.")
    with pytest.raises(RefusedError):
        rule(log, Ruling(number, "accepted"), acting=acting)
    assert Statement.objects.get(number=number).state == "waiting"


def test_all_of_several_seeds_or_none(live, log):
    with pytest.raises(RefusedError):
        seed_statements(
            log=log,
            conversation=ID,
            statements=[("Good.", "en"), ("", "en")],
            acting=person("moderator", SEED),
            now=NOW,
        )
    assert Statement.objects.count() == 3
