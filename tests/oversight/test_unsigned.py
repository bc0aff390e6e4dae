from comity.canonical import decode
from comity.oversight import UNSIGNED, Reviewed, encode_unsigned
from tests.oversight.test_answering import HONEST, MACHINE, SAID, accepted


def test_a_draft_says_that_nobody_signed_it_and_where_each_item_stands():
    found = accepted(*HONEST)
    drafted = Reviewed("en", found.text, MACHINE, found.text)
    told = decode(encode_unsigned("ab" * 32, drafted, found))
    assert (told["signed"], told["note"], told["manifest"]) == (False, UNSIGNED, "ab" * 32)
    assert told["items"] == list(HONEST)
    assert told["items"][3] == {"quote": "3", "text": SAID}
    assert (told["text"], told["not_cited"]) == (found.text, ["4"])
    assert told["machine"]["system"] == MACHINE.system
