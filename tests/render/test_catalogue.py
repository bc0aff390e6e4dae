import re

import pytest

from comity.render.catalogue import LANGUAGES, catalogue
from tests.render.catalogues import FOLDERS, FORMS, LOCALES, messages, read, strings

FIELDS = re.compile(r"\{\w*\}|%\(\w+\)s|%%")
NUMBER = {"{n}", "%(n)s", "%(shown)s", "%(all)s"}
# These forms stand for one number alone, so words can say it: Arabic none, one and two things.
SAYS_THE_NUMBER = {"ar": {0, 1, 2}, "en": {0}, "es": {0}}


def test_the_six_languages_are_those_of_the_folders():
    assert list(LANGUAGES) == ["ar", "zh", "en", "fr", "ru", "es"]
    assert {language.locale for language in LANGUAGES.values()} == set(FOLDERS)
    assert [code for code, language in LANGUAGES.items() if language.direction == "rtl"] == ["ar"]
    assert LANGUAGES["zh"].tag == "zh-Hans"


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_catalogue_has_the_same_messages(folder):
    known = {(message.id, message.context) for message in messages("en")}
    assert {(message.id, message.context) for message in messages(folder)} == known


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_string_is_fuzzy_and_plural_forms_are_complete(folder):
    written = read(folder)
    assert written.num_plurals == FORMS[folder]
    for message in messages(folder):
        assert not message.fuzzy, message.id
        assert len(strings(message)) == (1 if isinstance(message.id, str) else FORMS[folder])


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_no_string_is_empty(folder):
    empty = [message.id for message in messages(folder) if not all(strings(message))]
    assert not empty


@pytest.mark.parametrize("folder", FOLDERS)
def test_placeholders_are_those_of_the_source(folder):
    for message in messages(folder):
        wanted = set(FIELDS.findall(message.id if isinstance(message.id, str) else message.id[1]))
        for form, string in enumerate(strings(message)):
            said = NUMBER if form in SAYS_THE_NUMBER.get(folder, set()) else set()
            found = set(FIELDS.findall(string))
            assert not string or found <= wanted, (folder, message.id, string)
            assert not string or wanted - found <= said, (folder, message.id, string)


def test_english_says_what_the_source_says():
    for message in messages("en"):
        assert message.string == message.id


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if folder != "en"])
def test_who_has_not_reviewed_is_said(folder):
    comments = {tuple(message.user_comments) for message in messages(folder)}
    assert comments <= {("unreviewed",), ()}


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    compiled = catalogue(language.code)
    for message in messages(language.locale):
        if not all(strings(message)):
            continue
        one = message.id if isinstance(message.id, str) else message.id[0]
        said = (
            compiled.pgettext(message.context, one)
            if message.context
            else compiled.gettext(one)
            if isinstance(message.id, str)
            else compiled.ngettext(*message.id, 5)
        )
        assert said in strings(message), "compile the catalogues: make messages"


def test_locales_hold_nothing_but_these():
    assert sorted(path.name for path in LOCALES.iterdir()) == sorted(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_invisible_sign_can_be_copied_into_a_command(folder):
    invisible = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
    assert not [
        one for message in messages(folder) for one in strings(message) if invisible.search(one)
    ]
