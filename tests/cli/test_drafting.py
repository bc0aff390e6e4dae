"""Drafts by a plug-in from a bundle: what is true is written, what is made up is named."""

import json
import shutil

import pytest

from comity.canonical import encode, sha256_hex
from comity.cli.drafting import REPORT
from comity.edge import plugin_drafting
from comity.oversight import UNSIGNED
from comity.record import (
    MANIFEST,
    PublishedFunction,
    describe_bundle,
    encode_manifest,
    read_bundle,
    write_bundle,
)
from comity.subject import Subject
from tests.cli.own_bundle import run
from tests.edge.plugins import install
from tests.edge.test_plugin_process import confines
from tests.render.sample import sample
from tools.tree import ROOT

EXAMPLE = ROOT / "examples" / "plugins" / "template"
SAID = next(one for one in sample()["statements"] if one["id"] == "3")["text"]


def packed(report, listed=None):
    files = {"inputs/votes.csv": b"", REPORT: encode(report)}
    about = Subject("dialogue", "report", "c-1")
    makes = PublishedFunction("dialogue.report", 1, ("inputs/votes.csv",), (REPORT,), 0.0, dict)
    manifest = describe_bundle(about, "Q", [makes], files | (listed or {}), made_by=("comity", "1"))
    return write_bundle({**files, MANIFEST: encode_manifest(manifest)})


@pytest.fixture
def bundle(tmp_path):
    path = tmp_path / "report.zip"
    path.write_bytes(packed(sample()))
    return path


@pytest.fixture
def drafts(tmp_path, bundle, monkeypatch):
    """Draft by a plug-in that answers with the pieces given, as if it were run."""
    told = {}

    def draft(*pieces, more=()):
        def answer(_, request, *, waived):
            told.update(json.loads(request), waived=waived)
            return json.dumps({"v": 1, "segments": pieces}).encode()

        monkeypatch.setattr(plugin_drafting, "run_plugin", answer)
        place = tmp_path / "plugins" / "hostile"
        if not place.exists():
            install(tmp_path / "plugins", "")
        out = ["--out", tmp_path / "draft.json"]
        return run(tmp_path, "dialogue", "draft", bundle, "--plugin", place, *out, *more), told

    return draft


@confines
def test_the_reference_plug_in_drafts_from_a_bundle_off_the_net(tmp_path, bundle):
    place = tmp_path / "plugins" / "template"
    shutil.copytree(EXAMPLE, place)
    for folder in (tmp_path, place.parent, place):
        folder.chmod(0o755)
    out = tmp_path / "draft.json"
    done = run(tmp_path, "dialogue", "draft", bundle, "--plugin", place, "--out", out)
    assert done.exit_code == 0, done.output
    assert done.output.startswith(UNSIGNED)
    assert "figure participants: 902" in done.output
    written = json.loads(out.read_bytes())
    assert written["signed"] is False
    assert written["text"].startswith("People: 902\n")
    assert out.stat().st_mode & 0o077 == 0


def test_items_name_their_places_and_the_manifest_they_were_compared_with(drafts, bundle):
    pieces = ({"words": "One said: "}, {"quote": "3", "text": SAID})
    done, told = drafts(*pieces, more=("--json",))
    assert done.exit_code == 0, done.output
    written = json.loads(done.output)
    assert written["items"] == list(pieces)
    assert written["manifest"] == sha256_hex(read_bundle(bundle.read_bytes()).members[MANIFEST])
    assert (told["information"], told["waived"]) == ("members", False)


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        ({"quote": "3", "text": SAID + "!"}, "which source 3 does not say"),
        ({"figure": "participants", "text": "903"}, "it says “903” for participants"),
        ({"words": "All 902 agree."}, "its words hold a number"),
    ],
)
def test_threat_T11_what_a_plug_in_makes_up_is_named_and_written_nowhere(
    drafts, tmp_path, piece, said
):
    """The control: the same numbers and words, told truly, are written in the tests above."""
    done, _ = drafts(piece)
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "draft.json").exists()


def test_what_is_for_everybody_may_be_given_to_a_plug_in_for_that(drafts, tmp_path):
    install(tmp_path / "plugins", "", ceiling="public")
    words = {"words": "Good."}
    assert "it may see what is for “public”" in drafts(words)[0].output
    done, told = drafts(words, more=("--information", "public", "--unconfined"))
    assert done.exit_code == 0, done.output
    assert (told["information"], told["waived"]) == ("public", True)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda: packed(sample(), {REPORT: b"{}"}), "its manifest lists another one"),
        (lambda: packed({"v": 1}), "KeyError"),
        (lambda: packed([]), "there is no report in it"),
        (lambda: write_bundle({"README.txt": b""}), "there is no report in it"),
        (lambda: b"no zip", "not a plain zip"),
    ],
)
def test_a_bundle_without_a_report_that_holds_is_refused(drafts, bundle, data, said):
    bundle.write_bytes(data())
    done, told = drafts({"words": "Good."})
    assert done.exit_code == 2
    assert said in done.output
    assert told == {}


def test_a_folder_without_a_plug_in_is_refused(tmp_path, bundle):
    done = run(tmp_path, "dialogue", "draft", bundle, "--plugin", tmp_path)
    assert done.exit_code == 2
    assert "manifest.json" in done.output
