from datetime import UTC, datetime
from unicodedata import normalize

import pytest
from babel import Locale
from babel.dates import get_timezone_location

from comity.oversight import objections
from comity.render import LANGUAGES
from comity.site.demo.world import parties, secretary
from comity.site.instance import demo_world
from comity.subject import Subject

BEGAN = datetime(2026, 11, 23, tzinfo=UTC)
ACT = "dialogue.publish_report"
TAGS = {language.tag for language in LANGUAGES.values()}
ZONES = ("Europe/Paris", "Asia/Tokyo", "Africa/Cairo", "America/Lima")


def plain(name):
    """A name without case, accents and signs, for comparison."""
    decomposed = normalize("NFKD", name).casefold()
    return "".join(sign for sign in decomposed if sign.isalnum())


def real_names():
    """Territories in the six languages, and some cities of time zones."""
    for language in LANGUAGES.values():
        locale = Locale.parse(language.locale)
        yield from (plain(name) for name in locale.territories.values())
        yield from (plain(get_timezone_location(zone, locale=locale)) for zone in ZONES)


def test_there_are_twenty_four_parties_with_a_name_in_each_language():
    assert len(parties()) == 24
    assert all(set(party.names) == TAGS for party in parties())


@pytest.mark.parametrize("tag", sorted(TAGS))
def test_no_two_parties_share_a_name(tag):
    names = [plain(party.name(tag)) for party in parties()]
    assert len(set(names)) == 24


def test_ids_are_opaque():
    ids = [party.id for party in parties()]
    assert len(set(ids)) == 24
    assert not any(
        plain(name) in id_ for party in parties() for name in party.names.values() for id_ in ids
    )


def test_no_party_has_the_name_of_a_real_territory():
    real = set(real_names())
    assert len(real) > 1000
    assert plain("Chad") in real
    invented = {plain(name) for party in parties() for name in party.names.values()}
    invented |= {plain(name) for name in demo_world()[0].names.values()}
    assert invented & real == set()


def test_the_secretary_signs_off_with_a_mandate_that_holds():
    subject = Subject("dialogue", "report", "dia-1", "ab" * 32)
    persona = secretary(BEGAN)
    signed = persona.sign_off(act=ACT, subject=subject, at=BEGAN)
    assert objections(signed, act=ACT, subject=subject) == ()
    assert signed == secretary(BEGAN).sign_off(act=ACT, subject=subject, at=BEGAN)


def test_the_secretary_may_do_no_more_than_her_mandate_says():
    subject = Subject("standards", "text", "t-1", "ab" * 32)
    signed = secretary(BEGAN).sign_off(act="standards.adopt", subject=subject, at=BEGAN)
    assert objections(signed, act="standards.adopt", subject=subject)
