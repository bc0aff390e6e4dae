"""What is encrypted opens whole, by whom it is for, or not at all."""

import base64
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge.age import (
    Identity,
    Passphrase,
    Recipient,
    is_encrypted,
    open_encrypted,
    recipient_of,
    write_encrypted,
)
from comity.edge.age.bech32 import from_bech32
from comity.edge.age.encrypted import PIECE, TAG
from comity.fault import Place, RefusedError

MINE, OTHER = Identity(b"B" * 32), Identity(b"C" * 32)
PHRASE = Passphrase("correct horse battery", 4)
PLACE = Place("a.backup.age")
THREE = bytes(range(256)) * (PIECE * 5 // 2 // 256)
HEAD = 200
"""More than the head has, and less than one piece."""

# Written by pyrage 1.4.0, for two keys, of which this is the second.
THEIR_KEY = "AGE-SECRET-KEY-1Q98M0FH5Z7LV8GJPR0JC6TAYSQS5WEQ0KGY2SG6UYQ0AFYA32P2QF6E2EP"
THEIRS = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSAzQUFxUW82cTJ1V2VWVGdHMFN0THJ1cjFINlNZNVhC"
    "ZUw3aDdDdXFBeXlBCjZlZ01yQVRmcDZkZ0YxZmRKL1ptQmNMT3d0V3RJWVlrRmhxaWE3QWt4THMKLT4gWDI1"
    "NTE5IERwZDVJK0RCamNweHdDZDFGV0c3Wm9rVC9pSUtTVnNsMzc4TkF6dDRRbEUKUlArQU1WcXg5Ymt5S1Qv"
    "cUI4Y2xDaXB1R3prTmFnVm45OEluclRxekVPdwotPiBOeH04OFMhaS1ncmVhc2UKeU5jcERhcWdqeVBMQlhr"
    "aHVIeU5hdVA1Qm9rc2tORlhOVk9DMDFWS0lkMi9Jek5DYTgxdjhoOHFaUE9pelEKLS0tIFdLdzliQndhR0hW"
    "dmJYU1FYUHVuVlBPZnFqamVhLzh5RTQ2dmtlVGZISFEKtjwmY0+hufWzZWm4ZfPT/XfwUiUT7w7DpL1C/rd4"
    "3y8BI7cKXkEu3bh+vaPDIQKTplxdLlXfyR7EVB4="
)


def sealed(data, to=(MINE.recipient,)):
    target = io.BytesIO()
    writer = write_encrypted(target, to)
    writer.write(data[: len(data) // 3])
    writer.write(data[len(data) // 3 :])
    writer.finish()
    return target.getvalue()


def opened(data, by=(MINE,)):
    return open_encrypted(io.BytesIO(data), by, PLACE).read()


def refusal(data, by=(MINE,)):
    with pytest.raises(RefusedError) as error:
        opened(data, by)
    (fault,) = error.value.faults
    return fault.code


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 1])
def test_what_is_locked_is_opened_whatever_its_size(size):
    data = THREE[:size]
    assert opened(sealed(data)) == data
    assert len(sealed(data)) < len(data) + HEAD + 16 + 3 * TAG


def test_each_recipient_opens_it_and_nobody_else():
    data = sealed(b"ours", (MINE.recipient, OTHER.recipient))
    assert opened(data, (MINE,)) == opened(data, (OTHER,)) == b"ours"
    assert opened(data, (Identity(b"D" * 32), OTHER)) == b"ours"
    assert refusal(data, (Identity(b"D" * 32),)) == "edge.age_other_key"
    assert refusal(data, ()) == "edge.age_other_key"


def test_a_passphrase_opens_it_and_no_other_does():
    data = sealed(b"ours", PHRASE)
    assert opened(data, PHRASE) == b"ours"
    assert refusal(data, Passphrase("correct horse batterz")) == "edge.age_other_key"
    assert refusal(data) == "edge.age_other_key"
    assert refusal(sealed(b"ours"), PHRASE) == "edge.age_unreadable"
    with pytest.raises(RefusedError) as error:
        sealed(b"", Passphrase("short"))
    assert error.value.faults[0].code == "edge.passphrase_short"


def test_nothing_of_it_stands_in_what_is_written_and_no_two_are_equal():
    assert b"a name" not in sealed(b"a name" * 100)
    assert sealed(b"same") != sealed(b"same")


def pieces(data):
    """Return the head, and the pieces, of an encrypted file."""
    head = len(data) - (len(THREE) + 3 * TAG)
    body = data[head:]
    return data[:head], [body[at : at + PIECE + TAG] for at in range(0, len(body), PIECE + TAG)]


@pytest.mark.parametrize(
    "change",
    [
        lambda one, two, three: (one, two),
        lambda one, two, three: (one,),
        lambda one, two, three: (),
        lambda one, two, three: (two, one, three),
        lambda one, two, three: (one, three),
        lambda one, two, three: (one, one, three),
        lambda one, two, three: (one, two, two, three),
        lambda one, two, three: (one, two, three, three),
        lambda one, two, three: (one, two, three[:-1]),
        lambda one, two, three: (one, two, three, b"x"),
        lambda one, two, three: (one, bytes([two[0] ^ 1]) + two[1:], three),
        lambda one, two, three: (one, two, three[:TAG]),
    ],
)
def test_pieces_left_out_moved_doubled_or_changed_are_found(change):
    head, (one, two, three) = pieces(sealed(THREE))
    assert opened(head + one + two + three) == THREE  # the control
    assert refusal(head + b"".join(change(one, two, three))) == "edge.age_changed"


def test_a_recipient_whose_secrets_everybody_knows_is_refused():
    with pytest.raises(RefusedError) as error:
        sealed(b"", (Recipient(bytes(32)),))
    assert error.value.faults[0].code == "edge.age_recipient"


def test_a_piece_of_another_file_for_the_same_key_is_found():
    head, (one, _, three) = pieces(sealed(THREE))
    _, (_, other, _) = pieces(sealed(THREE))
    assert refusal(head + one + other + three) == "edge.age_changed"


def test_what_was_never_finished_never_opens():
    target = io.BytesIO()
    writer = write_encrypted(target, [MINE.recipient])
    for size in (0, 10, 3 * PIECE):
        writer.write(bytes(size))
        assert refusal(target.getvalue()) == "edge.age_changed"
    writer.finish()
    assert opened(target.getvalue()) == bytes(3 * PIECE + 10)


def test_an_empty_last_piece_that_somebody_made_is_refused():
    target = io.BytesIO()
    writer = write_encrypted(target, [MINE.recipient])
    writer.write(bytes(PIECE))
    writer._put(bytes(PIECE), last=False)  # noqa: SLF001 - nobody can, but by the writer's own hand
    writer._held.clear()  # noqa: SLF001 - as above
    writer.finish()
    assert refusal(target.getvalue()) == "edge.age_changed"


@pytest.mark.parametrize("place", [30, 60, 100, 130, 180])
def test_a_head_that_was_changed_opens_nothing(place):
    data = bytearray(sealed(b"ours"))
    data[place] ^= 1
    assert refusal(bytes(data)) in {
        "edge.age_other_key", "edge.age_unreadable", "edge.age_changed",
    }  # fmt: skip


LOCKED = sealed(THREE)


@given(st.lists(st.tuples(st.integers(0, len(THREE) + 9), st.integers(0, 100_000)), max_size=5))
def test_it_is_read_from_any_place(steps):
    source = open_encrypted(io.BytesIO(LOCKED), (MINE,), PLACE)
    for at, size in steps:
        source.seek(at)
        assert source.read(size) == THREE[at : at + size]


def test_a_zip_goes_through_it_and_a_place_before_the_beginning_is_none():
    target = io.BytesIO()
    writer = write_encrypted(target, [MINE.recipient])
    with zipfile.ZipFile(writer, "w") as zipped:
        zipped.writestr("a", THREE)
        zipped.writestr("b", b"b")
    writer.finish()
    source = open_encrypted(io.BytesIO(target.getvalue()), writer.key, PLACE)
    with zipfile.ZipFile(source) as zipped:
        assert (zipped.read("b"), zipped.read("a")) == (b"b", THREE)
    with pytest.raises(OSError, match="beginning"):
        source.raw.seek(-1)
    assert source.raw.seek(-1, io.SEEK_END) == source.raw.seek(0, io.SEEK_CUR)


def test_a_file_is_known_by_how_it_begins(tmp_path):
    (tmp_path / "a").write_bytes(sealed(b""))
    (tmp_path / "b").write_bytes(b"PK")
    assert (is_encrypted(tmp_path / "a"), is_encrypted(tmp_path / "b")) == (True, False)
    assert refusal(b"PK") == "edge.age_unreadable"


def test_what_another_program_has_written_is_opened():
    identity = Identity(from_bech32(THEIR_KEY)[1])
    assert str(identity.recipient) == (
        "age1ytp48kmgzt0qj2vqh7tpd72jnty9kte9wt7kgy5e3qmszpeavcesmnl6rl"
    )
    assert recipient_of(str(identity.recipient)) == identity.recipient
    assert opened(base64.b64decode(THEIRS), (identity,)) == b"written by another program\n"
