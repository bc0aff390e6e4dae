from datetime import UTC, datetime

from comity.oversight import Machine, Person, Segment, machine_share

AT = datetime(2026, 11, 20, tzinfo=UTC)
BY_MACHINE = Segment("abc", Machine("drafter", "m", "1", "00" * 32, "{}", AT))
BY_PERSON = Segment("d", Person("p-1"))


def test_the_share_a_machine_wrote_is_counted_in_characters():
    assert machine_share((BY_MACHINE, BY_PERSON)) == 0.75


def test_an_empty_text_has_no_machine_share():
    assert machine_share(()) == 0.0
