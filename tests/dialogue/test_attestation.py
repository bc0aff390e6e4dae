from dataclasses import replace

import pytest

from comity.canonical import encode, sha256_hex
from comity.dialogue.attestation import (
    Attestation,
    attest,
    attestation_text,
    conversation_of_sealed,
    parse_attestation,
)
from comity.dialogue.publication import PARAMETERS, VOTES, Parameters, encode_parameters
from comity.dialogue.report_cells import report_cells
from comity.dialogue.sealing import CELLS, cells, public_inputs
from comity.edge.keys import signer_from_seed, verify_signature
from comity.fault import RefusedError
from comity.record import MANIFEST, open_note, parse_note
from comity.registry import REGISTRY
from tests.dialogue.restated_worlds import one_vote_changed as one_left_changed
from tests.dialogue.restated_worlds import published, restated_bundle, sealed_left_bundle
from tests.dialogue.sealed_worlds import (
    ASKED,
    public,
    public_bundle,
    sealed,
    sealed_bundle,
    sealed_of,
)

ANA = signer_from_seed("auditor-ana", bytes([7]) * 32)


def attested(sealed_=None, public_=None, name="Ana, Arvenland", registry=REGISTRY):
    return attest(sealed_ or sealed_bundle(), public_ or public_bundle(), registry, ANA, name)


def refused(**changed):
    with pytest.raises(RefusedError) as error:
        attested(**changed)
    return error.value.faults[0].code.partition(".")[2], error.value.faults[0].values


def one_vote_changed():
    lines = sealed()[VOTES].splitlines(keepends=True)
    place = next(at for at, line in enumerate(lines) if line.endswith(b",1\n"))
    lines[place] = lines[place].replace(b",1\n", b",-1\n")
    return {**sealed(), VOTES: b"".join(lines)}


def test_an_attestation_names_both_bundles_and_is_signed():
    note = parse_note(attested())
    ((key, _),) = open_note(note, [ANA.key], verify_signature)
    assert key == ANA.key
    assert parse_attestation(note.text) == Attestation(
        auditor="Ana, Arvenland",
        version=1,
        sealed=sha256_hex(sealed_bundle()[MANIFEST]),
        public=sha256_hex(public_bundle()[MANIFEST]),
    )


def test_an_attestation_holds_no_vote_and_no_cell():
    assert len(attested()) < 600


def test_one_changed_vote_is_not_attested():
    code, values = refused(sealed_=sealed_bundle(one_vote_changed()))
    assert code == "attested_cells"
    assert "published" in values["difference"]
    assert "the sealed votes give" in values["difference"]


def test_one_changed_cell_is_not_attested():
    lines = public()[CELLS].decode().splitlines()
    cell, agree, disagree, passed = lines[1].split(",")
    lines[1] = f"{cell},{int(agree) + 1},{disagree},{passed}"
    inputs = public_inputs(sealed(), cells(sealed())) | {CELLS: ("\n".join(lines) + "\n").encode()}
    code, values = refused(public_=public_bundle({**inputs, **report_cells(inputs)}))
    assert code == "attested_cells"
    assert values["difference"].startswith(f"{CELLS}, cell {cell}: published {int(agree) + 1}")


def test_a_file_other_than_the_manifest_names_is_not_attested():
    for changed in ({"sealed_": sealed_bundle() | {VOTES: b"x"}},
                    {"public_": public_bundle() | {CELLS: b"x"}}):  # fmt: skip
        assert refused(**changed)[0] == "attested_file"


def test_bundles_of_different_reports_are_no_pair():
    other = sealed_of(Parameters("another", ballots="protected", tier="verified", quick=True))
    assert refused(sealed_=sealed_bundle(other))[0] == "attested_pair"
    # Not even where only the title differs.
    renamed = encode_parameters(replace(ASKED, title="R"))
    code, values = refused(sealed_=sealed_bundle({**sealed(), PARAMETERS: renamed}))
    assert (code, values["reason"]) == (
        "attested_pair", f"{PARAMETERS} is not the same in both bundles",
    )  # fmt: skip


def test_the_bundles_are_given_in_their_order():
    assert refused(sealed_=public_bundle(), public_=sealed_bundle())[0] == "attested_pair"
    assert refused(public_=sealed_bundle())[0] == "attested_pair"


def test_an_unknown_version_is_not_run():
    code, values = refused(registry={})
    assert code == "attested_pair"
    assert "version 1" in values["reason"]


@pytest.mark.parametrize("name", ["", " Ana", "Ana\nsealed 0", "A" * 201, "\u202eAna"])
def test_a_name_is_one_visible_line(name):
    assert refused(name=name)[0] == "auditor_name"


def test_a_bundle_without_a_manifest_is_refused():
    with pytest.raises(RefusedError):
        attested(sealed_={MANIFEST: encode({})})


def test_only_an_attestation_reads_as_one():
    text = attestation_text(Attestation("Ana", 1, "0" * 64, "1" * 64))
    assert parse_attestation(text).auditor == "Ana"
    for other in ("", text + "more\n", text[:-1], text.replace("v1", "v2"),
                  text.replace("0" * 64, "0" * 63), text.replace("Ana", " "),
                  text.replace("cells 1", "cells 0")):  # fmt: skip
        with pytest.raises(ValueError, match=r"attestation|name"):
            parse_attestation(other)


def test_the_figures_of_a_restatement_are_attested_too():
    note = parse_note(attested(sealed_left_bundle(), restated_bundle()))
    said = parse_attestation(note.text)
    assert (said.function, said.version) == ("dialogue.restated_counts", 1)
    assert said.public == sha256_hex(restated_bundle()[MANIFEST])


def test_one_changed_vote_of_those_that_are_left_is_not_attested():
    sealed = sealed_left_bundle(one_left_changed())
    code, values = refused(sealed_=sealed, public_=restated_bundle())
    assert code == "attested_cells"
    assert values["difference"].startswith("inputs/restated.csv")


def test_a_restatement_is_no_pair_with_the_votes_of_its_report():
    assert refused(public_=restated_bundle())[0] == "attested_pair"
    assert refused(sealed_=sealed_left_bundle())[0] == "attested_pair"
    other = {**restated_bundle(), **published(title="Another question")}
    assert refused(sealed_=sealed_left_bundle(), public_=other)[0] == "attested_file"


def test_a_sealed_bundle_says_of_which_conversation_it_is():
    assert conversation_of_sealed(sealed_left_bundle()) == "dia-7"
    assert conversation_of_sealed({**sealed_left_bundle(), "inputs/restates.json": b"x"}) == ""
    known = sealed_bundle()
    assert known[MANIFEST].count(conversation_of_sealed(known).encode()) == 1
