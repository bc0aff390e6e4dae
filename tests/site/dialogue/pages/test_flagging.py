from dataclasses import replace

import pytest

from comity.site.dialogue.actions import DECIDE
from comity.site.dialogue.queries import draft_flags, flag_decisions
from comity.site.dialogue.tasks import draft_now
from comity.site.profile import Profile
from comity.site.record.models import Entry
from tests.site.dialogue.flagged import draft_flagged
from tests.site.dialogue.world import ID, LATER
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
ONE = f"/en/dialogue/conversations/{ID}/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    for place in ("flagging", "running"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: LATER)


@pytest.fixture
def component(log, instance):
    draft_flagged(instance)
    (flag,) = draft_flags(ID, instance.draft_folder)
    return flag["component"]


@pytest.fixture
def secretary(component, client):
    somebody("secretary", person="p-1", name="Ilsa Verrane")
    sign_in(client, "p-1")
    return component


def test_a_secretary_decides_and_the_next_draft_shows_it(secretary, client, instance, settings):
    assert "nobody has decided on them yet" in client.get(f"{ONE}draft/").content.decode()
    page = client.get(f"{ONE}flags/").content.decode()
    assert secretary in page
    assert "4 people" in page
    sent = {f"d-{secretary}": "dismissed", f"r-{secretary}": "They share an office"}
    assert client.post(f"{ONE}do/decide-flags", sent).status_code == 303
    (decided,) = flag_decisions(ID)
    assert (decided.ruling, decided.reason) == ("dismissed", "They share an office")
    draft_now(instance, ID, "en")
    page = client.get(f"{ONE}flags/").content.decode()
    assert "They share an office" in page
    # The report as a file bears the disclaimer of the organisation, as the pages do.
    profile = Profile(disclaimer={"en": "No opinion is expressed."})
    told = replace(settings.COMITY.instance, profile=profile)
    settings.COMITY = replace(settings.COMITY, instance=told)
    report = client.post(f"{ONE}do/draft-report").content.decode()
    assert ">No opinion is expressed.</p></main>" in report
    assert "dismissed: honest people who vote alike" in report
    assert "A human has decided on all" in client.get(f"{ONE}draft/").content.decode()


def test_what_is_not_a_decision_is_refused_in_words(secretary, client):
    for sent, said in (
        ({f"d-{secretary}": "", f"r-{secretary}": "x"}, "Nothing was decided"),
        ({f"d-{secretary}": "upheld"}, "who decided or why"),
        ({"d-": "upheld", "d-<script>": "upheld", f"x-{secretary}": "u"}, "Nothing was decided"),
    ):
        answer = client.post(f"{ONE}do/decide-flags", sent)
        assert answer.status_code == 409
        assert said in answer.content.decode()
    assert not Entry.objects.filter(act=DECIDE).exists()


def test_a_visitor_sees_no_flag_before_the_report_is_published(component, client):
    page = client.get(f"{ONE}flags/")
    assert page.status_code == 403
    assert component not in page.content.decode()
    sent = {f"d-{component}": "dismissed", f"r-{component}": "r"}
    assert client.post(f"{ONE}do/decide-flags", sent).status_code == 409
    assert not Entry.objects.filter(act=DECIDE).exists()
