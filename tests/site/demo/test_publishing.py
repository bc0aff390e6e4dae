"""A report that was drafted before a stop is signed as it was drafted."""

from dataclasses import replace

import pytest

from comity.site.demo import publishing
from comity.site.demo.held import hold
from comity.site.demo.people import plant_people
from comity.site.demo.restated import BEGAN_BEFORE, HELD
from comity.site.demo.world import secretary
from comity.site.dialogue.queries import draft_of, report_with
from comity.site.record.intake import open_intake
from comity.site.record.keeping import log_key, open_log
from tests.site.conftest import NOW


@pytest.mark.django_db
def test_what_was_cut_off_after_the_draft_is_signed_the_next_time(instance, monkeypatch):
    began, held, by = NOW - BEGAN_BEFORE, replace(HELD, people=30), secretary(NOW)
    log = open_log(
        signer=log_key(instance.key_file, instance.instance.origin), simulated=True, now=began
    )
    open_intake(log=log, key_file=instance.key_file, now=began)
    plant_people(log=log, began=NOW, now=began)
    hold(log=log, configuration=instance, held=held, acting=by.acting(), began=NOW)
    given = {"log": log, "configuration": instance, "held": held, "by": by, "at": NOW}

    def cut_off(**_):
        raise OSError("killed here")

    with monkeypatch.context() as stopped:
        stopped.setattr(publishing, "publish_report", cut_off)
        with pytest.raises(OSError, match="killed here"):
            publishing.publish_held(**given)
    drafted = draft_of(held.id)
    assert drafted is not None
    monkeypatch.setattr(publishing, "compute_report", cut_off)
    publishing.publish_held(**given)
    assert report_with(held.id).simulated
