"""What stands in the rows of links binds: who can write to the database alone makes none."""

from dataclasses import replace

import pytest
from django.http import Http404
from django.test import RequestFactory

from comity.fault import RefusedError
from comity.site.members.models import OidcRow
from comity.site.members.oidc import (
    Ticket,
    client_here,
    has_link,
    keep_link,
    read_ticket,
    sealed_ticket,
    sign_in_by_ticket,
    written,
)
from tests.site.members.factories import add_party, add_person
from tests.site.members.provided import listening, provider
from tests.site.moments import NOW
from tests.site.passkeys import account_of

__all__ = ["listening", "provider"]

pytestmark = pytest.mark.django_db
MINE = Ticket("ab" * 32, "u-1", "", "00" * 32)


@pytest.fixture
def account(log, provider):
    add_party()
    add_person("p-1")
    add_person("p-2")
    return account_of("p-1")


def again(ticket, number=1):
    """Return the same ticket as another attempt would give it."""
    return replace(ticket, once=f"{number:064x}")


def refused(ticket):
    with pytest.raises(RefusedError) as raised:
        sign_in_by_ticket(RequestFactory().post("/"), ticket, "CODE0000", NOW)
    return raised.value.faults[0].code


def test_threat_T5_a_link_moved_to_another_person_lets_nobody_in(account):
    keep_link(account, MINE, NOW)
    # The control: the link is taken, and the code alone is wrong, more than once.
    assert refused(again(MINE)) == refused(again(MINE)) == "site.sign_in_refused"
    OidcRow.objects.update(account=account_of("p-2"))
    assert refused(again(MINE)) == "site.oidc_unknown"


def test_threat_T5_a_ticket_links_and_signs_in_once(account):
    keep_link(account, MINE, NOW)
    assert refused(MINE) == "site.oidc_not_begun"
    with pytest.raises(RefusedError) as raised:
        keep_link(account, MINE, NOW)
    assert raised.value.faults[0].code == "site.oidc_not_begun"
    assert has_link(account) == NOW


def test_a_link_says_since_when(account):
    assert has_link(account) is None
    keep_link(account, MINE, NOW)
    assert has_link(account) == NOW


def test_a_ticket_serves_its_purpose_alone():
    kept = sealed_ticket(Ticket("ab", "u-1", "p-1", "00" * 32))
    assert read_ticket(kept, link="p-1").subject == "ab"
    assert (read_ticket(kept), read_ticket(kept, link="p-2")) == (None, None)
    assert (read_ticket(kept + "x", link="p-1"), read_ticket("", link="")) == (None, None)
    # An attempt is no ticket, nor the other way round.
    assert written(kept) == {}


def test_where_none_is_configured_there_is_no_page(instance):
    with pytest.raises(Http404):
        client_here()
