"""The description, and whether the interface keeps what it says of itself."""

import json

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from comity.site.api import document
from comity.site.api.document import api, description
from comity.site.api.limits import PER_CALLER
from tests.site.api.conftest import MODERATOR, token_of, voter
from tests.site.conftest import sequence
from tests.site.dialogue.world import submit

pytestmark = pytest.mark.django_db


def test_the_interface_is_described_as_openapi_at_one_address(log, client):
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    told = answer.json()
    assert told["openapi"].startswith("3.1")
    assert told == json.loads(json.dumps(description()))


def test_the_description_is_made_once_however_often_it_is_asked_for(log, client, monkeypatch):
    """It takes a quarter of a second, and anybody may ask for it."""
    told = client.get("/api/v1/openapi.json").content
    monkeypatch.setattr(document, "description", lambda: pytest.fail("made again"))
    assert client.get("/api/v1/openapi.json").content == told


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


def fuzzed(operation, mode, count, **sent):
    """Send so many made-up requests of one operation, and hold the answers to the description."""

    @settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def sends(case):
        answer = case.call_and_validate(
            headers={"Accept-Encoding": "identity", **sent},
            excluded_checks=[positive_data_acceptance],
        )
        # What the description allows is refused only by a rule that says more than it can.
        if mode == GenerationMode.POSITIVE and answer.status_code in {400, 415, 422}:
            kinds = {one["kind"] for one in answer.json()["faults"]}
            assert not kinds & {"api.value", "api.unreadable", "api.type", "api.key_missing"}

    try:
        sends()
    except Unsatisfiable:
        # Where nothing can be sent, nothing can be sent wrongly.
        assert mode == GenerationMode.NEGATIVE
        assert not operation.definition.raw.get("parameters")


@pytest.fixture
def schema(live, instance, program, monkeypatch):
    """The description as schemathesis reads it, of a conversation that people take part in."""
    monkeypatch.setattr(PER_CALLER, "_limit", 10**9)
    monkeypatch.setattr(
        "comity.site.api.offices.sequence_now",
        lambda configuration: sequence(configuration.log_folder),
    )
    submit(instance, 1, "Buses on Sundays.")
    sequence(instance.log_folder)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def callers(program):
    """Return the headers of who may: nobody, a voter, or somebody with a mandate."""
    return {
        "nobody": {},
        "VoterToken": voter(program),
        "TokenBearer": token_of(MODERATOR),
    }


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_interface_keeps_what_its_description_says(schema, program, mode):
    """Schemathesis makes up requests of every operation, as described and not as described."""
    headers = callers(program)
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        (scheme,) = [
            next(iter(one)) for one in operation.definition.raw.get("security", [{"nobody": []}])
        ]
        fuzzed(operation, mode, 10, **headers[scheme])
        tried += 1
    assert tried == len(operations())


def test_schemathesis_finds_an_answer_that_is_not_described(schema, monkeypatch):
    """The control: a field of another kind is found."""
    monkeypatch.setattr("comity.site.api.problems.problem_body", lambda *_: {"title": "no problem"})
    operation = schema["/api/v1/record/entries/{index}"]["GET"]
    with pytest.raises(BaseExceptionGroup):
        fuzzed(operation, GenerationMode.POSITIVE, 15)
