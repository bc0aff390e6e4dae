"""What every page keeps. The list of pages comes from the table of addresses (``page_list``)."""

import gzip
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db.transaction import atomic, set_rollback
from django.test import Client, override_settings
from django.utils.timezone import now

from comity.record import fingerprint_lines, format_vkey, parse_vkey
from comity.render import LANGUAGES, voice
from comity.site.instance import demo_world
from comity.site.record.models import Log
from comity.site.ui.middleware import CONTENT_SECURITY_POLICY
from comity.site.ui.style import style_bytes
from tests.site.conftest import (
    RECORDED,
    SIGNER,
    SIGNER_NAME,
    begin,
    bundle,
    configuration_in,
    protected_bundle,
    publish_in,
    sequence,
)
from tests.site.dialogue.world import opened
from tests.site.markup import Page
from tests.site.members.factories import sign_in, somebody
from tests.site.page_list import (
    FORMS,
    OWN,
    PAGES,
    SCRIPTS,
    SHOWN,
    guarded_paths,
    page_paths,
    protected_paths,
    write_paths,
)

ENGLISH = [path for code, path in PAGES if code == "en"]
READ_ONLY = [path for path in ENGLISH if path not in FORMS]
FIRST_LOAD = 14 * 1024
SIGNER_KEY = format_vkey(SIGNER.key)
LINKS = ("href", "src", "action", "srcset", "poster", "data")


def enter_member(configuration, client: Client) -> None:
    """Enter the signer as a member, who signs in with ``client``."""
    somebody("secretary", name=SIGNER_NAME)
    sign_in(client, "p-1")
    sequence(configuration.log_folder)


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker, tmp_path_factory):
    """What all pages say in all languages, and how they answer a form; one site, rolled back."""
    configuration = configuration_in(tmp_path_factory.mktemp("site"))
    with django_db_blocker.unblock(), override_settings(COMITY=configuration), atomic():
        begin()
        publish_in(configuration, bundle())
        publish_in(configuration, protected_bundle(), symbol="A24/DIA/3")
        posted = {path: Client().post(f"/en/{path}").status_code for path in READ_ONLY}
        open_now(configuration)
        visitor, member = Client(), Client()
        enter_member(configuration, member)
        got = {
            (code, path): (member if path in OWN else visitor).get(f"/{code}/{path}")
            for code, path in PAGES
        }
        set_rollback(True)
    return got, posted


@pytest.fixture(scope="module")
def whole_site(answers):
    """All pages in all languages, fetched once by a visitor without cookie and script."""
    return {place: (each, Page(each.content.decode())) for place, each in answers[0].items()}


def open_now(configuration):
    """Open a conversation that takes votes whenever the tests run."""
    at = now()
    day = timedelta(days=1)
    opened(configuration, id="dia-2", symbol="A24/DIA/2", opens=at - day, closes=at + day)


def in_each_language(rule):
    """Make of ``rule`` a test of each page, which names the languages that break it."""

    @pytest.mark.parametrize("path", ENGLISH)
    def asked(path, whole_site):
        wrong = {}
        for code in LANGUAGES:
            try:
                rule((code, *whole_site[code, path]))
            except (AssertionError, LookupError, ValueError) as error:
                wrong[code] = error
        if wrong:
            raise ExceptionGroup(f"{path} in {', '.join(wrong)}", list(wrong.values()))

    asked.__doc__ = rule.__doc__
    asked.rule = rule
    return asked


def test_a_rule_that_two_languages_break_names_them():
    @in_each_language
    def rule(fetched):
        assert fetched[1]

    site = {(code, "x/"): (code not in {"fr", "ru"}, None) for code in LANGUAGES}
    with pytest.raises(ExceptionGroup, match="x/ in fr, ru") as found:
        rule("x/", site)
    assert len(found.value.exceptions) == 2
    rule("x/", dict.fromkeys(site, (True, None)))


@in_each_language
def test_a_page_is_there_and_well_formed(fetched):
    _, response, page = fetched
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.unbalanced == []


@in_each_language
def test_a_page_says_its_language_and_direction(fetched):
    code, response, page = fetched
    language = LANGUAGES[code]
    (root,) = page.all("html")
    assert (root["lang"], root["dir"]) == (language.tag, language.direction)
    assert response.headers["Content-Language"] == language.tag


@in_each_language
def test_a_page_names_no_address_outside_itself(fetched):
    _, _, page = fetched
    named = [
        attributes[name]
        for _, attributes in page.elements
        for name in LINKS
        if attributes.get(name)
    ]
    assert named
    # Not even its own host: several names may lead here.
    assert [each for each in named if re.match(r"(?i)\s*([a-z][a-z0-9+.-]*:|//)", each)] == []


EMPTY_LINK = re.compile(r"<a(?=[\s>])[^>]*>(?:\s|<(?!/a>)[^>]*>)*</a>")


@in_each_language
def test_every_link_leads_somewhere_and_has_words(fetched):
    """A page whose context hides a word of the frame's, such as ``language``, shows it here."""
    _, response, page = fetched
    assert [each for each in page.all("a") if not each.get("href")] == []
    assert EMPTY_LINK.findall(response.content.decode()) == []


def test_an_empty_link_would_be_found():
    assert EMPTY_LINK.search('<a href="/x"><bdi></bdi> </a>')
    assert not EMPTY_LINK.search('<a href="/x"><bdi>x</bdi></a><abbr></abbr>')


@in_each_language
def test_a_page_has_no_code_and_no_style_in_it(fetched):
    """At most one script, a file of ours, asked for by pages with a form it helps alone."""
    _, response, page = fetched
    assert page.all("script") in ([], *([{"defer": None, "src": path}] for path in SCRIPTS))
    assert any(each.get("method") == "post" for each in page.all("form")) or not page.all("script")
    assert page.all("style") == []
    assert not [text for text, parents in page.texts if "script" in parents]
    inline = [name for _, attributes in page.elements for name in attributes]
    assert [name for name in inline if name == "style" or name.startswith("on")] == []
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"


@in_each_language
def test_the_first_load_is_light(fetched):
    _, response, _ = fetched
    weight = len(gzip.compress(response.content, 6)) + len(gzip.compress(style_bytes(), 6))
    assert weight <= FIRST_LOAD


@in_each_language
def test_a_page_leaves_no_cookie_but_that_of_its_form(fetched):
    _, response, page = fetched
    written = any(each.get("method") == "post" for each in page.all("form"))
    assert set(response.cookies) <= ({"csrftoken"} if written else set())


@pytest.mark.parametrize(("code", "path"), [each for each in PAGES if each[1] in SHOWN])
def test_a_form_leaves_no_other_cookie_than_the_one_against_forged_forms(code, path, whole_site):
    response, page = whole_site[code, path]
    assert set(response.cookies) == {"csrftoken"}
    assert [each for each in page.all("input") if each.get("name") == "csrfmiddlewaretoken"]
    assert response.headers["Cache-Control"] == "no-store"


@in_each_language
def test_a_page_has_one_heading_and_a_way_past_its_menu(fetched):
    _, _, page = fetched
    assert len(page.all("h1")) == len(page.all("main")) == 1
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    local = [each["href"][1:] for each in page.all("a") if each["href"].startswith("#")]
    assert set(local) <= set(ids)


@in_each_language
def test_every_control_has_a_label(fetched):
    _, _, page = fetched
    named = {each.get("for") for each in page.all("label")}
    assert [
        control
        for control, parents in page.controls
        if "label" not in parents and control.get("id") not in named
    ] == []


@in_each_language
def test_every_form_that_writes_says_where_and_carries_its_token(fetched):
    code, _, page = fetched
    forms = [each for each in page.all("form") if each.get("method") == "post"]
    tokens = [each for each in page.all("input") if each.get("name") == "csrfmiddlewaretoken"]
    assert len(tokens) == len(forms)
    assert {each["action"] for each in forms} <= {
        f"/{code}/{path}" for path in (*write_paths(), *FORMS, "sign-out/")
    }


@in_each_language
def test_help_contact_and_privacy_are_a_step_away(fetched):
    code, _, page = fetched
    links = {each.get("href") for each in page.all("a")}
    for name in ("how-this-works", "accessibility", "privacy", "contact"):
        assert f"/{code}/{name}/" in links


@in_each_language
def test_a_page_is_offered_in_each_language_in_its_own_script(fetched):
    code, response, page = fetched
    others = {each["hreflang"]: each for each in page.all("a") if "hreflang" in each}
    assert set(others) == {one.tag for one in LANGUAGES.values()} - {LANGUAGES[code].tag}
    for language in LANGUAGES.values():
        assert language.endonym in response.content.decode()
    by_tag = {one.tag: one.code for one in LANGUAGES.values()}
    assert {tag: link["href"].split("/")[1] for tag, link in others.items()} == {
        tag: by_tag[tag] for tag in others
    }


def test_a_page_of_a_list_stays_that_page_in_another_language(whole_site, client, published):
    page = Page(client.get("/en/dialogue/reports/dia-1/statements/?page=1").content.decode())
    switch = [each["href"] for each in page.all("a") if "hreflang" in each]
    assert len(switch) == len(LANGUAGES) - 1
    assert all(link.endswith("/dialogue/reports/dia-1/statements/?page=1") for link in switch)


OF_A_REPORT = [each for each in PAGES if "/reports/" in each[1]]


@pytest.mark.parametrize("place", OF_A_REPORT, ids="/".join)
def test_a_published_thing_says_whose_it_is_of_when_and_how_it_is_checked(place, whole_site):
    """On paper, too: what prints is what stands here (``tests/web``)."""
    code, path = place
    response, _ = whole_site[place]
    page = response.content.decode()
    report_id = path.split("/")[2]
    language = LANGUAGES[code]
    for kept in (
        demo_world()[0].name(language.tag),
        f"A24/DIA/{report_id.removeprefix('dia-')}",
        voice(language).date(RECORDED.date()),
        f"comity verify {report_id}.zip --key {SIGNER_KEY}",
    ):
        assert kept in page, kept


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_report_can_be_verified_cited_and_downloaded(code, whole_site):
    for report_id in ("dia-1", "dia-3"):
        _, page = whole_site[code, f"dialogue/reports/{report_id}/"]
        words = [text for text, _ in page.texts]
        links = {each.get("href") for each in page.all("a")}
        own = f"/dialogue/reports/{report_id}/"
        assert any(fingerprint_lines(parse_vkey(SIGNER_KEY))[1] in text for text in words)
        assert own in words  # the permalink, without host and language
        for name in ("bundle.zip", "statements.csv", "report.json"):
            assert f"{own}{name}" in links
        assert {f"/{code}{own}report.xlsx", f"/{code}{own}downloads/"} <= links


@in_each_language
def test_names_and_symbols_are_isolated(fetched):
    """A name in another script must not turn its surroundings round."""
    _, _, page = fetched
    loose = [
        text
        for text, parents in page.texts
        for name in ("Assembly of Twenty-Four", SIGNER_NAME, "A24/DIA/1", "A24/DIA/3")
        if name in text and not {"bdi", "title"} & set(parents)
    ]
    assert loose == []


@in_each_language
def test_charts_are_named_or_hidden(fetched):
    _, _, page = fetched
    charts = page.all("svg")
    assert [
        each for each in charts if not (each.get("aria-label") or each.get("aria-hidden"))
    ] == []
    assert [each for each in page.all("img") if not each.get("alt")] == []


@pytest.mark.parametrize("code", ["en", "ar"])
def test_no_link_is_dead(code, whole_site, published, published_protected, client, instance):
    open_now(instance)
    enter_member(instance, client)
    pages = {f"/{code}/{path}": got.status_code for (code, path), (got, _) in whole_site.items()}
    elements = [
        attributes
        for path in (*page_paths(), *protected_paths())
        for _, attributes in whole_site[code, path][1].elements
    ]
    named = {each.get(name) or "" for each in elements for name in ("href", "src")}
    inside = {link.partition("#")[0] for link in named if link.startswith("/")}
    assert len(inside) > 20
    found = {link: pages[link] for link in inside if link in pages}
    for link in inside - set(found):
        response = client.get(link)
        found[link] = response.status_code
        b"".join(response)  # read to its end a file is closed, and the connection is not
    assert found == dict.fromkeys(inside, 200)


@pytest.mark.parametrize("path", write_paths())
def test_what_writes_answers_to_a_form_of_this_site_and_nothing_else(path, log, instance):
    open_now(instance)
    client = Client(enforce_csrf_checks=True)
    assert client.get(f"/en/{path}").status_code == 405
    assert client.post(f"/en/{path}").status_code == 403


@pytest.mark.parametrize("path", guarded_paths())
def test_what_is_not_published_is_shown_to_nobody_who_asks(path, log, instance, client):
    open_now(instance)
    assert client.get(f"/en/{path}").status_code in {302, 303, 403, 404, 422}


@pytest.mark.parametrize("path", READ_ONLY)
def test_a_page_answers_only_who_reads(path, answers):
    assert answers[1][path] == 405


@pytest.mark.django_db
def test_the_shared_site_leaves_no_row_behind(answers):
    assert answers
    assert not Log.objects.exists()
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("path", [path for path in ENGLISH if path in FORMS])
def test_a_form_from_elsewhere_is_refused(path, published):
    assert Client(enforce_csrf_checks=True).post(f"/en/{path}").status_code == 403
    # Control: with the token the answer is another, of whatever kind.
    client = Client(enforce_csrf_checks=True)
    client.get("/en/sign-in/")
    token = client.cookies["csrftoken"].value
    answer = client.post(f"/en/{path}", {"csrfmiddlewaretoken": token})
    assert answer.status_code in {303, 404, 422}


def test_an_unchanged_page_is_not_sent_twice(published, client):
    first = client.get("/en/")
    again = client.get("/en/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@in_each_language
def test_the_demonstration_says_so_on_every_page(fetched):
    _, _, page = fetched
    assert {"class": "demo"} in page.all("div")


def test_a_real_instance_does_not_call_itself_a_demonstration(published, client, settings):
    real = replace(settings.COMITY.instance, simulated=False)
    settings.COMITY = replace(settings.COMITY, instance=real)
    assert b'class="demo"' not in client.get("/en/").content
