import pytest

from comity.site.dialogue.models import TranslationRow
from tests.site.api.conftest import ID, MODERATOR, token_of
from tests.site.api.test_offices import TRANSLATED
from tests.site.dialogue.world import submit

pytestmark = pytest.mark.django_db
PATH = f"conversations/{ID}/translations"


def send(program, **changes):
    return program.post(PATH, {**TRANSLATED, **changes}, **token_of(MODERATOR))


def kind(answer):
    return answer.json()["faults"][0]["kind"]


def test_a_translation_bears_its_origin_and_is_entered_once(live, program):
    by = {"origin": "machine", "system": "some system", "reviewed": True}
    assert send(program, **by).json() == {"entered": 1}
    assert send(program, **by).json() == {"entered": 0}
    row = TranslationRow.objects.get()
    assert (row.of, row.origin, row.by, row.reviewer) == (
        *("1", "machine", "some system"),
        MODERATOR.name,
    )


def test_what_is_asked_is_translated_too(live, program):
    made = [{"of": "question", "text": "Cela devrait-il être ?"}]
    assert send(program, translations=made).json() == {"entered": 1}


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        ({"of": "99", "text": "Rien."}, "dialogue.translation_of_nothing"),
        ({"of": "4", "text": "Attend."}, "dialogue.translation_of_nothing"),
        ({"of": "1", "text": "X", "source": "0" * 64}, "dialogue.translation_of_another"),
        ({"of": "3", "text": "Plus vite."}, "dialogue.translation_language"),
        ({"of": "1", "text": ""}, "dialogue.translation_text"),
    ],
)
def test_one_that_cannot_be_taken_keeps_none(live, instance, program, one, expected):
    submit(instance, 1, "It waits.")
    answer = send(program, translations=[*TRANSLATED["translations"], one])
    assert kind(answer) == expected
    assert not TranslationRow.objects.exists()
