"""The arrays give what the careful way gives, instrument by instrument and party by party."""

from datetime import date

import numpy as np
import pytest

from comity.standards import (
    Act,
    ActArrays,
    ArrayRule,
    Delay,
    entries,
    register,
    states,
)
from comity.standards.register_arrays import (
    CONSENT,
    NEVER,
    OTHER,
    SIGNATURE,
    STATES,
    WITHDRAWAL,
)
from tests.standards.histories import branch, rule_of

START = date(2020, 1, 1).toordinal()
NAMES = {CONSENT: "ratification", WITHDRAWAL: "withdrawal", SIGNATURE: "signature"}


def world(seed, instruments=60, parties=5, acts=5):
    random = np.random.Generator(np.random.PCG64(seed))
    shape = (acts, instruments, parties)
    days = np.cumsum(random.integers(1, 30, shape), axis=0).astype(np.int32) + np.int32(START)
    kinds = random.choice([CONSENT, CONSENT, WITHDRAWAL, SIGNATURE, OTHER], shape).astype(np.int8)
    weights = random.integers(0, 60, (instruments, parties), dtype=np.int64)
    needed = random.integers(1, parties, instruments)
    top = random.integers(0, 7, instruments)
    share = top, np.full(instruments, 10)
    delay = [Delay(days=20), Delay(months=1, anchor="first_of_next_month")][seed % 2]
    return ActArrays(kinds, days, weights), ArrayRule(
        needed, share, np.full(instruments, 100), delay, Delay(days=7)
    )


def written(delay):
    return {"days": delay.days, "months": delay.months, "anchor": delay.anchor}


def one_by_one(acts, rule, instrument, at):
    """Return the register of one instrument of the arrays, computed in the careful way."""
    history = [
        Act(f"P{party}", NAMES[kind], date.fromordinal(day), measures={"w": weight})
        for party in range(acts.days.shape[2])
        for kind, day, weight in zip(
            acts.kinds[:, instrument, party].tolist(),
            acts.days[:, instrument, party].tolist(),
            [int(acts.weights[instrument, party])] * len(acts.days),
            strict=True,
        )
        if kind in NAMES
    ]
    top, bottom, whole = (int(one[instrument]) for one in (*rule.share, rule.whole))
    measure = {"measure": "w", "set": "all", "at_least": [top, bottom], "of": whole}
    conditions = branch(
        [int(rule.parties[instrument])],
        [measure] if top else [],
        delay=written(rule.delay),
    )
    return register(
        rule_of(branches=[conditions], per_party_delay=written(rule.per_party)), history, at
    )


def day_of(entry, which):
    return NEVER if entry is None else getattr(entry, which).toordinal()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("after", [40, 200])
def test_register_D6_arrays_give_what_one_by_one_gives(seed, after):
    acts, rule = world(seed)
    at = date.fromordinal(START + after)
    found = entries(acts, rule, at)
    stands = states(acts, found, rule, at)
    for instrument in range(acts.days.shape[1]):
        careful = one_by_one(acts, rule, instrument, at)
        assert found.trigger[instrument] == day_of(careful.entry, "trigger")
        assert found.in_force[instrument] == day_of(careful.entry, "in_force")
        for party in range(acts.days.shape[2]):
            own = careful.parties.get(f"P{party}")
            told = "none" if own is None else own.state
            assert STATES[stands[instrument, party]] == told
    assert (found.trigger != NEVER).any()


def test_no_acts_at_all():
    acts, rule = world(1)
    early = date.fromordinal(START - 1)
    found = entries(acts, rule, early)
    assert (found.trigger == NEVER).all()
    assert (states(acts, found, rule, early) == 0).all()
