from comity.people import Role


def test_a_role_is_written_as_the_record_writes_actors():
    assert str(Role("assembly", "secretary")) == "assembly/secretary"
