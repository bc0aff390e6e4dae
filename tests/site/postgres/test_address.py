import pytest

from comity.fault import RefusedError
from comity.site.postgres.address import database_settings

WHOLE = "postgresql://site:se%2Fcret@db.example:5433/comity?sslmode=verify-full"


def test_an_address_becomes_settings_and_the_owner_a_name_and_a_password():
    found = database_settings(WHOLE, "postgresql://owner:other@db.example/comity")
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("site", "se/cret", "comity")
    assert (found["HOST"], found["PORT"]) == ("db.example", "5433")
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    assert "synchronous_commit=on" in found["OPTIONS"]["options"]
    assert found["OWNER"] == {"USER": "owner", "PASSWORD": "other"}


def test_a_socket_is_a_host_and_without_an_owner_nobody_owns():
    found = database_settings("postgresql://site@/comity?host=/run/postgresql", "")
    assert (found["HOST"], found["PORT"]) == ("/run/postgresql", "")
    assert found["OWNER"] == {}


@pytest.mark.parametrize(
    "address",
    [
        "mysql://site@host/comity",
        "postgresql://host/comity",
        "postgresql://site@host",
        "postgresql://site@host:many/comity",
        "postgresql://site:secret@host/comity?options=-csynchronous_commit%3Doff",
    ],
)
def test_another_address_is_refused_without_being_repeated(address):
    with pytest.raises(RefusedError) as refused:
        database_settings(address, "")
    (fault,) = refused.value.faults
    assert fault.code == "site.database_address"
    assert "secret" not in str(fault)
