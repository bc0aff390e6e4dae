"""Content is taken only as the entry commits to it, and goes when an entry erases it."""

import pytest

from comity.edge.fetch import open_source
from comity.edge.follow import Following, follow
from comity.edge.log_directory import Act
from comity.edge.mirror import Mirror
from comity.fault import RefusedError
from comity.record import payload_key_path, payload_path
from tests.edge.growing import grown
from tests.edge.serving import answer, served
from tests.edge.test_log_directory import NOW, SIGNER, begun, verdict_on

KEYED = b"q" * 32


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch):
    monkeypatch.setattr("comity.edge.files.os.fsync", lambda _descriptor: None)


@pytest.fixture
def log(tmp_path):
    """Return a log of four entries: two open, one public under a key, one sealed."""
    log = begun(tmp_path / "log")

    def entered(**fields):
        return Act("dialogue.add_note", "own:holder", "dialogue:conversation:c-1", **fields)

    log.append([entered(content=b'{"n":1}'), entered(content=b'{"n":2}', key=KEYED)], NOW)
    return grown(log, 1)


def followed(source, mirror):
    with open_source(str(source)) as fetch:
        return follow(fetch, Following(SIGNER.key, mirror))


def test_all_public_content_comes_with_its_keys(log, tmp_path):
    mirror = tmp_path / "mirror"
    with served(log.folder) as site:
        assert followed(site.url, mirror).code == 0
        asked = [path for path in site.asked if path.startswith("payload")]
    assert sorted(asked) == sorted([*map(payload_path, (0, 1, 2)), payload_key_path(2)])
    assert verdict_on(mirror).code == verdict_on(log.folder).code
    assert Mirror(mirror).held().until == 4


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (payload_path(1), b'{"n":3}'),
        (payload_path(1), None),
        (payload_path(2), b'{"n":3}'),
        (payload_key_path(2), b"r" * 32),
        (payload_key_path(2), b"\xff not hex"),
        (payload_key_path(2), None),
    ],
)
def test_content_that_is_missing_or_other_is_named_and_fetched_later(log, tmp_path, path, data):
    mirror, file = tmp_path / "mirror", log.folder / path
    true = file.read_bytes()
    file.unlink()
    if data is not None:
        file.write_bytes(data)
    result = followed(log.folder, mirror)
    index = int(path.rpartition("/")[2].partition(".")[0])
    assert (result.code, result.size) == (1, 4)
    assert f"the content of entry {index} is missing" in result.reason
    assert not (mirror / path).exists()
    file.write_bytes(true)
    assert followed(log.folder, mirror).code == 0
    assert (mirror / path).read_bytes() == true


def test_larger_content_than_was_entered_is_not_even_read(log, tmp_path):
    with served(log.folder) as site:
        site.instead[payload_path(1)] = lambda one: answer(one, 200, b" " * 8)
        with pytest.raises(RefusedError) as error:
            followed(site.url, tmp_path / "mirror")
    assert error.value.faults[0].values["reason"] == "it has more than 7 bytes"


def test_what_an_entry_erases_goes_from_the_mirror_too(log, tmp_path):
    mirror = tmp_path / "mirror"
    followed(log.folder, mirror)
    kept = [mirror / payload_path(2), mirror / payload_key_path(2)]
    assert all(file.exists() for file in kept)
    erasing = Act("record.erase_payload", "own:holder", "record:entry:2", b"{}", refs=(2,))
    log.append([erasing], NOW)
    for path in (payload_path(2), payload_key_path(2)):
        (log.folder / path).unlink()
    assert followed(log.folder, mirror).code == 0
    assert not any(file.exists() for file in kept)
    # A mirror begun later never asks for it.
    with served(log.folder) as site:
        assert followed(site.url, tmp_path / "late").code == 0
        assert payload_path(2) not in site.asked


def test_nothing_is_erased_before_it_was_entered(log, tmp_path):
    erasing = Act("record.erase_payload", "own:holder", "record:entry:5", b"{}", refs=(4, 5))
    log.append([erasing], NOW)
    log.append([Act("dialogue.add_note", "own:holder", "dialogue:conversation:c-1", b"{}")], NOW)
    followed(log.folder, tmp_path / "mirror")
    assert (tmp_path / "mirror" / payload_path(4)).exists()
    assert (tmp_path / "mirror" / payload_path(5)).exists()


def test_content_already_there_is_not_fetched_again(log, tmp_path):
    mirror = tmp_path / "mirror"
    with open_source(str(log.folder)) as fetch:
        follow(fetch, Following(SIGNER.key, mirror, content=False))
    assert not (mirror / "payload").exists()
    with served(log.folder) as site:
        followed(site.url, mirror)
        (mirror / ".content").unlink()
        site.asked.clear()
        assert followed(site.url, mirror).code == 0
        assert site.asked == ["checkpoint"]


def test_what_was_verified_is_not_read_again_and_what_was_not_is(log, tmp_path, monkeypatch):
    mirror = tmp_path / "mirror"
    file = log.folder / payload_path(1)
    true = file.read_bytes()
    file.unlink()
    codes = [followed(log.folder, mirror).code for _ in range(2)]
    assert codes == [1, 1]
    file.write_bytes(true)
    assert followed(log.folder, mirror).code == 0
    monkeypatch.setattr("comity.edge.mirror_content.verify_record", None)
    assert followed(log.folder, mirror).code == 0
    grown(log, 1)
    with pytest.raises(TypeError):
        followed(log.folder, mirror)
