"""Challenges are this site's own, for one purpose, for a while, and answered once."""

from datetime import timedelta

import pytest

from comity.site.members.challenges import PATIENCE, is_own, new_challenge, spend
from comity.site.members.models import SpentRow
from tests.site.moments import NOW


def test_a_challenge_is_own_for_its_purpose_and_a_while():
    drawn = new_challenge("sign-in", NOW)
    assert is_own(drawn, "sign-in", NOW)
    assert is_own(drawn, "sign-in", NOW + PATIENCE - timedelta(seconds=1))
    assert not is_own(drawn, "sign-in", NOW + PATIENCE)
    assert not is_own(drawn, "sign-in", NOW - timedelta(minutes=1))
    assert not is_own(drawn, "confirm p-1", NOW)


def test_no_two_are_the_same_and_no_other_bytes_are_one():
    drawn = new_challenge("sign-in", NOW)
    assert drawn != new_challenge("sign-in", NOW)
    for wrong in (b"", bytes(56), drawn[:-1], drawn + b"x", b"x" + drawn[1:]):
        assert not is_own(wrong, "sign-in", NOW)


def test_another_secret_makes_other_challenges(settings):
    drawn = new_challenge("sign-in", NOW)
    settings.SECRET_KEY = "another secret of at least so many signs"
    assert not is_own(drawn, "sign-in", NOW)


@pytest.mark.django_db
def test_a_challenge_is_answered_once_and_forgotten_when_it_is_too_old_anyhow():
    drawn = new_challenge("sign-in", NOW)
    assert spend(drawn, NOW)
    assert not spend(drawn, NOW)
    later = NOW + 3 * PATIENCE
    assert spend(new_challenge("sign-in", later), later)
    assert SpentRow.objects.count() == 1
