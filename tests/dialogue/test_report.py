import gzip
import json
import os
import subprocess
import sys
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.dialogue import InputFile, Statement, VoteLog, read_conversation, simulate
from comity.dialogue.counts import counts
from comity.dialogue.publication import PARAMETERS, STATEMENTS, VOTES, Parameters, open_inputs
from comity.dialogue.report import GROUPS_TABLE, OUTPUTS, REPORT, STATEMENTS_TABLE, report
from comity.edge.shipped import shipped
from comity.fault import RefusedError

RULE = shipped("dialogue", "common-ground", 2)
QUICK = Parameters(title="What now?", quick=True)
FULL = Parameters(title="What now?")


def few_replicates():
    rule = json.loads(RULE)
    rule["groups"] |= {"replicates": 20, "null_replicates": 19, "starts": 3}
    rule["fragility"]["grid"] = [0.4]
    return json.dumps(rule).encode()


def simulated(people, seed=1):
    made = simulate(people, seed, shipped("dialogue", "simulated-incident-register", 1))
    return read_conversation(
        InputFile("votes.csv", made.votes), InputFile("statements.csv", made.statements)
    )


def published(conversation, parameters=QUICK, rule=RULE, seed=1):
    return open_inputs(conversation.log, conversation.statements, parameters, rule, seed)


def log_of(rows):
    if not rows:
        return VoteLog.of([], [], [])
    who, what, votes = zip(*rows, strict=True)
    return VoteLog.of(who, what, votes)


@pytest.fixture(scope="module")
def conversation():
    return simulated(150)


@pytest.fixture(scope="module")
def full(conversation):
    return report(published(conversation, FULL, few_replicates()))


def test_a_report_gives_exactly_what_it_declares(full):
    assert set(full) == set(OUTPUTS)
    assert json.loads(full[REPORT])["participation"]["participants"] == 150


def test_the_groups_put_into_the_simulation_are_found(full):
    groups = json.loads(full[REPORT])["groups"]
    assert groups["outcome"] == "stable"
    assert all(group["jaccard"] >= 0.75 for group in groups["list"])


def test_row_numbers_carry_nothing_the_result_depends_on(conversation, full):
    again = report(published(conversation, FULL, few_replicates(), seed=99))
    assert again == full


def test_the_order_of_lines_and_the_ids_of_people_change_no_byte(conversation):
    inputs = published(conversation)
    head, *lines = inputs[VOTES].splitlines(keepends=True)
    renamed = [b"9" + line for line in lines[::-1]]
    assert report(inputs | {VOTES: head + b"".join(renamed)}) == report(inputs)


@pytest.mark.slow
@pytest.mark.parametrize("threads", ["1", "4"])
def test_dialogue_two_processes_and_any_number_of_threads_give_the_same_bytes(
    conversation, full, tmp_path, threads
):
    for path, data in published(conversation, FULL, few_replicates()).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    program = (
        "import sys, pathlib; from comity.dialogue.report import INPUTS, REPORT, report;"
        "root = pathlib.Path(sys.argv[1]);"
        "out = report({name: (root / name).read_bytes() for name in INPUTS});"
        "sys.stdout.buffer.write(out[REPORT])"
    )
    variables = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    result = subprocess.run(
        [sys.executable, "-c", program, tmp_path],
        env=os.environ | dict.fromkeys(variables, threads),
        capture_output=True,
        check=True,
    )
    assert result.stdout == full[REPORT]


def test_the_words_of_a_rejected_statement_are_nowhere(conversation):
    rejected = [s.text for s in conversation.statements if s.moderated < 0]
    assert rejected
    inputs = published(conversation)
    for data in (*inputs.values(), *report(inputs).values()):
        assert not any(text.encode() in data for text in rejected)


def test_rejected_and_meta_statements_are_in_no_list(conversation, full):
    found = json.loads(full[REPORT])
    unlisted = {s.id for s in conversation.statements if s.moderated < 0 or s.meta}
    assert unlisted
    listed = {*found["common_ground"], *found["differences"]}
    for group in found["groups"]["list"]:
        listed |= {each["id"] for each in group["representative"]}
    assert listed
    assert not listed & unlisted


def test_below_the_minimum_cell_a_share_has_no_value():
    rows = [(f"p{i}", "1", 1) for i in range(10)] + [(f"p{i}", "2", 1) for i in range(9)]
    inputs = open_inputs(
        log_of(rows), (Statement("1", "one"), Statement("2", "two")), QUICK, RULE, 1
    )
    one, two = json.loads(report(inputs)[REPORT])["statements"]
    assert one["agree_share"]["value"] == 1
    assert two["agree_share"] == {"value": None, "n": 9, "low": None, "high": None}
    assert two["class"] == "not_enough_data"


SHAPES = {
    "nobody": [],
    "one voter": [("a", "1", 1)],
    "one statement": [(f"p{i}", "1", i % 3 - 1) for i in range(40)],
    "all pass": [(f"p{i}", str(j), 0) for i, j in product(range(30), range(9))],
    "unanimous": [(f"p{i}", str(j), 1) for i, j in product(range(30), range(9))],
    "two alike": [(f"p{i}", str(j), 1 - 2 * (i % 2)) for i, j in product(range(30), range(9))],
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("parameters", [QUICK, FULL], ids=["quick", "full"])
def test_degenerate_conversations_get_an_answer_without_nan(shape, parameters):
    log = log_of(SHAPES[shape])
    texts = (*map(Statement, "123456789", "abcdefghi"), Statement("77", "never seen"))
    result = report(open_inputs(log, texts, parameters, few_replicates(), 1))
    assert b"NaN" not in b"".join(result.values())
    assert b"nan" not in result[STATEMENTS_TABLE] + result[GROUPS_TABLE]
    assert json.loads(result[REPORT])["participation"]["statements_unseen"] >= 1


cells = st.dictionaries(
    st.tuples(st.integers(0, 30), st.integers(0, 6)), st.sampled_from([-1, 0, 1])
)


@given(cells)
@settings(max_examples=40)
def test_flipping_every_vote_swaps_agree_and_disagree(votes):
    texts = [Statement(str(i), "t") for i in range(7)]

    def shares(sign):
        log = log_of([(f"p{p}", str(s), v * sign) for (p, s), v in votes.items()])
        return json.loads(report(open_inputs(log, texts, QUICK, RULE, 1))[REPORT])["statements"]

    for one, other in zip(shares(1), shares(-1), strict=True):
        assert one["agree_share"] == other["disagree_share"]
        assert one["class"] == other["class"]
        assert one["pass"] == other["pass"]


def test_the_counts_of_plain_python_equal_those_of_the_report(conversation):
    inputs = published(conversation)
    lines = counts({VOTES: inputs[VOTES]})["outputs/counts.csv"].decode().splitlines()[1:]
    found = json.loads(report(inputs)[REPORT])["statements"]
    want = [f"{s['id']},{s['agree']},{s['disagree']},{s['pass']}" for s in found if s["seen"]]
    assert lines == want


@pytest.mark.parametrize(
    "votes",
    [b"", b"row,vote\n", b"row,statement,vote\n1,1,2\n", b"row,statement,vote\n1,1,1\n" * 2],
)
def test_hostile_votes_are_refused_by_both_functions(conversation, votes):
    inputs = published(conversation) | {VOTES: votes}
    with pytest.raises(RefusedError):
        report(inputs)
    with pytest.raises((ValueError, KeyError)):
        counts({VOTES: votes})


def test_parameters_and_statements_are_read_strictly(conversation):
    inputs = published(conversation)
    for name in (PARAMETERS, STATEMENTS):
        with pytest.raises(RefusedError):
            report(inputs | {name: b"x"})


EXPECTED = {
    "brexit-consensus": ("stable", 2),
    "nz-biodiversity": ("stable", 2),
    "sanjuan-land-bank": ("stable", 2),
    "football-concussions": ("none", 1),
    "seattle-15-per-hour": ("none", 1),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_real_conversations_have_the_groups_that_resamples_bear_out(shared_data, name):
    folder = shared_data / "dialogue/conversations" / name
    votes, texts = (
        InputFile(file, gzip.decompress((folder / f"{file}.gz").read_bytes()))
        for file in ("votes.csv", "comments.csv")
    )
    inputs = published(read_conversation(votes, texts), FULL)
    groups = json.loads(report(inputs)[REPORT])["groups"]
    assert (groups["outcome"], groups["k"]) == EXPECTED[name]
