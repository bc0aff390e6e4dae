"""Files of forms stay in memory and within a bound, whoever sends them and to whatever address."""

import tempfile

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import RequestFactory

from comity.site.ui.uploads import MOST_BYTES


def sent(*files):
    told = {f"f{number}": SimpleUploadedFile("x", data) for number, data in enumerate(files)}
    return RequestFactory().post("/", {"before": "1", **told})


@pytest.fixture
def no_disk(monkeypatch):
    """Fail where a temporary file is made."""

    def refuse(*_args, **_named):
        raise AssertionError("a temporary file")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)


def test_a_file_within_the_bound_is_taken_as_it_is(no_disk):
    found = sent(b"a" * 300_000, b"b").FILES
    assert found["f0"].read() == b"a" * 300_000
    assert found["f1"].read() == b"b"
    assert isinstance(found["f0"], InMemoryUploadedFile)


@pytest.mark.parametrize("files", [[b"x" * (MOST_BYTES + 1)], [b"x" * 600_000, b"y" * 600_000]])
def test_threat_beyond_it_a_file_counts_as_not_sent_and_nothing_is_on_the_disk(no_disk, files):
    request = sent(*files)
    assert len(request.FILES) == len(files) - 1
    assert request.POST["before"] == "1"


def test_control_another_way_of_taking_files_would_write(no_disk):
    request = sent(b"x")
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    with pytest.raises(AssertionError, match="a temporary file"):
        _ = request.FILES
