import json

import pytest

from comity.dialogue import InputFile, read_conversation, simulate
from comity.dialogue.publication import STATEMENTS, statement_lines
from comity.dialogue.translations import read_translations, translation_lines
from comity.dialogue.translations_document import OUTPUTS, TRANSLATED, TRANSLATIONS, translations
from comity.edge import shipped
from comity.fault import RefusedError

MADE = simulate(20, 1, shipped("dialogue", "simulated-incident-register", 1))
CONVERSATION = read_conversation(
    InputFile("votes.csv", MADE.votes), InputFile("statements.csv", MADE.statements)
)
GIVEN = read_translations(MADE.translations, "translations.csv", CONVERSATION.statements)
INPUTS = {
    STATEMENTS: statement_lines(CONVERSATION.statements),
    TRANSLATIONS: translation_lines(GIVEN, CONVERSATION.statements),
}


def told(inputs):
    made = translations(inputs)
    assert set(made) == set(OUTPUTS)
    return json.loads(made[TRANSLATED])["translations"]


def test_the_simulated_conversation_is_translated_into_five_other_languages():
    kept = [each for each in CONVERSATION.statements if each.moderated >= 0]
    found = told(INPUTS)
    assert len(found) == 5 * len(kept) > 200
    assert {each["state"] for each in found} == {"current"}
    assert {(each["origin"], each["reviewer"]) for each in found} == {("machine", "")}


def test_an_original_that_changed_makes_its_translations_stale_and_no_other():
    first = CONVERSATION.statements[0]
    before = first.text.encode()
    assert INPUTS[STATEMENTS].count(before) == 1
    changed = INPUTS | {STATEMENTS: INPUTS[STATEMENTS].replace(before, before + b" Or not.")}
    stale = {each["statement"] for each in told(changed) if each["state"] == "stale"}
    assert stale == {first.id}


def test_the_words_of_a_rejected_statement_are_in_no_language():
    rejected = {each.id for each in CONVERSATION.statements if each.moderated < 0}
    texts = [each.text for each in GIVEN if each.statement in rejected]
    assert texts
    everything = b"".join((*INPUTS.values(), *translations(INPUTS).values()))
    assert not any(text.encode() in everything for text in texts)
    leaked = INPUTS | {TRANSLATIONS: MADE.translations}
    with pytest.raises(RefusedError):
        translations(leaked)


def test_unreadable_members_are_refused():
    for path in INPUTS:
        with pytest.raises(RefusedError):
            translations(INPUTS | {path: b"x"})
