from datetime import UTC, datetime

import pytest

from comity.edge import LogDirectory, batches_in, signer_from_seed
from comity.edge.log_directory import Act
from comity.fault import RefusedError
from comity.record import batch_payload, make_batch, payload_path

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
SUBJECT = "dialogue:conversation:dia-7"


@pytest.fixture
def copy(tmp_path):
    """A record with two batches of one conversation and one of another; its folder."""
    signer = signer_from_seed("own.test/record", bytes(range(32)))
    log = LogDirectory(tmp_path / "copy", signer)
    begin = Act("record.begin", "own:holder", "record:log:own", b"{}")
    log.begin(begin, NOW)
    for subject, size in ((SUBJECT, 3), ("dialogue:conversation:dia-8", 2), (SUBJECT, 1)):
        content = batch_payload(make_batch(subject, [bytes([size, n]) * 16 for n in range(size)]))
        log.append([Act("dialogue.enter_ballots", "server/operator", subject, content)], NOW)
    return tmp_path / "copy"


def refused(*given) -> str:
    with pytest.raises(RefusedError) as error:
        batches_in(*given)
    return error.value.faults[0].code


def test_the_batches_of_a_conversation_are_found_by_their_entries(copy):
    found = batches_in(copy, "dia-7")
    assert {index: batch.count for index, batch in found.items()} == {1: 3, 3: 1}
    assert batches_in(copy, "dia-9") == {}


def test_a_copy_whose_entries_give_another_root_is_refused(copy):
    for tile in (copy / "tile" / "entries").rglob("*"):
        if tile.is_file():
            tile.write_bytes(tile.read_bytes().replace(b"dia-7", b"dia-6"))
    assert refused(copy, "dia-7") == "record.batches_unreadable"


@pytest.mark.parametrize("content", [None, b'{"v":1}'])
def test_a_content_that_is_not_there_or_another_is_refused(copy, content):
    file = copy / payload_path(1)
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    assert refused(copy, "dia-7") == "record.batches_unreadable"


def test_a_folder_that_is_no_copy_is_refused(tmp_path):
    assert refused(tmp_path, "dia-7") == "record.batches_unreadable"
