"""A PostgreSQL server for the tests that bring their own, and databases on it."""

import os

import pytest

from tests.postgresql import begun


@pytest.fixture(scope="session")
def server():
    """Begin a server; skip where this machine has none, but never on the build server."""
    made = begun()
    if made is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no PostgreSQL server: apt-get install postgresql")
        pytest.skip("there is no PostgreSQL server: apt-get install postgresql")
    yield made
    made.end()


@pytest.fixture
def environment(server, request, tmp_path) -> dict[str, str]:
    """Give the environment of a site with a database of its own, which is empty."""
    name = f"db_{abs(hash(request.node.nodeid))}"
    server.make(name)
    left = {key: value for key, value in os.environ.items() if not key.startswith("COMITY_D")}
    return {
        **left,
        **server.environment(name),
        "COMITY_CONFIG_DIR": str(tmp_path / "config"),
        "DJANGO_SETTINGS_MODULE": "comity.site.settings",
    }
