from comity.site.dialogue.ballot_box import BallotBox, WriteThrough
from comity.site.dialogue.box import ballot_box, set_ballot_box


def test_a_process_has_one_box():
    set_ballot_box(None)
    assert ballot_box() is ballot_box()
    assert isinstance(ballot_box(), BallotBox)


def test_tests_and_commands_put_another_in_its_place():
    other = WriteThrough(lambda requests: [])
    set_ballot_box(other)
    assert ballot_box() is other
