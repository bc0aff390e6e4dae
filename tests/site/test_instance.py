import pytest

from comity.fault import RefusedError
from comity.site.instance import demo_world, read_instance
from tests.site.test_configuration import INSTANCE


def write(tmp_path, text):
    file = tmp_path / "instance.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refused(file):
    with pytest.raises(RefusedError) as raised:
        read_instance(file)
    return raised.value.faults


def test_everything_missing_is_named_at_once(tmp_path):
    faults = refused(write(tmp_path, '[site]\norigin = "x"\n'))
    assert {fault.values["member"] for fault in faults} == {
        "organisation",
        "site.hosts",
        "operator.controller",
        "operator.contact",
        "operator.host_state",
        "operator.legal_regime",
        "operator.retention",
    }


@pytest.mark.parametrize("text", ["[site", 'site = "x" "y"'])
def test_what_is_no_toml_is_refused(tmp_path, text):
    assert [fault.code for fault in refused(write(tmp_path, text))] == ["site.instance_unreadable"]


def test_bytes_that_are_no_text_are_refused(tmp_path):
    file = tmp_path / "instance.toml"
    file.write_bytes(b"\xff\xfe")
    assert [fault.code for fault in refused(file)] == ["site.instance_unreadable"]


def test_a_table_where_a_text_should_be_is_refused(tmp_path):
    assert refused(write(tmp_path, "site = 3\noperator = 4\n"))


def test_only_the_pillars_named_are_on(tmp_path):
    assert read_instance(write(tmp_path, INSTANCE)).pillars == ("dialogue",)
    off = INSTANCE + "pillars = []\n"
    assert read_instance(write(tmp_path, off)).pillars == ()


def test_a_missing_name_falls_back_to_the_first_one_given(tmp_path):
    assert read_instance(write(tmp_path, INSTANCE)).name("ru") == "Conseil d’essai"


def test_the_invented_organisation_has_a_name_in_every_language():
    instance, world = demo_world()
    assert set(instance.names) == {"ar", "zh-Hans", "en", "fr", "ru", "es"}
    assert world["version"] == 1


@pytest.mark.parametrize("origin", ["two words", "a+b", "Council", "a" * 101, "a\\u202eb"])
def test_a_name_that_no_record_can_have_is_refused(tmp_path, origin):
    text = INSTANCE.replace('origin = "council.example/record"', f'origin = "{origin}"')
    (fault,) = refused(write(tmp_path, text))
    assert fault.code == "site.instance_origin"
    assert "site.origin" in fault.remedy


@pytest.mark.parametrize("host", ["evil.example", "", "council.example"])
def test_passkeys_belong_to_one_of_the_hosts_or_there_are_none(tmp_path, host):
    file = tmp_path / "instance.toml"
    line = f'passkey_host = "{host}"\n' if host else ""
    file.write_text(INSTANCE.replace("[site]\n", f"[site]\n{line}"), encoding="utf-8")
    if host == "evil.example":
        with pytest.raises(RefusedError) as raised:
            read_instance(file)
        assert raised.value.faults[0].code == "site.instance_passkey_host"
    else:
        assert read_instance(file).passkey_host == host
