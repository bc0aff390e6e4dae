import pytest
from pydantic import ValidationError

from comity.site.api import sendings
from comity.site.dialogue.actions import MOST_AT_ONCE

VOTE = {"statement": 1, "vote": 1}


@pytest.mark.parametrize("name", sorted(set(sendings.__all__) - {"Paging", "Sought"}))
def test_what_is_not_named_is_refused_and_not_passed_over(name):
    with pytest.raises(ValidationError, match="extra_forbidden"):
        getattr(sendings, name).model_validate({"role": "secretary"})


@pytest.mark.parametrize("count", [0, MOST_AT_ONCE + 1])
def test_so_many_votes_are_no_batch(count):
    with pytest.raises(ValidationError):
        sendings.Ballots.model_validate({"votes": [VOTE] * count})
    assert sendings.Ballots.model_validate({"votes": [VOTE] * MOST_AT_ONCE})


def test_a_vote_out_of_range_is_taken_here_and_named_later_so_that_the_others_are_kept():
    assert sendings.Vote.model_validate({"statement": -3, "vote": 7}).vote == 7


def test_a_decision_is_one_of_two():
    with pytest.raises(ValidationError):
        sendings.Decision.model_validate({"decision": "perhaps"})
