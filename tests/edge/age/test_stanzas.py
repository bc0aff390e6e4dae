import pytest

from comity.edge.age import Identity, Passphrase, Recipient
from comity.edge.age.stanzas import (
    MOST_COST,
    Stanza,
    by_passphrase,
    decoded,
    encoded,
    for_passphrase,
    for_recipient,
    unwrapped_by,
)

KEY = bytes(range(16))
MINE, OTHER = Identity(b"B" * 32), Identity(b"C" * 32)
PHRASE = Passphrase("correct horse battery", 4)


def test_a_key_is_opened_by_whom_it_is_for_and_by_nobody_else():
    stanza = for_recipient(MINE.recipient, KEY)
    assert unwrapped_by(MINE, stanza) == KEY
    assert unwrapped_by(OTHER, stanza) is None
    assert for_recipient(MINE.recipient, KEY) != stanza


def test_a_passphrase_opens_what_it_has_locked_and_no_other_does():
    stanza = for_passphrase(PHRASE, KEY)
    assert by_passphrase(PHRASE, [stanza]) == KEY
    assert by_passphrase(Passphrase("correct horse batterz"), [stanza]) is None
    assert "horse" not in repr(PHRASE)


def test_a_stanza_of_another_kind_is_passed_over():
    assert unwrapped_by(MINE, Stanza(("example.org/new", "x"), b"")) is None


def test_a_point_that_makes_every_secret_the_same_is_refused():
    with pytest.raises(ValueError, match=r"\w"):
        for_recipient(Recipient(bytes(32)), KEY)
    with pytest.raises(ValueError, match=r"\w"):
        unwrapped_by(MINE, Stanza(("X25519", encoded(bytes(32))), bytes(32)))


@pytest.mark.parametrize(
    "stanza",
    [
        Stanza(("X25519",), bytes(32)),
        Stanza(("X25519", encoded(bytes(31))), bytes(32)),
        Stanza(("X25519", encoded(b"\x09" + bytes(31)) + "="), bytes(32)),
        Stanza(("X25519", encoded(b"\x09" + bytes(31))), bytes(33)),
    ],
)
def test_a_stanza_for_a_key_that_is_malformed_is_refused(stanza):
    with pytest.raises(ValueError, match=r"\w"):
        unwrapped_by(MINE, stanza)


@pytest.mark.parametrize("cost", ["", "0", "04", "+4", "4 ", str(MOST_COST + 1), "99", "٤"])
def test_a_cost_that_is_no_number_or_would_take_all_memory_is_refused(cost):
    good = for_passphrase(PHRASE, KEY)
    with pytest.raises(ValueError, match="costs"):
        by_passphrase(PHRASE, [Stanza((*good.arguments[:2], cost), good.body)])


def test_a_passphrase_stands_alone_and_its_stanza_is_whole():
    good = for_passphrase(PHRASE, KEY)
    for stanzas in ([], [good, good], [for_recipient(MINE.recipient, KEY)]):
        with pytest.raises(ValueError, match="alone"):
            by_passphrase(PHRASE, stanzas)
    with pytest.raises(ValueError, match="malformed"):
        by_passphrase(PHRASE, [Stanza((good.arguments[0], encoded(b"x" * 15), "4"), good.body)])


def test_base64_has_one_spelling():
    assert decoded("QQ") == b"A"
    for text in ("QR", "QQ==", "Q", "Q Q", "Q-"):
        with pytest.raises(ValueError, match="base64"):
            decoded(text)
