"""Who came, and by which invitation: to the office while it is open, to all once it is closed."""

import pytest

from comity.site.dialogue.actions import close_conversation
from comity.site.dialogue.models import Conversation, ParticipationCount
from tests.site.conftest import sequence
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.world import ID, NOW, SECRETARY, begin_closing, opened, vote
from tests.site.members.factories import add_party, add_person, invite, sign_in, somebody

pytestmark = pytest.mark.django_db
PAGE = f"/en/dialogue/conversations/{ID}/"
WHO = f"{PAGE}participation/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    for place in ("live", "running", "inviting", "who_came"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: NOW)


def page(client, path=WHO):
    return client.get(path).content.decode()


def test_before_the_close_it_is_for_the_office(log, instance, client):
    opened(instance)
    vote(instance, 1, (1, 1))
    assert "By region" not in page(client)
    assert "after the close" in page(client)
    somebody("secretary", person="p-1")
    sign_in(client, "p-1")
    found = page(client)
    assert "Counts move in steps of ten" in found
    assert "<dt>Africa</dt><dd>nobody</dd>" in found
    assert "<dt>not stated</dt><dd>hidden</dd>" in found
    assert "Of nobody is the region known" in found


def test_after_the_close_everybody_reads_coarse_numbers_and_the_gaps(log, instance, client):
    close_voted(instance)
    row = Conversation.objects.get()
    ParticipationCount.objects.all().update(count=47)
    row.participationcount_set.create(part="language", value="ar", count=23)
    found = page(client)
    assert "Told in coarse numbers" in found
    assert "<dt>Arabic</dt><dd>20 people or more</dd>" in found
    assert "40 people" not in found
    assert "Nobody voted on the pages in this language: English." in found


def test_who_comes_by_an_invitation_for_a_region_is_counted_there_at_the_first_vote(
    log, instance, client
):
    opened(instance)
    code = Conversation.objects.get().code
    sheet = page(client, f"{PAGE}invite/?region=002")
    assert f"/c/{code}?region=002" in sheet
    assert "This sheet invites Africa" in sheet
    assert f"{code}?region=nowhere" not in page(client, f"{PAGE}invite/?region=nowhere")
    client.get(f"/c/{code}?region=002")
    client.post(f"/ar/dialogue/conversations/{ID}/do/vote", {"statement": "1", "vote": "1"})
    client.post(f"{PAGE}do/vote", {"statement": "2", "vote": "1"})
    rows = ParticipationCount.objects.values_list("part", "value", "count")
    assert set(rows) == {("tier", "anonymous", 1), ("language", "ar", 1), ("region", "002", 1)}


@pytest.mark.parametrize("region", ["", "<b>", "999"])
def test_an_address_with_an_unknown_region_leaves_nothing_behind(log, instance, client, region):
    opened(instance)
    answer = client.get(f"/c/{Conversation.objects.get().code}", {"region": region})
    assert answer.status_code == 302
    assert not answer.cookies


def test_unused_codes_are_named_to_the_office_before_the_close_and_to_nobody_else(
    log, instance, client
):
    opened(instance)
    add_party("northland")
    add_person("p-9", "northland", handle="HERNABC")
    invite("p-9")
    said = "1 code, not used"
    assert said not in page(client)
    somebody("secretary", person="p-1")
    sign_in(client, "p-1")
    assert said in page(client)
    assert "Party northland" in page(client)
    assert 'value="delegation.unused"' in page(client, f"{PAGE}office/")
    begin_closing(log=log, conversation=ID, acting=SECRETARY, now=NOW)
    sequence(instance.log_folder)
    close_conversation(log=log, conversation=ID, acting=SECRETARY, now=NOW)
    assert "Party northland" not in page(client)
    assert "printed codes" not in page(client)
