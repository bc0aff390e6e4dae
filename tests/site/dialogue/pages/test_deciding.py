"""Forms of moderators: each names a statement, a decision, and the reason beside it."""

import pytest

from comity.site.dialogue.models import Statement
from tests.site.dialogue.world import ID, NOW, opened, submit
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
DO = f"/en/dialogue/conversations/{ID}/do/"


@pytest.fixture
def moderating(log, instance, client, monkeypatch):
    """The browser of a moderator, for whom the fourth statement waits."""
    for place in ("running", "deciding"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: NOW)
    opened(instance)
    assert submit(instance, 1, "Ask the fishermen too.") == 4
    somebody("moderator", person="p-1")
    sign_in(client, "p-1")
    return client


def moderate(client, **changes):
    fields = {"statement": "4", "decision": "rejected", "reason": "unclear", **changes}
    return client.post(f"{DO}moderate", fields)


def test_one_form_has_one_reason_or_one_for_each_decision(moderating):
    beside = {"reason": "personal", "reason-rejected": "off_topic"}
    assert moderate(moderating, **beside).status_code == 303
    assert Statement.objects.get(number=4).reason == "off_topic"


def test_accepted_no_reason_is_kept(moderating):
    assert moderate(moderating, decision="accepted").status_code == 303
    statement = Statement.objects.get(number=4)
    assert (statement.state, statement.reason) == ("accepted", "")


@pytest.mark.parametrize("change", [{"decision": "postponed"}, {"reason": ""}, {"statement": "x"}])
def test_what_is_no_decision_changes_nothing(moderating, change):
    assert moderate(moderating, **change).status_code == 409
    assert Statement.objects.get(number=4).state == "waiting"


def test_no_reason_is_chosen_beforehand(moderating):
    page = moderating.get(f"/en/dialogue/conversations/{ID}/office/").content.decode()
    assert 'name="reason" required><option value="">' in page  # a browser asks for one
    assert 'value="accepted" formnovalidate' in page  # and showing it needs none
