from datetime import timedelta

import pytest

from comity.fault import RefusedError
from comity.site.certificates import certificate_faults, own_certificate
from comity.site.server import ADDRESS, server_at
from tests.edge.test_certificates import END, made


@pytest.fixture
def files(tmp_path):
    file, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    certificate, private = made()
    file.write_bytes(certificate)
    key.write_bytes(private)
    return file, key


def refused(*named) -> str:
    with pytest.raises(RefusedError) as raised:
        own_certificate(*named)
    return raised.value.faults[0].code


def test_both_files_or_neither(files, tmp_path):
    file, key = files
    assert own_certificate(None, None) is None
    assert own_certificate(file, key).end == END
    for half in ((file, None), (None, key), (file, file), (key, key)):
        assert refused(*half) == "site.certificate_unusable"
    (tmp_path / "other.pem").write_bytes(made()[1])
    assert refused(file, tmp_path / "other.pem") == "site.certificate_unusable"


def test_two_weeks_before_its_end_it_is_said(files):
    own = own_certificate(*files)
    assert certificate_faults(own, END - timedelta(days=15)) == ()
    for day in (14, 1, -1):
        (fault,) = certificate_faults(own, END - timedelta(days=day))
        assert fault.code == "site.certificate_ends"


def test_the_server_is_given_it(files):
    own = own_certificate(*files)
    assert server_at(ADDRESS, 1, 1, own).ssl_ctx[:3] == (True, *map(str, files))
    assert not server_at(ADDRESS, 1).ssl_ctx[0]
