import io
import json
import zipfile
from hashlib import sha256

import pytest

from comity.fault import Place, RefusedError
from comity.site.upkeep.archive import MANIFEST, ArchiveWriter, open_archive

PLACE = Place("backup")


def written(members, about=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        writer = ArchiveWriter(zipped)
        for name, data in members.items():
            writer.add(name, io.BytesIO(data))
        writer.finish(about or {"kind": "data"})
    return out.getvalue()


def test_what_was_added_comes_out_again(tmp_path):
    data = bytes(range(256)) * 9_000
    with open_archive(io.BytesIO(written({"data/a": data, "data/b/c": b""})), PLACE) as archive:
        assert archive.about["kind"] == "data"
        assert archive.names("data") == ["data/a", "data/b/c"]
        assert archive.names("dat") == []
        archive.take_out("data/a", tmp_path / "new" / "a", 0o600)
    assert (tmp_path / "new" / "a").read_bytes() == data


@pytest.mark.parametrize("change", ["unlisted", "missing", "digest", "size", "version", "twice"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_not_as_listed_is_refused(tmp_path, change):
    members = {"data/a": b"one"}
    listed = {"data/a": [3, "0" * 64 if change == "digest" else sha(b"one")]}
    if change == "unlisted":
        members["data/b"] = b""
    if change == "missing":
        listed["data/b"] = [0, sha(b"")]
    if change == "size":
        listed["data/a"][0] = 4
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
        if change == "twice":
            zipped.writestr("data/a", b"one")
        about = {"v": 2 if change == "version" else 1, "members": listed}
        zipped.writestr(MANIFEST, json.dumps(about))
    with pytest.raises(RefusedError) as raised, open_archive(out, PLACE) as archive:
        archive.take_out("data/a", tmp_path / "a", 0o600)
    assert raised.value.faults[0].code == "site.upkeep_archive_unreadable"


def test_a_member_whose_bytes_were_changed_is_refused(tmp_path):
    """The control is the first test: unchanged bytes come out again."""
    whole = written({"data/a": bytes(range(256)) * 9_000})
    changed = whole[:60] + bytes(one ^ 0xFF for one in whole[60:90]) + whole[90:]
    with pytest.raises(RefusedError) as raised, open_archive(io.BytesIO(changed), PLACE) as archive:
        archive.take_out("data/a", tmp_path / "a", 0o600)
    assert raised.value.faults[0].code == "site.upkeep_archive_unreadable"


def sha(data):
    return sha256(data).hexdigest()


@pytest.mark.parametrize(
    "name", ["../a", "/a", "a//b", "a/../b", "a\\b", "a b", "...", "a/" * 30 + "b"]
)
def test_a_name_that_leads_elsewhere_is_refused(name):
    with pytest.raises(RefusedError), open_archive(io.BytesIO(written({name: b""})), PLACE):
        pass


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04"])
def test_what_is_no_archive_is_refused(data):
    with pytest.raises(RefusedError), open_archive(io.BytesIO(data), PLACE):
        pass


def test_what_is_there_is_never_written_over(tmp_path):
    (tmp_path / "a").touch()
    with (
        open_archive(io.BytesIO(written({"data/a": b"x"})), PLACE) as archive,
        pytest.raises(FileExistsError),
    ):
        archive.take_out("data/a", tmp_path / "a", 0o600)
