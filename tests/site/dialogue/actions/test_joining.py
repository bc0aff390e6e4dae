import pytest

from comity.dialogue import pseudonym_in
from comity.fault import RefusedError
from comity.site.dialogue.actions.joining import refuse_other_tiers
from tests.site.dialogue.world import terms

NAME = "0" * 32


def test_who_is_of_a_tier_that_takes_part_is_not_refused():
    accredited = terms(tiers=("accredited",)), pseudonym_in("accredited", NAME)
    assert [refuse_other_tiers(terms(), NAME), refuse_other_tiers(*accredited)] == [None, None]


@pytest.mark.parametrize("tier", ["anonymous", "delegation"])
def test_who_is_of_another_is(tier):
    with pytest.raises(RefusedError) as refused:
        refuse_other_tiers(terms(tiers=("accredited",)), pseudonym_in(tier, NAME))
    assert refused.value.faults[0].code == "dialogue.tier_not_taken"
