"""Attempts to sign in of one test are none of another's."""

import pytest

from comity.site.members.signing_in import attempts


@pytest.fixture(autouse=True)
def no_attempts_yet():
    """Begin without counted attempts."""
    for rate in attempts():
        rate.clear()
