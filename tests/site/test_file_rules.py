"""What every file of the site keeps. The list comes from the table of addresses (``page_list``)."""

import io
import re
import zipfile

import pytest

from comity.site.ui.middleware import CONTENT_SECURITY_POLICY
from tests.site.page_list import file_paths

pytestmark = pytest.mark.usefixtures("as_if_entered")


@pytest.mark.parametrize("path", file_paths())
def test_every_file_is_there_with_the_headers_of_pages(path, published, client):
    response = client.get(f"/{path}")
    if path.endswith(".png") and response.status_code == 404:
        assert b"is not available here" in response.content  # a computer without fonts says so
    else:
        assert response.status_code == 200
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


def contents(name, data):
    """Yield what a file holds, what is packed in it included."""
    if not name.endswith((".zip", ".xlsx")):
        yield data
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield from map(archive.read, archive.namelist())


@pytest.mark.parametrize("path", file_paths())
def test_no_file_names_the_host_it_came_from(path, published, client):
    """Several names lead here, and a log's name is no address."""
    for data in contents(path, client.get(f"/{path}").content):
        assert b"testserver" not in data
        assert not re.search(rb"(?i)https?://(?!(?:www\.w3\.org|schemas\.|purl\.org)/?)", data), (
            path
        )


def test_the_host_would_be_found_in_a_file():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", b"http://testserver/")
    assert any(b"testserver" in data for data in contents("x.zip", packed.getvalue()))
