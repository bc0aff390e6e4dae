from dataclasses import replace

import pytest

from comity.canonical import decode, encode
from comity.dialogue.document import Heading, report_json
from comity.dialogue.findings import judge
from comity.dialogue.publication import Parameters
from tests.dialogue.cell_worlds import cells
from tests.dialogue.worlds import SHIPPED

PROTECTED = Parameters("Q", ballots="protected", tier="verified", seed=4)


def made(parameters=PROTECTED, **summary):
    heading = Heading("dialogue.report_cells", 1, SHIPPED, parameters)
    return decode(encode(report_json(judge(cells(**summary), SHIPPED), heading)))


def test_a_report_says_who_can_recompute_what():
    protected, open_ = made(), made(Parameters("Q"))
    assert protected["recompute"] == {
        "votes_to_cells": "auditors",
        "cells_to_report": "anyone",
        "state": "not_yet_audited",
    }
    assert open_["recompute"]["state"] == "recomputable"
    assert open_["recompute"]["votes_to_cells"] == "anyone"
    assert protected["conversation"] == {
        "title": "Q",
        "ballots": "protected",
        "tier": "verified",
        "simulated": False,
    }


def test_what_is_hidden_is_null_and_enters_no_total():
    report = made()
    three = report["statements"][2]
    assert {three[name] for name in ("agree", "disagree", "pass", "seen", "seen_share")} == {None}
    assert three["informed_agreement"] is None
    assert report["participation"]["votes"] == 100 + 100 + 100
    assert report["participation"]["statements_unseen"] == 0
    assert report["statements"][0]["informed_agreement"] == pytest.approx(0.940, abs=0.01)


def test_the_words_of_a_rejected_statement_are_left_out():
    assert made()["statements"][3]["text"] == ""


def test_groups_come_with_what_sets_them_apart():
    groups = made()["groups"]
    assert [(each["label"], each["size"], each["jaccard"]) for each in groups["list"]] == [
        ("A", 60, 0.9),
        ("B", 40, None),
    ]
    assert groups["list"][0]["representative"][0]["id"] == "2"
    assert groups["counted"] == "everybody"
    assert "sizes" not in groups


def test_fragility_and_what_is_left_out_are_members():
    report = made()
    assert report["fragility"]["share"] == 0.05
    assert report["fragility"]["blocks"][0]["headlines"] == [{"id": "1", "share": None}]
    assert report["duplicates"] is None
    assert report["left_out"] == []
    assert made(fragility=None)["fragility"] is None


def test_the_same_cells_give_the_same_bytes():
    assert encode(made()) == encode(made())
    assert encode(made()) != encode(made(replace(PROTECTED, seed=5)))
