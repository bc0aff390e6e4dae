"""The register on a day: the Paris Agreement as it went, both ways to be wrong, and states."""

import csv
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.standards import Act, act_terms, read_acts, register
from tests.standards.histories import acts_bytes, branch, day, ratified, rule_of, shipped_rule

FOLDER = "decisions/paris-entry-into-force"
SHARE = "emissions_hundredths_percent"


@pytest.fixture(scope="module")
def table(shared_data):
    path = shared_data / FOLDER / "paris-agreement.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def acts(shared_data):
    data = (shared_data / FOLDER / "history.csv").read_bytes()
    return read_acts(data, "history.csv", act_terms(shipped_rule("paris-agreement-21")))


def had(found):
    return {one.of: one.had for one in found.conditions[0]}


@pytest.mark.parametrize(
    ("when", "parties", "share"),
    [("2016-09-21", 60, 4776), ("2016-10-04", 63, 5211), ("2016-10-05", 74, 5882)],
)
def test_register_D6_paris_on_the_days_before(acts, when, parties, share):
    found = register(shipped_rule("paris-agreement-21"), acts, day(when))
    assert len([one for one in found.parties.values() if one.consent]) == parties
    assert had(found)[SHARE] == share
    assert (found.entry is not None) is (when == "2016-10-05")


def test_register_D6_paris_trigger_and_entry(acts):
    found = register(shipped_rule("paris-agreement-21"), acts, day("2016-12-31"))
    assert (found.entry.trigger, found.entry.in_force) == (day("2016-10-05"), day("2016-11-04"))
    assert len(found.entry.acts) == 11
    assert found.is_in_force
    assert not register(found.rule, acts, day("2016-11-03")).is_in_force
    assert register(found.rule, acts, day("2016-11-04")).is_in_force
    # The union’s instrument adds nothing to those of its members.
    assert had(found)["parties"] == 73


def test_register_D6_paris_all_195_dates_of_effect(acts, table):
    found = register(shipped_rule("paris-agreement-21"), acts, day("2023-12-31"))
    published = {row["Code"]: row["Date-Of-Effect"] for row in table if row["Date-Of-Effect"]}
    computed = {party: str(one.effect) for party, one in found.parties.items() if one.effect}
    assert len(published) == 195
    assert computed == published


def rows_of_table(table):
    """Return consents as the table of current status has them, in order of date."""
    consents = [row for row in table if row["Ratification"]]
    consents.sort(key=lambda row: row["Ratification"])
    return [
        Act(
            row["Code"],
            "ratification",
            day(row["Ratification"]),
            measures={SHARE: round(float(row["Percentage"] or 0) * 100)},
        )
        for row in consents
    ]


def test_register_D6_wrong_from_the_current_status_of_the_united_states(table):
    found = register(shipped_rule("paris-agreement-21"), rows_of_table(table), day("2016-12-31"))
    assert found.entry.trigger == day("2016-11-08")


def test_register_D6_wrong_by_adding_the_row_of_the_union(acts, table):
    union = next(row for row in table if row["Code"] == "EUU")
    share = round(float(union["Percentage"]) * 100)
    added = [
        act if act.party != "EUU" else Act(act.party, act.kind, act.day, measures={SHARE: share})
        for act in acts
    ]
    right = shipped_rule("paris-agreement-21")
    measure = {"measure": SHARE, "set": "all", "at_least": [55, 100], "of": 10_000}
    wrong = rule_of(branches=[branch([55], [measure])])
    assert had(register(wrong, added, day("2016-10-05")))[SHARE] == 7092
    assert had(register(right, added, day("2016-10-05")))[SHARE] == 5882


def test_register_D6_who_left_and_came_back(acts):
    rule = shipped_rule("paris-agreement-21")
    states = {
        when: register(rule, acts, day(when)).parties["USA"].state
        for when in ("2016-11-03", "2016-11-04", "2020-11-03", "2020-11-04", "2021-01-20")
    }
    assert list(states.values()) == ["consented", "in_force", "in_force", "withdrawn", "consented"]
    assert register(rule, acts, day("2021-02-19")).parties["USA"].state == "in_force"


def state(acts, when, party="A", rule=None):
    return register(rule or rule_of(branches=[branch([1])]), acts, day(when)).parties[party]


def test_register_D6_states_of_a_party():
    acts = [
        Act("A", "signature", day("2020-01-01")),
        Act("A", "provisional_application", day("2020-02-01")),
        *ratified(("A", "2020-03-01")),
        Act("A", "withdrawal", day("2021-01-01"), effect=day("2022-01-01")),
    ]
    days = ["2020-01-01", "2020-02-01", "2020-03-01", "2020-03-31", "2021-12-31", "2022-01-01"]
    told = ["signed", "provisional", "provisional", "in_force", "in_force", "withdrawn"]
    assert [state(acts, when).state for when in days] == told
    assert state(acts, "2021-01-01").until == day("2022-01-01")
    ended = [*acts[:2], Act("A", "provisional_application_end", day("2020-02-09"))]
    assert state(ended, "2020-02-09").state == "signed"
    assert state([Act("A", "declaration", day("2020-01-01"))], "2020-01-01").state == "none"


def test_register_D6_an_endorsement_is_a_state_too():
    acts = [
        Act("A", "endorsement", day("2026-02-02"), source="host"),
        Act("A", "endorsement_withdrawal", day("2026-03-03"), source="host"),
    ]
    assert state(acts, "2026-02-02").state == "endorsed"
    assert state(acts, "2026-03-03").state == "withdrawn"


def test_register_D6_later_consents_have_their_own_delay_or_wait_for_a_decision():
    acts = ratified(("A", "2020-01-01"), ("B", "2020-06-01"))
    assert state(acts, "2021-01-01", "B").effect == day("2020-07-01")
    waits = rule_of(branches=[branch([1])], per_party_delay=None)
    assert state(acts, "2021-01-01", "B", waits).effect is None
    assert state(acts, "2021-01-01", "B", waits).state == "consented"
    decided = [acts[0], Act("B", "accession", day("2020-06-01"), effect=day("2020-09-09"))]
    assert state(decided, "2021-01-01", "B", waits).effect == day("2020-09-09")


def test_register_D6_an_effect_of_its_own_is_never_before_entry_into_force():
    acts = [Act("A", "succession", day("2020-01-01"), effect=day("2019-01-01"))]
    assert state(acts, "2021-01-01").effect == day("2020-01-31")


def test_register_D6_a_correction_moves_the_trigger_from_the_day_it_is_known():
    acts = [
        *ratified(("A", "2020-01-01"), ("B", "2020-02-01")),
        Act("C", "ratification", day("2020-03-01"), number="N1"),
        Act("C", "correction", day("2020-06-01"), corrects="N1", corrected=day("2020-02-20")),
    ]
    before = register(rule_of(), acts, day("2020-05-31")).entry
    after = register(rule_of(), acts, day("2020-06-01")).entry
    assert (before.trigger, after.trigger) == (day("2020-03-01"), day("2020-02-20"))


def test_register_D6_what_is_missing_is_named_with_both_sides():
    found = register(rule_of(), ratified(("A", "2020-01-01")), day("2020-01-01"))
    ((place, one),) = found.missing
    assert (place, one.of, one.had, one.required) == (0, "parties", 1, 3)
    assert register(rule_of(), [], day("2020-01-01")).missing[0][1].had == 0


def test_register_D6_a_file_sorted_or_not_within_a_day_gives_the_same():
    rows = [f"P{n},ratification,2020-01-0{1 + n // 4}" for n in range(12)]
    rule = rule_of()
    first = register(rule, read_acts(acts_bytes(rows)), day("2020-02-20"))
    mixed = [*rows[3::-1], *rows[7:3:-1], *rows[:7:-1]]
    second = register(rule, read_acts(acts_bytes(mixed)), day("2020-02-20"))
    assert [one.state for one in first.parties.values()] == [
        one.state for one in second.parties.values()
    ]
    assert first.entry.in_force == second.entry.in_force == day("2020-01-01") + timedelta(days=30)


KINDS = ("signature", "ratification", "withdrawal", "provisional_application", "declaration")


@st.composite
def histories(draw):
    """Return acts of a few parties in order of day, such as the register would take."""
    days = sorted(draw(st.lists(st.integers(0, 40), max_size=14)))
    acts = []
    for n in days:
        act = Act(draw(st.sampled_from("ABCD")), draw(st.sampled_from(KINDS)), FIRST + timedelta(n))
        bound = [one for one in acts if one.party == act.party and one.kind in KINDS[1:3]]
        consented = bool(bound) and bound[-1].kind == "ratification"
        same_day = bool(bound) and bound[-1].day == act.day
        if act.kind not in KINDS[1:3] or ((act.kind == "withdrawal") is consented and not same_day):
            acts.append(act)
    return acts


FIRST = day("2020-01-01")
NEXT = {
    "none": {"none", "signed", "provisional", "consented", "in_force"},
    "signed": {"signed", "provisional", "consented", "in_force"},
    "provisional": {"provisional", "consented", "in_force", "withdrawn"},
    "consented": {"consented", "provisional", "in_force", "withdrawn"},
    "in_force": {"in_force", "withdrawn"},
    "withdrawn": {"withdrawn", "consented", "provisional", "in_force"},
}


@settings(max_examples=40, deadline=None)
@given(histories(), st.integers(0, 45))
def test_register_D6_later_acts_change_nothing_of_an_earlier_day(acts, after):
    at = FIRST + timedelta(after)
    known = [act for act in acts if act.day <= at]
    assert register(rule_of(), acts, at).parties == register(rule_of(), known, at).parties
    assert register(rule_of(), acts, at).entry == register(rule_of(), known, at).entry


@settings(max_examples=20, deadline=None)
@given(histories())
def test_register_D6_states_follow_one_another_as_they_may(acts):
    rule = rule_of(branches=[branch([2], delay={"days": 5, "months": 0, "anchor": "day"})])
    before = {}
    for after in range(48):
        found = register(rule, acts, FIRST + timedelta(after))
        for party, one in found.parties.items():
            assert one.state in NEXT[before.get(party, "none")]
            before[party] = one.state
