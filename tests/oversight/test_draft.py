from datetime import UTC, datetime

from comity.canonical import sha256_hex
from comity.oversight import Draft, Machine, Person, Segment
from comity.subject import Subject

AT = datetime(2026, 11, 20, tzinfo=UTC)
BY_MACHINE = Segment("abc", Machine("drafter", "m", "1", "00" * 32, "{}", AT))
BY_PERSON = Segment("d", Person("p-1"))


def test_a_draft_is_bound_by_the_digest_of_its_whole_text():
    draft = Draft(Subject("dialogue", "summary", "s-1"), (BY_MACHINE, BY_PERSON), AT)
    assert draft.text == "abcd"
    assert draft.digest == sha256_hex(b"abcd")
