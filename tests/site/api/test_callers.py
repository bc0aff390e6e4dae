import pytest
from django.test import RequestFactory

from comity.fault import RefusedError
from comity.site.api.callers import TokenBearer, VoterToken, holder, voter
from tests.site.api.conftest import MODERATOR, token_of

pytestmark = pytest.mark.django_db


def test_a_token_names_its_person_and_another_nobody(live):
    sent = token_of(MODERATOR)["Authorization"].removeprefix("Bearer ")
    request = RequestFactory().get("/")
    found = TokenBearer().authenticate(request, sent)
    assert found.acting.person == MODERATOR.person
    assert TokenBearer().authenticate(request, "x") is None


@pytest.mark.parametrize("key", [None, "", "a" * 31, "A" * 32, "a" * 33, "a" * 31 + "\n"])
def test_what_is_no_voters_token_is_none(key):
    assert VoterToken().authenticate(RequestFactory().get("/"), key) is None
    assert VoterToken().authenticate(RequestFactory().get("/"), "a" * 32) == "a" * 32


def test_what_came_with_the_request_is_read_from_it_and_held_to_its_scope(live):
    request = RequestFactory().get("/")
    request.auth = "a" * 32
    assert voter(request) == "a" * 32
    sent = token_of(MODERATOR, "read")["Authorization"].removeprefix("Bearer ")
    request.auth = TokenBearer().authenticate(request, sent)
    assert holder(request).acting.person == MODERATOR.person
    with pytest.raises(RefusedError, match=r"api\.scope"):
        holder(request, "dialogue.moderate_statement")
