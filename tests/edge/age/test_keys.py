import pytest

from comity.edge.age import Identity, create_identity, read_identities, recipient_of
from comity.fault import RefusedError

# Of the specification of the age format.
SECRET = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
PUBLIC = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"


def test_the_identity_of_the_specification_has_its_recipient():
    assert str(Identity(b"B" * 32).recipient) == PUBLIC
    assert recipient_of(f" {PUBLIC}\n") == Identity(b"B" * 32).recipient


def test_an_identity_is_for_its_owner_alone_and_takes_the_place_of_no_file(tmp_path):
    recipient = create_identity(tmp_path / "id")
    assert (tmp_path / "id").stat().st_mode & 0o777 == 0o600
    (found,) = read_identities(tmp_path / "id")
    assert found.recipient == recipient
    assert str(recipient) in (tmp_path / "id").read_text()
    assert "secret" not in repr(found)
    with pytest.raises(RefusedError):
        create_identity(tmp_path / "id")
    assert read_identities(tmp_path / "id") == (found,)


def test_a_file_may_hold_several(tmp_path):
    (tmp_path / "id").write_text(f"# mine\n{SECRET}\n\n{SECRET}\r\n")
    assert read_identities(tmp_path / "id") == (Identity(b"B" * 32),) * 2


@pytest.mark.parametrize("held", ["", "# nothing", PUBLIC, SECRET[:-1], SECRET.lower()[:-1] + "B"])
def test_a_file_without_one_is_refused_and_never_quoted(tmp_path, held):
    (tmp_path / "id").write_text(held)
    with pytest.raises(RefusedError) as error:
        read_identities(tmp_path / "id")
    (fault,) = error.value.faults
    assert fault.code == "edge.age_identity"
    assert not held or held not in str(fault.values)


@pytest.mark.parametrize("text", ["", "me", SECRET, PUBLIC[:-1], PUBLIC + "q"])
def test_what_is_no_recipient_is_refused(text):
    with pytest.raises(RefusedError) as error:
        recipient_of(text)
    assert error.value.faults[0].code == "edge.age_recipient"
