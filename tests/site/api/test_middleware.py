import json

import pytest
from django.db import DataError

from comity.fault import KINDS
from comity.render import LANGUAGES
from comity.site.api.limits import LARGEST, PER_CALLER
from tests.site.api.conftest import ID, NOW, SECRETARY, token_of, voter

pytestmark = pytest.mark.django_db
MEMBERS = {"type", "title", "status", "detail", "faults", "more"}
PROBLEM = "application/problem+json"
VOTES = f"/api/v1/conversations/{ID}/votes"


def post(client, path, body=b"{}", kind="application/json", **headers):
    return client.post(path, body, content_type=kind, headers=headers)


TROUBLE = {
    400: lambda client, who: post(client, VOTES, b"{", **who, **{"Idempotency-Key": "abcdefgh"}),
    401: lambda client, _: client.get("/api/v1/me"),
    403: lambda client, _: client.get(
        f"/api/v1/conversations/{ID}/waiting", headers=token_of(SECRETARY)
    ),
    404: lambda client, _: client.get("/api/v1/nothing"),
    405: lambda client, _: client.delete("/api/v1/instance"),
    413: lambda client, who: post(client, VOTES, b" " * (LARGEST + 1), **who),
    415: lambda client, who: post(client, VOTES, b"a=b", "text/plain", **who),
    422: lambda client, _: client.get("/api/v1/record/entries?limit=0"),
}


@pytest.mark.parametrize("status", TROUBLE)
def test_every_trouble_is_a_problem_with_rule_and_remedy(live, client, program, status):
    answer = TROUBLE[status](client, voter(program))
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json()
    assert set(told) == MEMBERS
    assert told["status"] == status
    for fault in told["faults"]:
        assert fault["kind"] in KINDS
        assert all(fault[name] for name in ("place", "found", "rule", "remedy"))


def test_what_may_be_asked_is_said_where_a_method_is_not(log, client):
    assert client.delete("/api/v1/instance").headers["Allow"] == "GET"
    assert "GET" in client.delete("/api/v1/instance").json()["detail"]


def test_an_error_of_ours_tells_nothing_of_itself(log, client, monkeypatch):
    client.raise_request_exception = False

    def broken(_day):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("comity.site.api.public.members.parties", broken)
    answer = client.get("/api/v1/parties")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, PROBLEM)
    assert b"secret" not in answer.content


def test_a_host_that_is_not_ours_gets_a_problem(log, client):
    answer = client.get("/api/v1/instance", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda one: one.code)
def test_problems_speak_the_language_that_is_asked_for(log, client, language):
    answer = client.get("/api/v1/nothing", headers={"Accept-Language": f"{language.tag},en;q=0.1"})
    assert answer.headers["Content-Language"] == language.tag
    assert "Accept-Language" in answer.headers["Vary"]
    answer.content.decode()


def test_whoever_asks_too_often_is_told_when_to_come_back(log, client, monkeypatch):
    monkeypatch.setattr(PER_CALLER, "_limit", 3)
    monkeypatch.setattr("comity.site.api.middleware.now", lambda: NOW)
    seen = [client.get("/api/v1/instance").status_code for _ in range(4)]
    assert seen == [200, 200, 200, 429]
    answer = client.get("/api/v1/instance")
    assert answer.headers["Retry-After"] == "60"
    assert answer.json()["faults"][0]["kind"] == "api.often"
    # Pages and other callers go on.
    assert client.get("/en/glossary/").status_code == 200
    assert client.get("/api/v1/instance", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_scripts_of_other_sites_read_what_is_public_and_send_nothing(live, client, program):
    assert client.get("/api/v1/instance").headers["Access-Control-Allow-Origin"] == "*"
    who = voter(program)
    own = program.get(f"conversations/{ID}/mine", **who)
    votes = program.post(
        f"conversations/{ID}/votes", {"votes": [{"statement": 1, "vote": 1}]}, **who
    )
    asked = client.options(VOTES, headers={"Origin": "https://evil.example"})
    assert asked.status_code == 405
    for answer in (own, votes, asked, client.get("/api/v1/nothing")):
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_threat_T6_what_is_made_for_one_caller_no_cache_keeps(live, client, program):
    """As on the page of one's own votes: who erases them there finds none on a disk."""
    answer = program.get(f"conversations/{ID}/mine", **voter(program))
    assert answer.headers["Cache-Control"] == "private, no-store"
    public = program.get(f"conversations/{ID}")  # the control: this may be kept
    assert public.headers["Cache-Control"] == "public, no-cache"
    assert {"Authorization", "Voter-Token"} <= set(answer.headers["Vary"].split(", "))


def test_pages_are_as_they_were(log, client):
    answer = client.get("/en/nothing/")
    assert answer.headers["Content-Type"].startswith("text/html")


def test_no_answer_sets_a_cookie(live, client, program):
    program.post(f"conversations/{ID}/votes", {"votes": []}, **voter(program))
    client.get("/api/v1/instance")
    assert not client.cookies


def test_a_problem_is_json(log, client):
    assert json.loads(client.get("/api/").content)["status"] == 404


@pytest.mark.parametrize("length", ["\u00b2", "9" * 5_000, "-1", "+1", "x"])
def test_a_length_that_is_none_is_refused_as_too_large(live, client, length):
    answer = client.post(VOTES, "{}", content_type="application/json", CONTENT_LENGTH=length)
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["conversations/%00", "reports/%00", "restatements/%00/"])
def test_attack_a_name_with_nul_fails_on_no_database(live, client, path):
    assert client.get(f"/api/v1/{path}").status_code in {400, 404}
    assert post(client, "/api/v1/join", b'{"code": "\\u0000"}').status_code in {400, 404}


def test_attack_a_value_that_no_database_takes_is_a_bad_request(live, client, monkeypatch):
    # As PostgreSQL says of a text with NUL in it, which SQLite takes.
    def none(_code):
        raise DataError

    monkeypatch.setattr("comity.site.api.participation.conversation_by_code", none)
    answer = post(client, "/api/v1/join", b'{"code": "A"}')
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, PROBLEM)
