"""Short forms in which files of worked cases say what was counted, brought into the general one."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

__all__ = ["general_form"]

Case: TypeAlias = Mapping[str, Any]
NAMES: Final = ("id", "source", "note", "outcome")


def general_form(case: Case, file: Case) -> Case:
    """Return ``case`` without its ``kind``, as counts, sets or ballots under a named rule.

    ``file`` are the members of the file, which may hold what all its cases share.
    """
    form = FORMS.get(str(case.get("kind", "")))
    return case if form is None else form(case, file)


def _two_sets(case: Case, _file: Case) -> Case:
    """Read the votes of P-members and of all, each as for and against."""
    for_all = case["all_counted"] - case["all_no"]
    return {
        **_kept(case, "tests_passed"),
        "rule": "iso-dis",
        "sets": {
            "p-member": {"Y": case["p_yes"], "N": case["p_no"]},
            "": {"Y": for_all, "N": case["all_no"]},
        },
    }


def _one_ballot(case: Case, _file: Case) -> Case:
    """Read one ballot of an election, by the majority that it names."""
    rules = {"2/3": "unga-election-two-thirds", "1/2": "unga-election-majority"}
    numbers = ("papers", "invalid", "abstentions", "seats", "votes")
    wanted = ("voting", "required", "elected", "next_ballot_restricted_to")
    return {**_kept(case, *numbers, *wanted), "rule": rules[case["majority"]]}


def _states_and_people(case: Case, file: Case) -> Case:
    """Read who opposed and abstained among members that all have a population."""
    population = file["eu_population_2014_hundreds"]
    opposed = len(case["against"]) + len(case["abstain"])
    return {
        **_kept(case, "against", "abstain"),
        "rule": "eu-council",
        "weights": {"population": population},
        "tests_had": [case["states_for"], case["population_for"], opposed],
        "tests_base": [len(population), case["population_total"], None],
        "tests_passed": [
            case["states_test"],
            case["population_test"],
            not case["blocking_minority_size_reached"],
        ],
    }


def _kept(case: Case, *more: str) -> dict[str, Any]:
    return {key: case[key] for key in (*NAMES, *more) if key in case}


FORMS: Final[Mapping[str, Callable[[Case, Case], Case]]] = MappingProxyType(
    {"iso-dis": _two_sets, "unga-election": _one_ballot, "eu-qmv": _states_and_people}
)
