from pathlib import Path

import pytest

from tools import messages
from tools.messages import collect, fill, main, missing, read, update

PAGE = """{% load i18n %}
<p>{% translate "Hello 5%" %}</p>
   {% blocktranslate trimmed count n=votes with who=name %}
     {{ n }} vote by {{ who }}
   {% plural %}
     {{ n }} votes by {{ who }}
   {% endblocktranslate %}
{{ _("In a variable") }}
{% if a == _("In 'a' test") %}{% translate "May" context "month" %}{% endif %}
"""
CODE = """
from comity.fault import N_
KIND = N_("found {value}")
def words(speaker, n):
    speaker.say("said {x}", x=1)
    speaker.say_in("here", "short")
    return speaker.plural("{n} thing", "{n} things", n)
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    source = tmp_path / "src" / "comity"
    (source / "site").mkdir(parents=True)
    (source / "words.py").write_text(CODE, encoding="utf-8")
    (source / "site" / "page.html").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "SOURCE", source)
    monkeypatch.setattr(messages, "LOCALES", source / "render" / "locale")
    return source


def ids(catalogue):
    return {(message.id, message.context) for message in catalogue if message.id}


def test_python_and_templates_are_collected(house):
    assert ids(collect()) == {
        ("found {value}", None),
        ("said {x}", None),
        ("short", "here"),
        (("{n} thing", "{n} things"), None),
        ("Hello 5%%", None),
        (("%(n)s vote by %(who)s", "%(n)s votes by %(who)s"), None),
        ("In a variable", None),
        ("In 'a' test", None),
        ("May", "month"),
    }


def test_english_is_filled_and_others_wait(house):
    assert main([]) == 0
    assert {message.string for message in read("en") if message.context == "month"} == {"May"}
    assert len(missing()) == 9
    plural = next(entry for entry in missing() if entry["plural"] == "{n} things")
    assert [len(plural[code]) for code in ("ar", "zh", "fr", "ru", "es")] == [6, 1, 2, 3, 2]


def test_a_translation_is_kept_and_comes_back(house):
    main([])
    given = {code: f"{code} {{x}}" for code in ("ar", "zh", "fr", "ru", "es")}
    fill([{"id": "said {x}", "plural": None, "context": None, **given}])
    assert len(missing()) == 8
    (house / "words.py").write_text(CODE.replace("said {x}", "says {x}"), encoding="utf-8")
    for folder in messages.CODES:
        update(folder, collect())
    assert read("fr").get("says {x}").string == "", "a like message is never a guess"
    (house / "words.py").write_text(CODE, encoding="utf-8")
    for folder in messages.CODES:
        update(folder, collect())
    assert read("fr").get("said {x}").string == "fr {x}"
    assert len(missing()) == 8


def test_writing_again_changes_no_byte(house):
    main([])
    first = {path: path.read_bytes() for path in house.rglob("*.po")}
    main([])
    assert len(first) == 6
    assert {path: path.read_bytes() for path in house.rglob("*.po")} == first


def test_new_translations_are_unreviewed_until_somebody_says_so(house):
    main([])
    assert read("ru").get("said {x}").user_comments == ["unreviewed"]
    path = messages.LOCALES / "ru/LC_MESSAGES/django.po"
    path.write_text(
        path.read_text(encoding="utf-8").replace("# unreviewed\n", ""), encoding="utf-8"
    )
    update("ru", collect())
    assert read("ru").get("said {x}").user_comments == []


def test_an_unknown_word_explains_itself(house, capsys):
    assert main(["translate"]) == 2
    assert "make messages" in capsys.readouterr().err


@pytest.mark.slow
def test_catalogues_hold_every_message_of_the_source():
    assert ids(collect()) == ids(read("en")), "run: make messages"
