import pytest

from comity.site.dialogue.actions import release_all
from tests.site.dialogue.world import ID, NOW, opened, vote

pytestmark = pytest.mark.django_db
PAGE = f"/en/dialogue/conversations/{ID}/results/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    for place in ("live", "so_far"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: NOW)


def page(client, path=PAGE):
    return client.get(path).content.decode()


def test_the_page_says_so_until_there_is_enough_data(log, instance, client):
    opened(instance)
    found = page(client)
    assert found.count("Not enough data yet.") == 3
    assert "in steps of at least 10 people" in found
    assert "<bdi>live-results 1</bdi>" in found


def test_the_page_shows_shares_with_intervals_and_no_script(log, instance, client):
    opened(instance)
    for number in range(20):
        vote(instance, number, (1, 1 if number < 6 else -1))
        release_all(now=NOW)
    found = page(client)
    assert 'Agree <bdi dir="ltr">60% (35–81%)</bdi>' in found
    assert 'Disagree <bdi dir="ltr">40% (19–65%)</bdi>' in found
    assert "<bdi>n\u00a010</bdi>" in found
    assert "<script" not in found
    assert found.count("Not enough data yet.") == 2
    assert page(client, PAGE) == found


def test_it_is_one_tap_from_the_conversation_unless_fixed_otherwise(log, instance, client):
    opened(instance, live=False)
    assert "/results/" not in page(client, PAGE.replace("results/", ""))
    assert "after the close only" in page(client)
    assert "Not enough data yet." not in page(client)


def test_a_conversation_shows_the_way_to_its_results(log, instance, client):
    opened(instance)
    assert PAGE in page(client, PAGE.replace("results/", ""))
    assert client.get(PAGE.replace(ID, "dia-99")).status_code == 404


MINE = PAGE.replace("results/", "mine/")


def test_where_i_stand_is_shown_to_me_alone(log, instance, client):
    opened(instance)
    for number in range(20):
        vote(instance, number, (1, 1 if number < 6 else -1))
        release_all(now=NOW)
    assert "60%" not in page(client, MINE)
    vote_path = PAGE.replace("results/", "do/vote")
    client.post(vote_path, {"statement": "1", "vote": "-1"})
    client.post(vote_path, {"statement": "2", "vote": "0"})
    answer = client.get(MINE)
    found = answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "60% (35–81%)" in found
    assert found.count("Not enough data yet.") == 1
    assert "Opinion groups, and where you are among them, are not shown" in found
    client.cookies.clear()
    assert "60%" not in page(client, MINE)


def test_where_results_come_after_the_close_my_page_shows_my_votes_alone(log, instance, client):
    opened(instance, live=False)
    client.post(PAGE.replace("results/", "do/vote"), {"statement": "1", "vote": "1"})
    found = page(client, MINE)
    assert "✓ Agree" in found
    assert "Not enough data yet." not in found
