from datetime import UTC, datetime

import pytest

from comity.canonical import encode
from comity.cli.own_bundle import entered_bundle
from comity.fault import RefusedError
from comity.record import MANIFEST, parse_manifest, read_bundle
from tests.dialogue.sealed_worlds import counted, public, sealed

# The record begins at the time of this computer, and time goes forward in it.
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path / "home"))


def test_a_bundle_names_its_functions_and_stands_in_the_record():
    bundle, entered = entered_bundle(public(), [("dialogue.report_cells", 1)], "Q", NOW)
    members = read_bundle(bundle).members
    manifest = parse_manifest(members[MANIFEST])
    assert [use.name for use in manifest.functions] == ["dialogue.report_cells"]
    assert str(manifest.subject).startswith("dialogue:report:")
    assert b"dialogue.compute_report" in members["proof/entry.json"]
    assert set(public()) < set(members)
    assert entered.index == 1
    assert entered_bundle(public(), [("dialogue.report_cells", 1)], "Q", NOW)[1].index == 2


def test_a_sealed_bundle_is_of_another_kind():
    files = {**sealed(), **counted()}
    functions = [("dialogue.cells", 1)]
    bundle, _ = entered_bundle(files, functions, "S", NOW, kind="sealed_cells", simulated=True)
    members = read_bundle(bundle).members
    manifest = parse_manifest(members[MANIFEST])
    assert manifest.subject.kind == "sealed_cells"
    assert manifest.simulated
    assert b"dialogue.compute_sealed_cells" in members["proof/entry.json"]


def test_what_no_function_makes_is_refused():
    with pytest.raises(RefusedError, match=r"record\.manifest"):
        entered_bundle({**public(), "outputs/more.json": encode({})},
                       [("dialogue.report_cells", 1)], "Q", NOW)  # fmt: skip
