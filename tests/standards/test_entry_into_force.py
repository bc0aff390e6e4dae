"""Entry into force: each instrument of the research, both ways to be wrong, and an oracle."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.standards import Act, by_party, consents_of, entry_into_force, register
from comity.standards.entry_into_force import conditions_of
from tests.standards.histories import (
    DELAY,
    acts_of,
    branch,
    day,
    ratified,
    rule_of,
    shipped_rule,
)


def entry(rule, acts, at="2099-12-31"):
    histories = by_party(acts)
    consents = {party: consents_of(own, rule) for party, own in histories.items()}
    return entry_into_force(rule, consents, day(at))


def dates(rule, acts, at="2099-12-31"):
    found = entry(rule, acts, at)
    return None if found is None else (str(found.trigger), str(found.in_force))


def on_days(rule, number, before, last, kind="ratification"):
    """Return consents of ``number`` parties: all before, and the last on its own day."""
    parties = [f"P{place:03}" for place in range(number)]
    days = [*[before] * (number - 1), last]
    return [Act(party, kind, day(when)) for party, when in zip(parties, days, strict=True)]


FIFTY = {
    "arms-trade-treaty-22": ("2014-04-02", "2014-09-25", "2014-12-24"),
    "tpnw-15": ("2020-09-30", "2020-10-24", "2021-01-22"),
}


@pytest.mark.parametrize("name", FIFTY)
def test_register_D6_the_fiftieth_instrument(name):
    before, last, in_force = FIFTY[name]
    rule = shipped_rule(name)
    assert dates(rule, on_days(rule, 50, before, last)) == (last, in_force)
    assert dates(rule, on_days(rule, 49, before, last)) is None


def kyoto(rows):
    rule = shipped_rule("kyoto-25")
    return rule, acts_of(rows, "party,act,date,co2_1990_gg", rule)


# What Annex I parties that had consented before had emitted; and the one that came last.
KYOTO_BEFORE = {"DEU": 1_012_443, "JPN": 1_173_360, "GBR": 584_078, "FRA": 366_536, "ITA": 428_941}
KYOTO_MORE = {"POL": 414_930, "CAN": 457_441, "ESP": 260_654, "NLD": 167_600, "ROU": 171_103}


def test_register_D6_kyoto_needs_both_the_parties_and_the_share_of_the_annex():
    others = [f"X{place:03},ratification,2002-05-01,0" for place in range(60)]
    annex = [f"{p},ratification,2002-05-31,{v}" for p, v in (KYOTO_BEFORE | KYOTO_MORE).items()]
    russia = ["RUS,ratification,2004-11-18,2388720"]
    assert dates(*kyoto([*others, *annex])) is None
    # 55 per cent of 13,728,306 is 7,550,569; those of the first day and Russia have 7,425,806.
    assert dates(*kyoto([*others, *annex, *russia])) is None
    czechs = ["CZE,ratification,2001-11-15,169514"]
    assert dates(*kyoto([*czechs, *others, *annex, *russia])) == ("2004-11-18", "2005-02-16")


def test_register_D6_a_party_outside_the_annex_brings_no_share():
    rows = [f"X{place:03},ratification,2002-05-01,13728306" for place in range(60)]
    assert dates(*kyoto(rows)) is None


def test_register_D6_cptpp_six_signatories():
    rule = shipped_rule("cptpp-3")
    days = ["2018-06-28", "2018-07-06", "2018-07-19", "2018-10-25", "2018-10-29", "2018-10-31"]
    six = list(zip(["MEX", "JPN", "SGP", "NZL", "CAN", "AUS"], days, strict=True))
    assert dates(rule, ratified(*six)) == ("2018-10-31", "2018-12-30")
    assert dates(rule, ratified(*six[:5], ("GBR", "2018-10-30"))) is None


def test_register_D6_the_smaller_of_a_number_and_a_share():
    members = [{"party": party, "from": None, "until": None} for party in "ABCDEFG"]
    count = [{"set": "signatories", "at_least": 6, "or_share": [1, 2]}]
    rule = rule_of(sets={"signatories": members}, branches=[branch() | {"count": count}])
    one = ("2020-01-01",)
    assert dates(rule, ratified(*((p, *one) for p in "ABC"))) is None
    assert dates(rule, ratified(*((p, *one) for p in "ABCD"))) == ("2020-01-01", "2020-01-31")


MEMBERS = ("GBR", "NOR", "ISL")
CETS = "council-of-europe-225"


@pytest.mark.parametrize(
    ("met", "in_force"),
    [
        ("2026-05-15", "2026-09-01"),
        ("2026-11-30", "2027-03-01"),
        ("2026-05-31", "2026-09-01"),
        ("2026-05-01", "2026-09-01"),
        ("2026-11-28", "2027-03-01"),
    ],
)
def test_register_D6_council_of_europe_first_of_the_month_after_three_months(met, in_force):
    early = [(party, "2026-02-02") for party in (*MEMBERS, "JPN")]
    assert dates(shipped_rule(CETS), ratified(*early, ("CAN", met))) == (met, in_force)


def test_register_D6_the_union_is_a_signatory_and_no_member_state():
    rule = shipped_rule(CETS)
    seven = ("EUU", "JPN", "CAN", "USA", "ISR", "GBR", "NOR")
    acts = ratified(*((party, "2026-02-02") for party in seven))
    assert dates(rule, acts) is None
    (short,) = register(rule, acts, day("2026-12-31")).missing
    assert (short[1].set, short[1].had, short[1].required) == ("member-states", 2, 3)
    assert dates(rule, [*acts, *ratified(("ISL", "2026-03-03"))]) == ("2026-03-03", "2026-07-01")
    # The union makes five of four others.
    five = ratified(*((party, "2026-02-02") for party in ("EUU", "JPN", *MEMBERS)))
    assert dates(rule, five) is not None
    assert dates(rule, five[1:]) is None


def test_register_D6_accession_is_no_way_into_the_first_five():
    acts = [Act(one.party, "accession", one.day) for one in ratified(("JPN", "2026-02-02"))]
    four = ratified(*((party, "2026-02-02") for party in ("CAN", *MEMBERS)))
    assert dates(shipped_rule(CETS), [*acts, *four]) is None


def test_register_D6_any_one_of_44_missing_means_never():
    rule = shipped_rule("ctbt-14")
    names = rule.sets.on("annex-2", day("2000-01-01"))
    assert len(names) == 44
    everybody = [(name, "1999-01-01") for name in names]
    assert dates(rule, ratified(*everybody)) == ("1999-01-01", "1999-06-30")
    for missing in range(44):
        rest = everybody[:missing] + everybody[missing + 1 :]
        others = [(f"X{n}", "1999-01-01") for n in range(150)]
        assert dates(rule, ratified(*rest, *others)) is None


def test_register_D6_not_before_two_years_after_opening():
    rule = shipped_rule("ctbt-14")
    names = rule.sets.on("annex-2", day("2000-01-01"))
    acts = ratified(*((name, "1997-01-01") for name in names))
    assert dates(rule, acts) == ("1997-01-01", "1998-09-24")


TPP = {"USA": 6_060, "JPN": 1_770, "CAN": 660, "AUS": 540, "MEX": 450, "MYS": 120, "SGP": 110}
TPP |= {"CHL": 100, "PER": 70, "NZL": 66, "VNM": 47, "BRN": 7}


def tpp(days):
    rule = shipped_rule("tpp-30-5")
    rows = [f"{party},ratification,{when},{TPP[party]}" for party, when in days.items()]
    return rule, acts_of(rows, "party,act,date,gdp_2013_hundredths_percent", rule)


def test_register_D6_tpp_all_twelve_or_after_two_years_six_with_85_per_cent():
    assert sum(TPP.values()) == 10_000
    every = dict.fromkeys(TPP, "2017-03-01")
    assert dates(*tpp(every)) == ("2017-03-01", "2017-04-30")
    six = dict.fromkeys(("USA", "JPN", "CAN", "AUS", "MEX", "MYS"), "2017-03-01")
    met = entry(*tpp(six))
    assert (str(met.trigger), str(met.in_force), met.branch) == ("2018-02-04", "2018-04-05", 1)
    assert met.acts == ()
    assert dates(*tpp(six), at="2018-02-03") is None
    five = dict(list(six.items())[:5])
    assert dates(*tpp(five)) is None
    assert dates(*tpp(dict.fromkeys(set(TPP) - {"USA"}, "2017-03-01"))) is None
    assert dates(*tpp(five | {"BRN": "2018-06-01"})) == ("2018-06-01", "2018-07-31")


def withdrawn(party, when):
    return Act(party, "withdrawal", day(when))


THREE = ratified(("A", "2020-01-01"), ("B", "2020-02-01"), ("C", "2020-03-01"))


def test_register_D6_a_denunciation_before_entry_removes_the_consent():
    assert dates(rule_of(), [*THREE, withdrawn("A", "2020-02-15")]) is None
    assert dates(rule_of(), [*THREE, withdrawn("A", "2020-03-15")]) is None
    again = [*THREE, withdrawn("A", "2020-03-15"), *ratified(("D", "2020-05-01"))]
    assert dates(rule_of(), again) == ("2020-05-01", "2020-05-31")


def test_register_D6_a_denunciation_after_entry_does_not_end_it_unless_the_rule_says_so():
    acts = [*THREE, withdrawn("A", "2020-06-01")]
    assert dates(rule_of(), acts) == ("2020-03-01", "2020-03-31")
    assert register(rule_of(), acts, day("2020-07-01")).is_in_force
    ends = rule_of(ends_below=True)
    assert entry(ends, acts).ended == day("2020-06-01")
    assert not register(ends, acts, day("2020-07-01")).is_in_force
    assert register(ends, acts, day("2020-05-31")).is_in_force


def test_register_D6_who_leaves_a_set_no_longer_counts_in_it():
    members = [{"party": p, "from": None, "until": None} for p in "AB"]
    members.append({"party": "C", "from": "2020-06-01", "until": "2021-01-01"})
    rule = rule_of(sets={"members": members}, branches=[branch([(3, "members")])])
    assert dates(rule, THREE) == ("2020-06-01", "2020-07-01")
    assert dates(rule, THREE, at="2020-05-31") is None
    late = [*THREE[1:], *ratified(("A", "2021-01-01"))]
    assert dates(rule, late) is None


def test_register_D6_a_day_is_as_if_later_acts_were_not_there():
    assert dates(rule_of(), THREE, at="2020-02-29") is None
    assert dates(rule_of(), THREE, at="2020-03-01") == ("2020-03-01", "2020-03-31")


# The oracle: slow and plain, with fractions, from the text of the rule and not from the engine.
PARTIES = "ABCDEFG"


def naive_entry(rule, acts):
    """Return trigger and entry by looking at every single day."""
    if not acts:
        return None
    first = min(act.day for act in acts)
    days = [first + timedelta(days=n) for n in range(100)]
    return min(
        (
            found
            for one in rule.branches
            for found in [naive_branch(rule, one, acts, days)]
            if found
        ),
        key=lambda pair: pair[1],
        default=None,
    )


def naive_branch(rule, one, acts, days):
    met = [naive_holds(rule, one, acts, when) for when in days]
    for place, when in enumerate(days):
        in_force = when + timedelta(days=one.delay.days)
        until = [ok for each, ok in zip(days, met, strict=True) if when <= each < in_force]
        if met[place] and all(until or [True]):
            return when, in_force
    return None


def naive_holds(rule, one, acts, when):
    stands = {}
    for act in sorted(acts, key=lambda act: (act.day, act.kind != "withdrawal")):
        if act.day <= when:
            stands[act.party] = None if act.kind == "withdrawal" else act
    there = {party: act for party, act in stands.items() if act is not None}
    enough = len([party for party in there if party != "G"]) >= one.conditions[0].at_least
    weight = sum((act.measures["w"] for party, act in there.items() if party != "G"), 0)
    share = Fraction(*one.conditions[1].at_least)
    return enough and Fraction(weight, one.conditions[1].of) >= share


@st.composite
def worlds(draw):
    """Return a rule with two branches and a history that could be."""
    shares = st.tuples(st.integers(1, 7), st.integers(7, 12))
    branches = [
        branch(
            [draw(st.integers(1, 6))],
            [{"measure": "w", "set": "all", "at_least": list(draw(shares)), "of": 100}],
            delay={"days": draw(st.integers(0, 20)), "months": 0, "anchor": "day"},
        )
        for _ in range(2)
    ]
    groups = [{"party": "G", "members": "g", "counted": False}]
    rule = rule_of(branches=branches, groups=groups, sets={"g": []}, per_party_delay=DELAY)
    acts = []
    for party in PARTIES:
        days = sorted(draw(st.sets(st.integers(0, 60), max_size=4)))
        weight = draw(st.integers(0, 60))
        for place, n in enumerate(days):
            when = date(2020, 1, 1) + timedelta(days=n)
            kind = "withdrawal" if place % 2 else "ratification"
            acts.append(Act(party, kind, when, measures={"w": weight}))
    return rule, acts


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_register_D6_a_naive_implementation_with_fractions_agrees(world):
    rule, acts = world
    found, naive = entry(rule, acts), naive_entry(rule, acts)
    assert (found and (found.trigger, found.in_force)) == naive


@settings(max_examples=25, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_register_D6_neither_the_order_of_acts_nor_the_names_of_parties_matter(world, random):
    rule, acts = world
    before = entry(rule, acts)
    mixed = random.sample(acts, len(acts))
    assert entry(rule, mixed) == before
    names = dict(zip("ABCDEF", random.sample(["V", "W", "X", "Y", "Z", "Q"], 6), strict=True))
    named = [
        Act(names.get(act.party, "G"), act.kind, act.day, measures=act.measures) for act in acts
    ]
    after = entry(rule, named)
    assert (after and after.trigger, after and after.in_force) == (
        before and before.trigger,
        before and before.in_force,
    )


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_what_the_sweep_had_is_what_a_day_by_itself_gives(world):
    rule, acts = world
    found = entry(rule, acts)
    if found is None:
        return
    consents = {party: consents_of(own, rule) for party, own in by_party(acts).items()}
    own = conditions_of(rule, consents, found.trigger)[found.branch]
    assert all(one.passed for one in own)
