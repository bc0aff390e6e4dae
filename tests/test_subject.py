"""A subject is written in one way."""

from comity.subject import Subject


def test_a_subject_is_written_as_entries_write_it() -> None:
    assert str(Subject("dialogue", "report", "r-17")) == "dialogue:report:r-17"


def test_the_digest_is_part_of_what_it_is_but_not_of_how_it_is_written() -> None:
    plain, fixed = Subject("a", "b", "c"), Subject("a", "b", "c", "0" * 64)
    assert plain != fixed
    assert str(plain) == str(fixed)
