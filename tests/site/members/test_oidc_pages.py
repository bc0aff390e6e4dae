"""Signing in at a provider, page by page, with one that listens on this computer."""

from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from comity.site import urls
from comity.site.members import signing_in
from comity.site.members.models import OidcRow, PersonRow
from comity.site.members.shared_rates import SharedRate
from comity.site.members.signing_in import FRESH
from tests.site import test_page_rules as rules
from tests.site.members.entrance import inside
from tests.site.members.factories import (
    PASSWORD,
    add_party,
    add_person,
    close_account,
    invite,
    sign_in,
)
from tests.site.members.provided import (
    BACK,
    BEGIN,
    CODE,
    LINK,
    came_back,
    gone_there,
    linked,
    listening,
    provider,
)

__all__ = ["listening", "provider"]

pytestmark = pytest.mark.django_db
RULES = [
    rules.test_a_page_is_there_and_well_formed,
    rules.test_a_page_says_its_language_and_direction,
    rules.test_a_page_names_no_address_outside_itself,
    rules.test_every_link_leads_somewhere_and_has_words,
    rules.test_a_page_has_no_code_and_no_style_in_it,
    rules.test_the_first_load_is_light,
    rules.test_a_page_leaves_no_cookie_but_that_of_its_form,
    rules.test_a_page_has_one_heading_and_a_way_past_its_menu,
    rules.test_names_and_symbols_are_isolated,
]


@pytest.fixture
def browser(log, client, provider):
    """Somebody who is signed in by password and code, with codes left."""
    add_party()
    add_person("p-1")
    client.codes = sign_in(client, "p-1")
    return client


def test_one_links_ones_account_and_signs_in_by_it_and_a_code(browser, provider):
    assert "127.0.0.1" in browser.get(LINK).content.decode()
    page = came_back(browser, gone_there(browser, provider, "u-1", "?link=1"))
    # Only after a look at whom it is: until then nothing is linked.
    assert ("u-1" in page.content.decode(), OidcRow.objects.exists()) == (True, False)
    assert browser.post(LINK, {"do": "link"}).status_code == 303
    assert "Your account is linked" in browser.get(LINK).content.decode()
    other = Client()
    page = came_back(other, gone_there(other, provider, "u-1", "?next=/en/account/"))
    assert (page.status_code, inside(other)) == (200, False)
    answer = other.post(CODE, {"code": browser.codes[0], "next": "/en/account/"})
    assert (answer.status_code, answer["Location"], inside(other)) == (303, "/en/account/", True)


def test_nothing_that_the_provider_knows_is_kept_bare(browser, provider):
    provider.claims = {"email": "p@example.org"}
    linked(browser, provider, "subject-of-somebody")
    row = OidcRow.objects.get()
    assert "subject-of-somebody" not in f"{row.subject} {row.seal}"
    assert row.account.person_id == "p-1"


def test_threat_T5_the_provider_alone_lets_nobody_in(browser, provider):
    linked(browser, provider, "u-1")
    other = Client()
    came_back(other, gone_there(other, provider, "u-1"))
    assert other.post(CODE, {"code": "WRONG000"}).status_code == 422
    assert not inside(other)
    # The control: with the next code it does.
    other.post(CODE, {"code": browser.codes[0]})
    assert inside(other)


def test_threat_T5_before_an_official_act_password_and_code_are_asked_for(browser, provider):
    linked(browser, provider, "u-1")
    assert FRESH in browser.session  # the control: password and code were entered just now
    other = Client()
    came_back(other, gone_there(other, provider, "u-1"))
    other.post(CODE, {"code": browser.codes[0]})
    assert (inside(other), FRESH in other.session) == (True, False)
    answer = other.post(LINK, {"do": "remove"})
    assert (answer["Location"].partition("?")[0], OidcRow.objects.count()) == ("/en/confirm/", 1)


def test_threat_T5_unlinked_subject_is_nobody_whatever_its_address(browser, provider):
    linked(browser, provider, "u-1")
    provider.claims = {"email": "p-1@example.org", "preferred_username": "p-1", "name": "p-1"}
    other = Client()
    came_back(other, gone_there(other, provider, "u-2"))
    page = other.post(CODE, {"code": browser.codes[0]})
    assert (page.status_code, inside(other)) == (422, False)
    assert "no account here is linked" in page.content.decode()
    # The control: who is linked, by no name at all.
    provider.claims = {}
    came_back(other, gone_there(other, provider, "u-1"))
    other.post(CODE, {"code": browser.codes[0]})
    assert inside(other)


def test_threat_T5_another_browser_does_not_end_what_one_began(browser, provider):
    """The attacker signs in there as themselves and has the victim's browser come back."""
    linked(browser, provider, "u-1")
    mine, theirs = Client(), Client()
    query = gone_there(mine, provider, "u-1")
    assert "begun here" in came_back(theirs, query).content.decode()
    gone_there(theirs, provider, "u-2")
    assert "begun here" in came_back(theirs, query).content.decode()
    assert theirs.get(CODE).status_code == 303
    # The control: the browser that began it.
    assert came_back(mine, query).status_code == 200
    assert mine.get(CODE).status_code == 200


def test_threat_T5_what_came_back_counts_once(browser, provider):
    linked(browser, provider, "u-1")
    other = Client()
    query = gone_there(other, provider, "u-1")
    kept = other.cookies["comity-oidc"].value
    assert came_back(other, query).status_code == 200
    asked = provider.asked.count("/token")
    again = Client()
    again.cookies["comity-oidc"] = kept
    assert "begun here" in came_back(again, query).content.decode()
    # The provider was not even asked: it counted once here.
    assert provider.asked.count("/token") == asked


def test_threat_T5_a_ticket_taken_from_the_browser_lets_in_once(browser, provider):
    linked(browser, provider, "u-1")
    other, thief = Client(), Client()
    came_back(other, gone_there(other, provider, "u-1"))
    kept = other.cookies["comity-oidc-proved"].value
    # A wrong code leaves it; the right one uses it up, whoever has a copy and another code.
    assert other.post(CODE, {"code": "WRONG000"}).status_code == 422
    assert other.post(CODE, {"code": browser.codes[0]}).status_code == 303
    thief.cookies["comity-oidc-proved"] = kept
    answer = thief.post(CODE, {"code": browser.codes[1]})
    assert (answer.status_code, inside(thief)) == (422, False)
    assert "begun here" in answer.content.decode()
    # The code was not used up by it.
    fresh = Client()
    came_back(fresh, gone_there(fresh, provider, "u-1"))
    assert fresh.post(CODE, {"code": browser.codes[1]}).status_code == 303


@pytest.mark.parametrize(
    "changes", [{"state": "ü"}, {"state": ""}, {"code": ""}, {"iss": "https://evil.example"}]
)
def test_threat_T5_what_does_not_fit_the_attempt_is_refused(browser, provider, changes):
    other = Client()
    query = gone_there(other, provider, "u-1")
    page = came_back(other, {**query, **changes})
    assert (page.status_code, "begun here" in page.content.decode()) == (422, True)
    query = gone_there(other, provider, "u-1")
    assert came_back(other, query).status_code == 200


def test_threat_T5_a_lie_of_the_provider_leads_nowhere(browser, provider):
    linked(browser, provider, "u-1")
    provider.claims = {"nonce": "other"}
    other = Client()
    page = came_back(other, gone_there(other, provider, "u-1"))
    assert (page.status_code, other.get(CODE).status_code) == (422, 303)
    provider.claims = {}
    assert came_back(other, gone_there(other, provider, "u-1")).status_code == 200


def test_threat_T5_only_who_showed_again_who_they_are_links(browser, provider):
    session = browser.session
    del session[FRESH]
    session.save()
    answer = browser.get(f"{BEGIN}?link=1")
    assert (answer.status_code, "/en/confirm/" in answer["Location"]) == (303, True)
    assert Client().get(f"{BEGIN}?link=1")["Location"].startswith("/en/sign-in/")
    assert Client().get(LINK)["Location"].startswith("/en/sign-in/")
    assert provider.asked == []


def test_threat_T5_what_one_person_began_links_no_other(browser, provider, log):
    """Two people use one browser: the word that one fetched is not the other's."""
    came_back(browser, gone_there(browser, provider, "u-1", "?link=1"))
    kept = browser.cookies["comity-oidc-proved"].value
    add_person("p-2")
    other = Client()
    sign_in(other, "p-2")
    other.cookies["comity-oidc-proved"] = kept
    other.post(LINK, {"do": "link"})
    assert not OidcRow.objects.exists()
    # Nor does it let anybody in.
    assert other.get(CODE).status_code == 303
    # The control: it links the one who fetched it.
    browser.post(LINK, {"do": "link"})
    assert OidcRow.objects.get().account.person_id == "p-1"


def test_whom_it_stands_for_here_is_one(browser, provider):
    linked(browser, provider, "u-1")
    add_person("p-2")
    other = Client()
    sign_in(other, "p-2")
    page = linked(other, provider, "u-1")
    assert (page.status_code, "another account here" in page.content.decode()) == (422, True)
    assert linked(other, provider, "u-2").status_code == 303
    assert linked(browser, provider, "u-3").status_code == 303
    assert OidcRow.objects.count() == 2


def test_a_link_is_removed_by_oneself_and_by_a_new_sheet(browser, provider):
    linked(browser, provider, "u-1")
    assert browser.post(LINK, {"do": "remove"}).status_code == 303
    assert not OidcRow.objects.exists()
    linked(browser, provider, "u-1")
    code = invite("p-1")
    fields = {"code": code, "password": "seven words nobody else knows", "do": "redeem"}
    Client().post("/en/invitation/", {**fields, "again": fields["password"]})
    assert not OidcRow.objects.exists()


def test_threat_T5_whose_account_was_closed_stays_outside(browser, provider):
    linked(browser, provider, "u-1")
    other = Client()
    came_back(other, gone_there(other, provider, "u-1"))
    close_account("p-1")
    assert other.post(CODE, {"code": browser.codes[0]}).status_code == 422
    assert not inside(other)


def test_attack_a_closed_account_keeps_nobody_from_linking_their_next_one(browser, provider, log):
    linked(browser, provider, "u-1")
    close_account("p-1")
    assert not OidcRow.objects.exists()
    add_person("p-2")
    other = Client()
    sign_in(other, "p-2")
    assert linked(other, provider, "u-1").status_code == 303


def test_where_the_provider_does_not_answer_the_page_says_so(browser, provider):
    provider.told = {"issuer": "https://evil.example"}
    page = Client().get(BEGIN)
    assert (page.status_code, "gives no usable answer" in page.content.decode()) == (422, True)


@pytest.mark.parametrize("kind", ["image", "iframe", "script", "empty"])
def test_attack_a_picture_of_a_page_elsewhere_begins_nothing(browser, provider, kind):
    asked = len(provider.asked)
    assert Client().get(BEGIN, headers={"Sec-Fetch-Dest": kind}).status_code == 404
    assert len(provider.asked) == asked
    assert Client().get(BEGIN, headers={"Sec-Fetch-Dest": "document"}).status_code == 302


@pytest.mark.parametrize(("signed_in", "asking"), [(True, "confirm"), (False, "sign-in")])
def test_no_form_of_ours_is_followed_to_the_provider(browser, provider, signed_in, asking):
    """Browsers hold the whole way after a form against ``form-action 'self'``, redirects too."""
    here = browser if signed_in else Client()
    answer = here.get(f"{BEGIN}?link=1")
    if signed_in:
        session = here.session
        del session[FRESH]
        session.save()
        answer = here.get(f"{BEGIN}?link=1")
    assert answer.status_code == 303
    assert answer["Location"] == f"/en/{asking}/?{urlencode({'next': LINK})}"


def test_attack_who_has_others_begin_keeps_nobody_from_signing_in_here(browser, provider):
    answers = [Client().get(BEGIN).status_code for _ in range(62)]
    assert (answers[0], answers[-1]) == (302, 422)
    here, handle = Client(), PersonRow.objects.get().handle
    told = {"handle": handle, "password": PASSWORD, "code": browser.codes[0]}
    assert here.post("/en/sign-in/", told).status_code == 303
    assert inside(here)


def test_a_whole_office_behind_one_address_signs_in_one_after_the_other(
    browser, provider, monkeypatch
):
    linked(browser, provider, "u-1")
    monkeypatch.setattr(signing_in, "BEGINS", SharedRate("begins", 1, timedelta(minutes=15)))
    for code in browser.codes[:2]:
        here = Client()
        came_back(here, gone_there(here, provider, "u-1"))
        assert here.post(CODE, {"code": code}).status_code == 303
    # The control: who begins and does not sign in counts.
    assert [Client().get(BEGIN).status_code for _ in range(2)] == [302, 422]


def test_one_comes_back_in_ones_language(browser, provider):
    other = Client()
    answer = other.get("/ar/sign-in/oidc/")
    query = provider.authorize(answer["Location"], "u-1")
    assert came_back(other, query).redirect_chain[-1][0].startswith("/ar/sign-in/oidc/code/")


def test_the_pages_lead_there(browser, provider):
    assert f'href="{BEGIN}?next=' in Client().get("/en/sign-in/").content.decode()
    assert f'href="{LINK}"' in browser.get("/en/account/").content.decode()
    assert "sign in at 127.0.0.1 tells it" in browser.get("/en/privacy/").content.decode()
    assert provider.asked == []


def test_without_a_provider_there_is_no_address_and_no_request(log, client):
    add_party()
    add_person("p-1")
    sign_in(client, "p-1")
    for path in (BEGIN, LINK, CODE, BACK, f"{BEGIN}returned/"):
        assert client.get(path).status_code == 404
    for page in ("/en/sign-in/", "/en/account/"):
        assert "oidc" not in client.get(page).content.decode()


def test_a_site_that_is_configured_has_the_addresses(provider):
    spec = spec_from_file_location("urls_of_another_site", urls.__file__)
    other = module_from_spec(spec)
    spec.loader.exec_module(other)
    assert resolve(BACK, other).func is resolve(BACK).func
    with pytest.raises(Resolver404):
        resolve(BACK, urls)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_keep_to_the_rules_of_pages(browser, provider, language):
    linked(browser, provider, "u-1")
    linked_page = browser.get(f"/{language}/account/oidc/")
    browser.post(LINK, {"do": "remove"})
    unlinked = browser.get(f"/{language}/account/oidc/")
    came_back(browser, gone_there(browser, provider, "u-1", "?link=1"))
    to_look_at = browser.get(f"/{language}/account/oidc/")
    other = Client()
    came_back(other, gone_there(other, provider, "u-1"))
    asked = other.get(f"/{language}/sign-in/oidc/code/")
    for response in (linked_page, unlinked, to_look_at, asked):
        assert response.status_code == 200
        page = rules.Page(response.content.decode())
        for rule in RULES:
            rule.rule((language, response, page))
