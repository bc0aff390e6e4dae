"""Threats T5 and T6 on the interface: what is not published is in no answer that anybody gets."""

import re

import pytest

from comity.dialogue import REASONS
from comity.site.api.document import description
from comity.site.dialogue.actions import Ruling, moderate_statement
from comity.site.members.models import PersonRow
from comity.site.record.models import Log
from tests.site.api.conftest import ID, MODERATOR, NOW, SECRETARY, token_of, voter
from tests.site.conftest import sequence
from tests.site.dialogue.world import submit
from tests.site.dialogue.world import voter as pseudonym_of

pytestmark = pytest.mark.django_db
WAITING, REJECTED, ACCEPTED = "canary waiting", "canary rejected", "canary accepted"


@pytest.fixture
def world(live, instance, published, program):
    """Something of each kind; returns what nobody outside may read."""
    for number, text in enumerate((WAITING, REJECTED, ACCEPTED), start=1):
        submit(instance, number, text)
    rule(5, "rejected", next(iter(REASONS)))
    rule(6, "accepted", "")
    who, office = voter(program), token_of(MODERATOR)
    votes = {"votes": [{"statement": 1, "vote": 1}]}
    assert program.post(f"conversations/{ID}/votes", votes, **who).status_code == 200
    sequence(instance.log_folder)
    people = (MODERATOR.person, SECRETARY.person)
    handles = PersonRow.objects.filter(pk__in=people).values_list("handle", flat=True)
    secret = {WAITING, REJECTED, who["Voter-Token"], office["Authorization"].split(".")[1]}
    pseudonyms = {pseudonym_of(instance, number) for number in (1, 2, 3)}
    return secret | pseudonyms | set(handles) | {instance.secret}


def rule(number, decision, reason):
    ruling = Ruling(number, decision, reason)
    moderate_statement(
        log=Log.objects.get(), conversation=ID, ruling=ruling, acting=MODERATOR, now=NOW
    )


def public_addresses(program):
    """Yield every address that is read without a token, with each thing there is."""
    size = program.get("record").json()["size"]
    things = {
        "conversation": [ID],
        "report": [one["id"] for one in program.get("reports").json()["items"]],
        "index": [str(index) for index in range(size)],
        "kind": ["api.scope"],
        "restatement": [],
    }
    for path, methods in description()["paths"].items():
        if "get" not in methods or methods["get"].get("security"):
            continue
        (name,) = re.findall(r"\{(\w+)\}", path) or [""]
        yield from (path.replace(f"{{{name}}}", one) for one in things.get(name, [""]))


def test_threat_T5_no_public_answer_has_what_is_not_published(world, program):
    texts = {}
    for path in public_addresses(program):
        query = "?q=canary&limit=100" if "find" in path else "?limit=100"
        answer = program.client.get(f"{path}{query}")
        assert answer.status_code == 200, path
        texts[path] = answer.content.decode()
    assert len(texts) > 20
    for secret in world:
        assert secret
        assert [path for path, text in texts.items() if secret in text] == [], secret
    # The control: what was accepted is found by the same search.
    assert any(ACCEPTED in text for text in texts.values())


def test_threat_T6_what_one_voter_did_no_other_is_told(world, program):
    other = voter(program)
    mine = program.get(f"conversations/{ID}/mine", **other).json()
    assert mine == {"votes": [], "statements": []}
