import pytest

from comity.standards.case_forms import general_form


def test_a_case_in_the_general_form_stays_as_it_is():
    case = {"id": "x", "counts": {}}
    assert general_form(case, {}) is case


def test_votes_of_p_members_and_of_all_become_two_sets():
    case = {"id": "x", "kind": "iso-dis", "p_yes": 17, "p_no": 15, "all_no": 18, "all_counted": 69}
    found = general_form(case, {})
    assert found["sets"] == {"p-member": {"Y": 17, "N": 15}, "": {"Y": 51, "N": 18}}
    assert found["rule"] == "iso-dis"


@pytest.mark.parametrize(
    ("majority", "rule"), [("2/3", "unga-election-two-thirds"), ("1/2", "unga-election-majority")]
)
def test_an_election_names_its_majority(majority, rule):
    found = general_form({"id": "x", "kind": "unga-election", "majority": majority, "seats": 1}, {})
    assert found == {"id": "x", "rule": rule, "seats": 1}


def test_opponents_are_told_from_a_table_of_people():
    case = {
        "kind": "eu-qmv", "against": ["A"], "abstain": ["B"], "states_for": 1, "population_for": 3,
        "population_total": 6, "states_test": False, "population_test": False,
        "blocking_minority_size_reached": False, "outcome": "not_adopted",
    }  # fmt: skip
    found = general_form(case, {"eu_population_2014_hundreds": {"A": 1, "B": 2, "C": 3}})
    assert found["tests_had"] == [1, 3, 2]
    assert found["tests_passed"] == [False, False, True]
    assert found["weights"] == {"population": {"A": 1, "B": 2, "C": 3}}
