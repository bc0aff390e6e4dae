"""What the interface gives is what is listed here: a new member is a decision, not an accident."""

import pytest

from comity.site.api import shapes

INTERNAL = {"author", "voter_id", "pseudonym", "propensity", "once", "payload_key", "password"}
INTERNAL |= {"handle", "secret", "account", "session", "suspended", "keyless", "flags", "draft"}


@pytest.mark.parametrize("name", shapes.__all__)
def test_no_answer_has_a_member_for_what_is_internal(name):
    assert not INTERNAL & set(getattr(shapes, name).model_fields)


def test_the_members_of_a_conversation_are_those_its_page_shows():
    assert set(shapes.Conversation.model_fields) == {
        *("id", "symbol", "code", "title", "question", "benefit", "risk", "languages", "tiers"),
        *("ballots", "moderation", "rule", "opens", "closes", "stage", "takes", "statements"),
        *("took_part", "rejected", "concerns", "report", "closed", "simulated"),
    }
