import pytest

from comity.edge import locked
from comity.site import placing
from comity.site.frozen import Frozen, freeze, thaw
from comity.site.placing import place_unless_served
from comity.site.record.models import Entry
from tests.site.conftest import NOW, SIGNER

pytestmark = pytest.mark.django_db


def test_what_waits_gets_its_place_unless_a_server_gives_it_or_all_is_frozen(
    log, instance, monkeypatch
):
    monkeypatch.setattr(placing, "load_key", lambda _: SIGNER)
    instance.data_folder.mkdir(exist_ok=True)
    with locked(instance.data_folder / "server.lock"):
        place_unless_served(instance, NOW)
    assert Entry.objects.get().idx is None
    freeze(instance.data_folder, Frozen(log.origin, 0, "2026-11-26T12:00:00Z"))
    place_unless_served(instance, NOW)
    assert Entry.objects.get().idx is None
    thaw(instance.data_folder)
    place_unless_served(instance, NOW)
    assert Entry.objects.get().idx == 0
