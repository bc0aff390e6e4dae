"""The data map follows the conversation's own settings, and is a step from the first vote."""

from dataclasses import replace

import pytest

from tests.site.dialogue.world import ID, NOW, opened

pytestmark = pytest.mark.django_db
ONE = f"/en/dialogue/conversations/{ID}"


def shown(client, settings, monkeypatch, **terms):
    monkeypatch.setattr("comity.site.dialogue.pages.data_map.now", lambda: NOW)
    monkeypatch.setattr("comity.site.dialogue.pages.question.now", lambda: NOW)
    opened(settings.COMITY, **terms)
    return client.get(f"{ONE}/data/").content.decode()


@pytest.mark.parametrize("ballots", ["open", "protected"])
def test_it_says_of_votes_what_was_fixed_when_it_opened(
    ballots, log, instance, client, settings, monkeypatch
):
    page = shown(client, settings, monkeypatch, ballots=ballots)
    assert ("Never the votes; counts of ten people or more." in page) == (ballots == "protected")
    assert ("rows of numbers in random order" in page) == (ballots == "open")
    assert ("could find your row" in page) == (ballots == "open")
    assert "destroyed 30 days after the close" in page
    assert "That a vote of yours was taken in: never what it was" in page


def test_it_names_who_answers_on_a_real_site(log, instance, client, settings, monkeypatch):
    told = replace(settings.COMITY.instance, simulated=False, pseudonym_days=1)
    settings.COMITY = replace(settings.COMITY, instance=told)
    page = shown(client, settings, monkeypatch)
    for name in ("controller", "host_state", "legal_regime", "retention", "contact"):
        assert told.operator[name] in page
    assert "destroyed 1 day after the close" in page


@pytest.mark.parametrize("tiers", [("anonymous",), ("anonymous", "delegation")])
def test_it_says_by_what_who_is_signed_in_is_known(
    tiers, log, instance, client, settings, monkeypatch
):
    page = shown(client, settings, monkeypatch, tiers=tiers)
    assert ("Who is signed in votes under a pseudonym" in page) == (len(tiers) > 1)


@pytest.mark.parametrize("path", ["/", "/statements/"])
def test_it_is_linked_before_the_first_vote(path, log, instance, client, settings, monkeypatch):
    shown(client, settings, monkeypatch)
    page = client.get(f"{ONE}{path}").content.decode()
    link = page.index(f'href="{ONE}/data/"')
    form = page.find('name="vote')
    assert form == -1 or link < form


def test_there_is_none_of_what_nobody_opened(log, client):
    assert client.get(f"{ONE}/data/").status_code == 404
