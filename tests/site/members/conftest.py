"""Attempts of one test are none of another's."""

import pytest

from comity.site.members.signing_in import attempts


@pytest.fixture(autouse=True)
def no_attempts_yet():
    """Begin without counted attempts."""
    for rate in attempts():
        rate.clear()


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Do without the slowness that passwords are kept with; one test looks at that itself."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
