import json

import pytest

from comity.site.api.answered import forget_all
from comity.site.api.limits import PER_CALLER, PER_TOKEN
from comity.site.api.tokens import make_token
from comity.site.members.models import Account
from tests.site.dialogue.world import ID, MODERATOR, NOW, SECRETARY, opened

MOMENTS = (
    *("public", "participation", "offices", "callers", "middleware", "pages"),
    *("results", "openings", "translating", "judging", "embedding", "member_lists"),
)


@pytest.fixture(autouse=True)
def fresh_counts():
    """Begin without what other tests asked."""
    PER_CALLER.clear()
    PER_TOKEN.clear()
    forget_all()


@pytest.fixture
def live(log, instance, monkeypatch):
    """A conversation that is open, seen at NOW."""
    for name in MOMENTS:
        monkeypatch.setattr(f"comity.site.api.{name}.now", lambda: NOW)
    return opened(instance)


class Program:
    """A program that talks to the interface."""

    def __init__(self, client):
        self.client = client
        self.keys = 0

    def get(self, path, **headers):
        return self.client.get(f"/api/v1/{path}", headers=headers)

    def post(self, path, body, *, key=None, **headers):
        self.keys += 1
        sent = {"Idempotency-Key": key or f"key-number-{self.keys}", **headers}
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.post(
            f"/api/v1/{path}", data, content_type="application/json", headers=sent
        )


@pytest.fixture
def program(client) -> Program:
    return Program(client)


def voter(program):
    """Join the conversation by its code; return the header that votes need."""
    code = program.get(f"conversations/{ID}").json()["code"]
    return {"Voter-Token": program.post("join", {"code": code}).json()["voter"]}


def token_of(who, *scope, now=NOW):
    """Make a token of somebody, for all their office may or for ``scope``."""
    (mandate,) = who.mandates
    wanted = scope or ("read", *mandate.scope)
    account = Account.objects.get(person=who.person)
    made = make_token(account=account, mandate=mandate.id, name="A program", scope=wanted, now=now)
    return {"Authorization": f"Bearer {made}"}


__all__ = ["ID", "MODERATOR", "NOW", "SECRETARY", "Program", "token_of", "voter"]
