import json

import numpy as np
import pytest

from comity.dialogue import Parameters, Statement, VoteLog, open_inputs
from comity.dialogue.flag_decisions import FlagDecision, decision_lines
from comity.dialogue.flags_document import (
    DECISIONS,
    FLAGS,
    INPUTS,
    OUTPUTS,
    PUBLISHED,
    flagged_components,
    flags,
)
from comity.dialogue.report import REPORT, report
from comity.edge import shipped
from comity.fault import RefusedError
from tests.dialogue.test_report import few_replicates
from tests.dialogue.worlds import camps, real_log

FULL = Parameters("Q")


def made(copies=12, parameters=FULL, seed=7):
    """Inputs of camps that share eight statements, and one objector ``copies`` times."""
    log, _truth = camps(1, people=300, statements=30, liked=8)
    alike = [f"copy {number}" for number in range(copies) for _ in range(30)]
    who = [*(log.participants[one] for one in log.participant.tolist()), *alike]
    what = [log.statements[one] for one in log.statement.tolist()]
    what += [str(number) for _ in range(copies) for number in range(30)]
    value = [*log.value.tolist(), *[-1] * (30 * copies)]
    inputs = open_inputs(VoteLog.of(who, what, value), (), parameters, few_replicates(), seed)
    return inputs | {DECISIONS: decision_lines()}


def decided(inputs, ruling):
    component = flagged_components(inputs)[0]
    decision = FlagDecision(component, ruling, "Secretary", "2026-11-26", "Checked in person")
    return inputs | {DECISIONS: decision_lines([decision])}


def told(inputs):
    result = flags(inputs)
    assert set(result) == set(OUTPUTS)
    return json.loads(result[FLAGS])


@pytest.fixture(scope="module")
def inputs():
    return made()


def test_a_flag_waits_for_a_human(inputs):
    found = told(inputs)
    assert found["outcome"] == "found"
    assert found["undecided"] == 1
    (flag,) = found["flags"]
    assert flag["component"] == flagged_components(inputs)[0]
    assert flag["people"] == len(flag["rows"]) == 12
    assert (flag["decision"], flag["by"], flag["at"], flag["reason"]) == (None,) * 4


def test_dialogue_T2_a_dismissed_flag_counts_in_full_and_an_upheld_one_once(inputs):
    plain = json.loads(report(inputs)[REPORT])
    open_, dismissed, upheld = (
        told(each)["headlines"]
        for each in (inputs, decided(inputs, "dismissed"), decided(inputs, "upheld"))
    )
    by_id = {one["id"]: one for one in plain["statements"]}
    for share in dismissed["shares"]:
        reported = by_id[share["id"]][f"{share['direction']}_share"]
        assert {key: share[key] for key in ("value", "n", "low", "high")} == reported
    as_one = plain["duplicates"]["as_one"]
    assert upheld["shares"] == open_["shares"] == as_one["headlines"]
    assert upheld["as_decided"] == upheld["as_one"] == as_one["common_ground"]
    assert dismissed["as_decided"] == dismissed["in_full"] == plain["common_ground"][:5]
    # The control: a decision changes what stands beside the headlines.
    assert len(dismissed["shares"]) == 5
    assert dismissed["shares"] != upheld["shares"]


def test_who_decided_when_and_why_is_told(inputs):
    found = told(decided(inputs, "dismissed"))
    assert found["undecided"] == 0
    (flag,) = found["flags"]
    assert flag["decision"] == "dismissed"
    assert (flag["by"], flag["at"]) == ("Secretary", "2026-11-26")
    assert flag["reason"] == "Checked in person"


def test_a_decision_changes_no_byte_of_the_report(inputs):
    assert report(inputs) == report(decided(inputs, "upheld"))


def test_row_numbers_change_rows_alone(inputs):
    def without_rows(found):
        return {**found, "flags": [{**each, "rows": None} for each in found["flags"]]}

    other = told(made(seed=8))
    assert without_rows(other) == without_rows(told(inputs))
    assert other["flags"][0]["rows"] != told(inputs)["flags"][0]["rows"]


def test_a_decision_on_what_is_not_flagged_is_refused(inputs):
    none = made(copies=0)
    assert told(none)["outcome"] == "none"
    with pytest.raises(RefusedError, match="flag_unknown"):
        flags(none | {DECISIONS: decided(inputs, "upheld")[DECISIONS]})


def test_a_quick_report_looks_for_nobody():
    found = told(made(parameters=Parameters("Q", quick=True)))
    assert (found["outcome"], found["flags"], found["headlines"]) == ("quick", [], None)


def test_members_that_are_no_such_files_are_refused(inputs):
    assert PUBLISHED.inputs == INPUTS
    for path in INPUTS:
        with pytest.raises(RefusedError):
            flags(inputs | {path: b"x"})


@pytest.mark.slow
@pytest.mark.parametrize("name", ["brexit-consensus", "nz-biodiversity", "sanjuan-land-bank"])
def test_dialogue_T2_decisions_that_dismiss_all_change_one_headline_of_five_at_most(
    shared_data, name
):
    log, rejected = real_log(shared_data, name)
    rule = shipped("dialogue", "common-ground", 2)
    inputs = open_inputs(log, _statements(log, rejected), FULL, rule, 1) | {
        DECISIONS: decision_lines()
    }
    components = flagged_components(inputs)
    assert components
    every = [FlagDecision(one, "dismissed", "S", "2026-11-26", "r") for one in components]
    headlines = told(inputs | {DECISIONS: decision_lines(every)})["headlines"]
    assert len(set(headlines["as_one"]) - set(headlines["as_decided"])) <= 1
    assert np.all([share["n"] > 0 for share in headlines["shares"]])


def _statements(log, rejected):
    return [Statement(label, "t", -1 if label in rejected else 1) for label in log.statements]
