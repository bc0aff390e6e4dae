import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.machine import oracle
from comity.dialogue import Parameters, Statement, VoteLog, open_inputs
from comity.dialogue.publication import VOTES
from comity.dialogue.report import REPORT, report
from comity.dialogue.slate_document import OUTPUTS, SLATE, slate
from comity.edge import shipped
from comity.fault import RefusedError
from tests.dialogue.test_report import few_replicates, published, simulated
from tests.dialogue.test_slate import asked_of_peer, random_profile
from tests.dialogue.worlds import real_log

SHIPPED = shipped("dialogue", "common-ground", 2)
FULL = Parameters("Q")
QUICK = Parameters("Q", quick=True)


def rule_for(size, **members):
    """The shipped rule for a list of ``size``, in which everybody counts."""
    everybody = {"minimum_votes": 1, "minimum_people": 2, "minimum_cell": 1}
    rule = json.loads(SHIPPED) | everybody | {"slate": {"size": size}} | members
    return json.dumps(rule).encode()


def found(rows, rule, statements=(), parameters=QUICK):
    who, what, votes = zip(*rows, strict=True) if rows else ((), (), ())
    log = VoteLog.of(who, what, votes)
    inputs = open_inputs(log, statements, parameters, rule, 1)
    return json.loads(slate(inputs)[SLATE])


def ids(told):
    return [each["id"] for each in told["statements"]]


@pytest.fixture(scope="module")
def conversation():
    return simulated(150)


@pytest.fixture(scope="module")
def full(conversation):
    inputs = published(conversation, FULL, few_replicates())
    return json.loads(slate(inputs)[SLATE]), json.loads(report(inputs)[REPORT])


def test_dialogue_A9_the_published_vector_of_six_and_four():
    rows = [(f"p{i}", s, 1) for i in range(6) for s in "abc"]
    rows += [(f"p{i}", "d", 1) for i in range(6, 10)]
    told = found(rows, rule_for(3))
    assert set(ids(told)) == {"a", "b", "d"}
    assert told["proportional"]
    assert told["coverage"]["everybody"]["value"] == 1
    # Nobody disagreed, so the plain list takes the three that more people have seen.
    plain = told["most_agreed"]
    assert (plain["by"], plain["statements"]) == ("agree_low", ["a", "b", "c"])
    assert plain["coverage"]["everybody"]["value"] == 0.6
    assert not plain["proportional"]
    first = plain["certificate"][0]
    assert (first["statement"], first["supporters"], first["met"]) == ("d", 4, False)
    assert first["needed"] == pytest.approx(10 / 3, abs=1e-6)
    assert first["ratio"] == pytest.approx(1.2)
    assert told["ties"] == {"within": 1e-9, "then": ["supporters", "statement"]}
    assert told["statements"][0]["tied"] == ["b", "c"]


def brute(voters, width, chosen):
    """The certificate by its words, on sets: for each level the largest unmet claim."""
    lines = []
    for level in range(1, len(chosen) + 1):
        claims = [
            sum(c in voter and len(voter & set(chosen)) < level for voter in voters)
            for c in sorted(set(range(width)) - set(chosen))
        ]
        needed = Fraction(level * len(voters), len(chosen))
        lines.append((max(claims, default=0), needed, max(claims, default=0) < needed))
    return lines


profiles = st.integers(2, 6).flatmap(
    lambda width: st.tuples(
        st.lists(st.sets(st.integers(0, width - 1), min_size=1), min_size=2, max_size=12),
        st.just(width),
        st.integers(1, width),
    )
)


@given(profiles)
@settings(max_examples=60)
def test_the_published_certificate_is_that_of_an_independent_checker(profile):
    voters, width, size = profile
    rows = [(f"p{i}", str(s), 1) for i, voter in enumerate(voters) for s in voter]
    told = found(rows, rule_for(size), tuple(Statement(str(s), "t") for s in range(width)))
    for mine in (told, told["most_agreed"]):
        named = mine["statements"]
        chosen = [int(each["id"] if isinstance(each, dict) else each) for each in named]
        lines = brute(voters, width, chosen)
        assert [(x["supporters"], x["met"]) for x in mine["certificate"]] == [
            (count, met) for count, _, met in lines
        ]
        for line, (_, needed, _) in zip(mine["certificate"], lines, strict=True):
            assert line["needed"] == pytest.approx(float(needed), abs=1e-6)
        assert mine["proportional"] == all(met for *_, met in lines)
        covered = sum(bool(voter & set(chosen)) for voter in voters) / len(voters)
        assert mine["coverage"]["everybody"]["value"] == pytest.approx(covered, abs=1e-6)
    assert told["proportional"]
    assert sum(each["newly_covered"] for each in told["statements"]) == pytest.approx(
        told["coverage"]["everybody"]["value"] * len(voters), abs=1e-3
    )


def test_groups_are_those_of_the_report_with_interval_and_n(full):
    told, made = full
    assert [each["group"] for each in told["coverage"]["groups"]] == [
        each["label"] for each in made["groups"]["list"]
    ]
    assert [each["n"] for each in told["coverage"]["groups"]] == [
        each["size"] for each in made["groups"]["list"]
    ]
    for part in (told, told["most_agreed"]):
        for share in (part["coverage"]["everybody"], *part["coverage"]["groups"]):
            assert share["low"] < share["value"] < share["high"] or share["value"] == 1
    assert told["considered"] == made["groups"]["considered"]


def test_the_plain_list_is_the_first_by_group_informed_agreement(full):
    told, made = full
    assert told["most_agreed"]["by"] == "informed_agreement"
    listed = [x for x in made["statements"] if x["moderated"] >= 0 and not x["meta"]]
    ranked = sorted(listed, key=lambda each: -(each["informed_agreement"] or 0))
    assert told["most_agreed"]["statements"] == [each["id"] for each in ranked[:5]]


def test_it_covers_no_fewer_than_the_plain_list_and_is_proportional(full):
    told, _ = full
    mine = told["coverage"]["everybody"]["value"]
    assert mine >= told["most_agreed"]["coverage"]["everybody"]["value"]
    assert told["proportional"]
    assert len(told["statements"]) == told["size"] == 5


def test_row_numbers_and_the_order_of_lines_change_no_byte(conversation):
    inputs = published(conversation)
    head, *lines = inputs[VOTES].splitlines(keepends=True)
    assert set(slate(inputs)) == set(OUTPUTS)
    assert slate(inputs | {VOTES: head + b"".join(lines[::-1])}) == slate(inputs)
    assert slate(published(conversation, seed=77)) == slate(inputs)


def test_rejected_and_meta_statements_are_on_no_list(conversation, full):
    told, _ = full
    unlisted = {s.id for s in conversation.statements if s.moderated < 0 or s.meta}
    assert unlisted
    named = {*ids(told), *told["most_agreed"]["statements"]}
    named |= {each["statement"] for each in told["certificate"]}
    assert not named & unlisted


def test_those_with_few_votes_do_not_count():
    rows = [(f"p{i}", str(s), 1) for i in range(20) for s in range(8)]
    late = [(f"q{i}", "8", 1) for i in range(20)]
    told = found(rows + late, rule_for(2, minimum_votes=7))
    assert (told["participants"], told["considered"]) == (40, 20)
    assert "8" not in ids(told)
    assert "8" in ids(found(rows + late, rule_for(2, minimum_votes=1)))


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ([], "not_enough_data"),
        ([("a", "1", 1)], "not_enough_data"),
        ([(f"p{i}", "1", 0) for i in range(30)], "no_statements"),
        ([(f"p{i}", "1", -1) for i in range(30)], "no_statements"),
    ],
)
def test_where_nothing_can_be_chosen_it_says_so(rows, outcome):
    told = found(rows, rule_for(3), (Statement("1", "t"), Statement("2", "u")))
    assert (told["outcome"], told["statements"], told["certificate"]) == (outcome, [], [])
    assert told["most_agreed"]["statements"] == []


def test_a_statement_with_which_nobody_agrees_never_fills_the_list():
    rows = [(f"p{i}", "1", 1) for i in range(20)] + [(f"p{i}", "2", -1) for i in range(20)]
    assert ids(found(rows, rule_for(5))) == ["1"]


def test_below_the_minimum_cell_a_share_has_no_value():
    rows = [(f"p{i}", "1", 1) for i in range(9)]
    share = found(rows, rule_for(1, minimum_cell=10))["coverage"]["everybody"]
    assert share == {"value": None, "n": 9, "low": None, "high": None}


def test_a_rule_of_the_first_version_asks_for_five(conversation):
    inputs = published(conversation, QUICK, shipped("dialogue", "common-ground", 1))
    told = json.loads(slate(inputs)[SLATE])
    assert (told["rule"]["version"], told["size"], len(told["statements"])) == (1, 5, 5)


def test_hostile_votes_are_refused(conversation):
    with pytest.raises(RefusedError):
        slate(published(conversation) | {VOTES: b"row,statement,vote\n1,1,2\n"})


@pytest.mark.parametrize("name", ["football-concussions", "seattle-15-per-hour"])
def test_real_lists_cover_more_than_the_most_agreed_and_are_proportional(shared_data, name):
    log, rejected = real_log(shared_data, name)
    texts = tuple(Statement(s, "t", moderated=-1 if s in rejected else 0) for s in log.statements)
    told = json.loads(slate(open_inputs(log, texts, QUICK, SHIPPED, 1))[SLATE])
    assert told["proportional"]
    assert (
        told["coverage"]["everybody"]["value"]
        > told["most_agreed"]["coverage"]["everybody"]["value"]
    )


@pytest.mark.oracle
def test_dialogue_A9_published_lists_and_certificates_equal_abcvoting():
    python = oracle("abcvoting")
    if python is None:
        pytest.skip("abcvoting is not installed: make oracles")
    profiles = [random_profile(seed)[:3] for seed in range(1000, 1100)]
    results, asked = [], []
    for voters, width, size in profiles:
        rows = [(f"p{i}", str(s), 1) for i, voter in enumerate(voters) for s in voter]
        rows += [(f"p{i}", str(s), -1) for i, voter in enumerate(voters)
                 for s in range(width) if s not in voter]  # fmt: skip
        told = found(rows, rule_for(size), tuple(Statement(str(s), "t") for s in range(width)))
        results.append(told)
        lists = (ids(told), told["most_agreed"]["statements"])
        asked.append((voters, width, size, [sorted(map(int, each)) for each in lists]))
    answers = asked_of_peer(python, asked)
    seen = set()
    for told, (*_, size, tried), (bought, verdicts) in zip(results, asked, answers, strict=True):
        mine = [int(x["id"]) for x in told["statements"] if x["step"] == "equal_shares"]
        assert sorted(mine) in bought
        if len(tried[0]) == size:  # the peer knows no list that is shorter than asked for
            both = [told["proportional"], told["most_agreed"]["proportional"]]
            assert both == verdicts
            seen.update(both)
    assert seen == {True, False}
