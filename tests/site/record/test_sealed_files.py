import pytest

from comity.fault import RefusedError
from comity.site.record.sealed_files import (
    read_sealed,
    wrap_files,
    wrap_files_anew,
    write_sealed,
)

pytestmark = pytest.mark.django_db
CONTENT = b"PK a bundle with the keys of ballots"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "c-1.zip"


def test_the_file_gives_its_content_to_who_has_the_wrapping_key_alone(file, instance):
    write_sealed(file, CONTENT)
    assert CONTENT not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_sealed(file) == CONTENT
    instance.wrapping_file.unlink()
    with pytest.raises(RefusedError):
        read_sealed(file)


@pytest.mark.parametrize("place", [30, -1])
def test_a_changed_file_and_one_under_another_name_are_refused(file, place):
    write_sealed(file, CONTENT)
    moved = file.with_name("c-2.zip")
    moved.write_bytes(file.read_bytes())
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)
    for one in (file, moved):
        with pytest.raises(RefusedError):
            read_sealed(one)


def test_what_an_earlier_version_wrote_is_read_and_wrapped_once(file):
    file.write_bytes(CONTENT)
    assert read_sealed(file) == CONTENT
    assert (wrap_files(file.parent), wrap_files(file.parent)) == (1, 0)
    assert CONTENT not in file.read_bytes()
    before = file.read_bytes()
    assert wrap_files_anew(file.parent) == 1
    assert file.read_bytes() != before
    assert read_sealed(file) == CONTENT
