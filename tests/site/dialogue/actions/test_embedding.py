import pytest

from comity.fault import RefusedError
from comity.site.dialogue.actions import EMBED, MODERATE, allow_embedding
from comity.site.dialogue.queries import embed_origins
from comity.site.home.health import reconcile
from comity.site.record.models import Entry, Log
from tests.site.conftest import sequence
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.world import ID, LATER, NOW, office, opened

pytestmark = pytest.mark.django_db
ONE, OTHER = "https://a.example", "https://b.example:8443"


@pytest.fixture
def secretary(log, instance):
    """Somebody who may set the list of a conversation that is open."""
    opened(instance)
    return office("secretary", EMBED, id="m-embed")


def allow(acting, *origins, now=NOW):
    allow_embedding(log=Log.objects.get(), conversation=ID, origins=origins, acting=acting, now=now)


def test_the_whole_list_is_an_entry_and_the_last_counts(secretary, instance):
    assert embed_origins(ID) == ()
    allow(secretary, OTHER, ONE)
    assert embed_origins(ID) == (ONE, OTHER)
    allow(secretary, ONE, OTHER)
    assert Entry.objects.filter(act=EMBED).count() == 1
    allow(secretary)
    assert embed_origins(ID) == ()
    sequence(instance.log_folder)
    assert reconcile(instance, NOW).differences == []


@pytest.mark.parametrize("origins", [("https://a.example; script-src *",), (ONE, ONE)])
def test_threat_a_list_that_is_none_is_refused_whole(origins, secretary):
    with pytest.raises(RefusedError):
        allow(secretary, *origins)
    assert not Entry.objects.filter(act=EMBED).exists()


def test_a_moderator_or_a_visitor_sets_nothing(secretary):
    for who in (None, office("moderator", MODERATE, id="m-other")):
        with pytest.raises(RefusedError):
            allow(who, ONE)
    assert embed_origins(ID) == ()


def test_after_the_close_nothing_is_entered_about_it(log, instance):
    close_voted(instance)
    with pytest.raises(RefusedError) as raised:
        allow(office("secretary", EMBED, id="m-embed"), ONE, now=LATER)
    assert raised.value.faults[0].code == "dialogue.over"
