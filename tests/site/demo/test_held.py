import pytest

from comity.site.demo.awaiting import HELD
from comity.site.demo.held import hold
from comity.site.demo.people import plant_people
from comity.site.demo.world import secretary
from comity.site.dialogue.actions import begin_closing
from comity.site.dialogue.queries import conversation_with
from comity.site.record.intake import open_intake
from comity.site.record.keeping import log_key, open_log
from tests.site.conftest import NOW, YEAR

pytestmark = pytest.mark.django_db


def test_what_was_cut_off_while_it_closed_is_closed_the_next_time(instance, monkeypatch):
    signer = log_key(instance.key_file, instance.instance.origin)
    log = open_log(signer=signer, simulated=True, now=NOW - YEAR)
    open_intake(log=log, key_file=instance.key_file, now=NOW - YEAR)
    plant_people(log=log, began=NOW, now=NOW - YEAR)
    acting = secretary(NOW).acting()

    def cut_off(**given):
        begin_closing(**given)
        raise OSError("killed here")

    monkeypatch.setattr("comity.site.demo.held.begin_closing", cut_off)
    with pytest.raises(OSError, match="killed here"):
        hold(log=log, configuration=instance, held=HELD, acting=acting, began=NOW)
    assert conversation_with(HELD.id, NOW).stage == "closing"
    hold(log=log, configuration=instance, held=HELD, acting=acting, began=NOW)
    assert conversation_with(HELD.id, NOW).took_part == HELD.people
    assert conversation_with(HELD.id, NOW).stage == "closed"
