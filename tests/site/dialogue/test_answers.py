from dataclasses import replace

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from comity.edge import destroy_pseudonyms
from comity.site.dialogue.answers import (
    come_back,
    download,
    file_key,
    found,
    found_conversation,
    kept_page,
    organisation,
)
from comity.site.dialogue.queries import report_with
from tests.site.dialogue.world import ID, NOW, keys_of, opened

pytestmark = pytest.mark.django_db


def test_what_is_not_published_is_not_found(published):
    assert found("dia-1").symbol == "A24/DIA/1"
    with pytest.raises(Http404):
        found("dia-2")


def test_a_conversation_without_its_key_is_shown_and_takes_nothing(log, instance):
    opened(instance)
    assert not found_conversation(ID, NOW).suspended
    destroy_pseudonyms(keys_of(instance), ID)
    assert found_conversation(ID, NOW).suspended
    with pytest.raises(Http404):
        found_conversation("dia-2", NOW)


def test_a_file_is_to_be_kept_and_not_opened_here():
    answer = download(b"x", "a.csv", "text/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a.csv"'


def test_whoever_comes_back_is_told_when():
    answer = come_back(asked("/en/x/"), "/en/x/", 7)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert b"Try again in 7 seconds" in answer.content


def test_the_organisation_is_named_in_the_language_of_the_page():
    with translation.override("fr"):
        french = organisation()
    assert french != organisation() == "Assembly of Twenty-Four"


def asked(path):
    """Return a request for ``path`` of a visitor who is not signed in."""
    request = RequestFactory().get(path)
    request.session = {}
    return request


def test_a_page_is_made_once_until_something_it_shows_changes(published):
    view, request, made = report_with("dia-1"), asked("/en/x/?page=2"), []

    def make():
        made.append(1)
        return HttpResponse(b"page")

    for each in (view, view, replace(view, signer=""), replace(view, entry=None)):
        assert kept_page(request, each, make).content == b"page"
    assert len(made) == 3
    kept_page(asked("/en/x/?page=3"), view, make)
    assert len(made) == 4
    kept_page(request, view, make, "audited since")
    assert len(made) == 5


def test_files_of_other_languages_and_kinds_have_other_keys(published):
    view = report_with("dia-1")
    keys = {file_key(view, "xlsx"), file_key(view, "png")}
    with translation.override("ar"):
        keys.add(file_key(view, "xlsx"))
    assert len(keys) == 3
