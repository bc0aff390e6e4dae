import pytest

from comity.site.dialogue.queries import EMBED, embed_origins
from comity.site.record.models import Entry
from tests.site.dialogue.actions.test_embedding import ONE, allow, secretary
from tests.site.dialogue.world import ID

__all__ = ["secretary"]

pytestmark = pytest.mark.django_db


def test_it_is_the_conversations_own_list(secretary):
    allow(secretary, ONE)
    assert embed_origins(ID) == (ONE,)
    assert embed_origins("dia-99") == ()
    assert Entry.objects.get(act=EMBED).subject.endswith(ID)
