import pytest

from comity.site.members.codes import tidied
from comity.site.members.newcomer import new_id, newcomer


def test_a_newcomer_gets_an_opaque_id_and_a_handle_that_can_be_typed():
    one = newcomer("  Amara Quill ", "p-a")
    assert one.name == "Amara Quill"
    assert "quill" not in (one.id + one.handle).casefold()
    assert tidied(one.handle) == one.handle
    assert one.human


def test_an_id_of_the_form_is_taken_so_that_sending_twice_opens_one():
    known = new_id()
    assert newcomer("A", "p-a", known).id == known


@pytest.mark.parametrize("forged", ["demo-ilsa-verrane", "person-", "person-" + "g" * 16, "x'--"])
def test_another_id_is_not_taken(forged):
    assert newcomer("A", "p-a", forged).id != forged
