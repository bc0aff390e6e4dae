import pytest

from comity.site.dialogue.queries.tiers import shaping_tier, taken_tiers
from tests.site.dialogue.world import ID, opened

pytestmark = pytest.mark.django_db


def test_tiers_are_told_as_they_were_fixed_at_the_opening(log, instance):
    opened(instance)
    assert taken_tiers(ID) == ("anonymous",)
    assert shaping_tier(ID) == "anonymous"
    assert taken_tiers("dia-404") == ()
