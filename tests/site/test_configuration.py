import pytest

from comity.fault import RefusedError
from comity.site.configuration import DEMO_SECRET, configured, start_faults

INSTANCE = """
[organisation]
fr = "Conseil d’essai"
en = "Council of the test"
[operator]
controller = "The council"
contact = "office@council.example"
host_state = "Nowhere"
legal_regime = "Its own statutes"
retention = "Ten years"
[site]
origin = "council.example/record"
hosts = ["council.example"]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "instance.toml").write_text(INSTANCE, encoding="utf-8")
    return tmp_path


def codes(configuration):
    return [fault.code for fault in start_faults(configuration)]


def test_a_described_instance_with_a_secret_of_its_own_may_start(folder):
    found = configured({"COMITY_CONFIG_DIR": str(folder), "COMITY_SECRET_KEY": "k" * 50})
    assert codes(found) == []
    assert found.instance.name("fr") == "Conseil d’essai"
    assert found.data_folder == folder / "site"
    assert not found.instance.simulated


@pytest.mark.parametrize("secret", [None, DEMO_SECRET, "short"])
def test_it_does_not_start_on_a_demo_secret_or_a_short_one(folder, secret):
    environment = {"COMITY_CONFIG_DIR": str(folder)}
    if secret:
        environment["COMITY_SECRET_KEY"] = secret
    assert codes(configured(environment)) == ["site.secret_missing"]


def test_it_does_not_start_without_saying_who_runs_it(tmp_path):
    found = configured({"COMITY_CONFIG_DIR": str(tmp_path), "COMITY_SECRET_KEY": "k" * 50})
    assert codes(found) == ["site.instance_missing"]


def test_a_secret_may_lie_in_a_file(folder, tmp_path):
    file = tmp_path / "secret"
    file.write_text("f" * 40 + "\n", encoding="utf-8")
    found = configured({"COMITY_CONFIG_DIR": str(folder), "COMITY_SECRET_KEY_FILE": str(file)})
    assert found.secret == "f" * 40


def test_a_demonstration_starts_with_nothing_and_is_not_the_real_instance(folder):
    found = configured({"COMITY_CONFIG_DIR": str(folder), "COMITY_DEMO": "1"})
    assert codes(found) == []
    assert found.instance.simulated
    assert found.data_folder == folder / "demo"
    assert found.key_file != configured({"COMITY_CONFIG_DIR": str(folder)}).key_file


def test_data_may_lie_elsewhere_but_the_key_stays_with_the_configuration(folder, tmp_path):
    data = tmp_path / "disk"
    found = configured({"COMITY_CONFIG_DIR": str(folder), "COMITY_DATA_DIR": str(data)})
    assert found.database == data / "comity.sqlite3"
    assert found.log_folder.parent == found.bundle_folder.parent == data
    assert found.key_file.parent == folder / "keys"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff" * 40, "site.secret_not_text"),
        (b"x" * 20_000, "edge.too_large"),
        (None, "edge.not_readable"),
    ],
)
def test_a_file_that_holds_no_secret_is_refused_with_its_name(folder, tmp_path, content, code):
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(RefusedError) as raised:
        configured({"COMITY_CONFIG_DIR": str(folder), "COMITY_SECRET_KEY_FILE": str(file)})
    (fault,) = raised.value.faults
    assert (fault.code, fault.place.name) == (code, str(file))


def of_provider(folder, **said):
    environment = {"COMITY_CONFIG_DIR": str(folder), "COMITY_SECRET_KEY": "k" * 50}
    return configured(environment | {f"COMITY_OIDC_{name}": text for name, text in said.items()})


def test_a_provider_to_sign_in_at_is_named_by_the_environment_and_by_files(folder, tmp_path):
    assert of_provider(folder).oidc is None
    file = tmp_path / "oidc"
    file.write_text("secret\n", encoding="utf-8")
    found = of_provider(
        folder, ISSUER="https://id.example/a", CLIENT_ID="comity", CLIENT_SECRET_FILE=str(file)
    )
    assert codes(found) == []
    assert (found.oidc.host, found.oidc.secret) == ("id.example", "secret")
    assert configured({"COMITY_DEMO": "1", "COMITY_OIDC_ISSUER": "https://a.example"}).oidc is None


@pytest.mark.parametrize(
    "said",
    [
        {"CLIENT_SECRET": "secret"},
        {"ISSUER": "https://id.example"},
        {"ISSUER": "http://id.example", "CLIENT_ID": "comity"},
    ],
)
def test_a_site_does_not_start_with_half_a_provider(folder, said, monkeypatch):
    assert codes(of_provider(folder, **said)) == ["site.oidc_incomplete"]
    whole = of_provider(folder, ISSUER="https://id.example", CLIENT_ID="comity")
    assert codes(whole) == []
    monkeypatch.setattr("comity.site.configuration.find_spec", lambda _name: None)
    assert codes(whole) == ["site.oidc_incomplete"]
