"""A person translates on the page of the language they translate into; readers see it at once."""

import pytest

from comity.site.dialogue.models import TranslationRow
from comity.site.dialogue.queries import entered_translations
from tests.site.dialogue.world import ID, NOW, SEEDS, opened, submit
from tests.site.members.factories import sign_in, somebody
from tests.site.tampering import tamper

pytestmark = pytest.mark.django_db
ONE = f"/ar/dialogue/conversations/{ID}/"
PAGE = f"{ONE}translations/"
DO = f"{ONE}do/translate"
QUESTION = "هل ينبغي أن يكون الأمر كذلك؟"
SAID = "ينبغي الاستماع إلى الجميع."


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    for place in ("live", "running", "translating", "inviting"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: NOW)


@pytest.fixture
def live(log, instance):
    """A conversation in English with statements in three languages; one statement waits."""
    opened(instance)
    submit(instance, 1, "Ask the fishermen too.")
    return ID


@pytest.fixture
def translator(live, client):
    """A moderator is signed in in the browser of the test."""
    somebody("moderator", person="p-2", name="Ilsa Verrane")
    sign_in(client, "p-2")
    return client


def send(client, **fields):
    return client.post(DO, {"origin": "human", **fields}, headers={"origin": "http://testserver"})


def test_a_visitor_is_led_to_sign_in_and_one_without_the_role_is_refused(live, client):
    assert "/sign-in/" in client.get(PAGE).headers["Location"]
    # What was typed is kept in the page that asks to sign in.
    asked = send(client, **{"text-1": SAID})
    assert asked.status_code == 422
    assert 'name="kept"' in asked.content.decode()
    somebody("auditor", person="p-3")
    sign_in(client, "p-3")
    assert client.get(PAGE).status_code == 409
    assert send(client, **{"text-1": SAID}).status_code == 422
    assert not TranslationRow.objects.exists()


def test_the_page_lists_what_is_in_another_language_and_nothing_that_waits(translator):
    page = translator.get(PAGE).content.decode()
    for text in ("Should it be so?", "Some would gain.", SEEDS[0][0], SEEDS[2][0]):
        assert text in page
    assert f">{SEEDS[1][0]}<" not in page
    assert "fishermen" not in page


def test_a_reader_without_script_sees_question_and_statement_in_their_language(translator, client):
    answer = send(translator, **{"text-question": QUESTION, "text-1": SAID, "text-3": ""})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?page=1&kept=2")
    assert QUESTION in client.get(ONE).content.decode()
    listed = client.get(f"{ONE}statements/").content.decode()
    assert f'<bdi lang="ar">{SAID}</bdi>' in listed
    # The original stays beside it, and what nobody translated is shown as it was written.
    assert SEEDS[0][0] in listed
    assert f'<bdi lang="fr">{SEEDS[2][0]}</bdi>' in listed
    french = client.get(f"/fr/dialogue/conversations/{ID}/statements/").content.decode()
    assert SAID not in french


def test_what_was_not_changed_keeps_its_origin(translator):
    send(translator, **{"text-1": SAID, "reviewed": "1"})
    machine = {"origin": "machine", "system": "ExampleTranslate 4"}
    send(translator, **{"text-1": SAID, "text-3": "أسرع.", **machine})
    told = {one.statement: (one.origin, one.by, one.reviewer) for one in entered_translations(ID)}
    assert told == {
        "1": ("human", "", "Ilsa Verrane"),
        "3": ("machine", "ExampleTranslate 4", ""),
    }
    listed = translator.get(f"{ONE}statements/").content.decode()
    assert "ExampleTranslate 4" in listed
    assert "Ilsa Verrane" in listed


def test_a_refused_form_loses_no_word(translator):
    answer = send(translator, **{"text-1": "<b>x</b>", "text-3": "أسرع."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "أسرع." in page
    assert not TranslationRow.objects.exists()


def test_markup_in_a_translation_that_came_by_raw_sql_is_text(translator, client):
    send(translator, **{"text-1": SAID})
    tamper("UPDATE dialogue_translation SET text = '<script>x</script>'")
    assert "<script>x" not in client.get(f"{ONE}statements/").content.decode()


def test_the_title_is_translated_in_the_bar_of_the_browser_too(translator, monkeypatch):
    monkeypatch.setattr("comity.site.dialogue.pages.so_far.now", lambda: NOW)
    assert send(translator, **{"text-title": "وقت أطول"}).status_code == 303
    for page in ("", "invite/", "suggest/", "mine/", "statements/", "results/"):
        shown = translator.get(f"{ONE}{page}").content.decode()
        assert "وقت أطول" in shown.partition("<title>")[2].partition("</title>")[0], page
        kind = shown.partition('<p class="kind">')[2].partition("</p>")[0]
        assert page == "" or '<bdi lang="ar">وقت أطول</bdi>' in kind, page
