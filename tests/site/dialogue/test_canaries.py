"""Threat T11 on the site: a hundred statements that want to be more than words are only words."""

import re

import pytest

from comity.fault import RefusedError
from comity.language import clean_text
from comity.render import LANGUAGES
from tests.canaries import CANARIES, MARK, read_page
from tests.render.test_canaries import reported
from tests.site.conftest import bundle
from tests.site.dialogue.world import ID, opened, submit

pytestmark = pytest.mark.django_db
PLAIN, HOSTILE = "dia-1", "dia-2"
MARKS = {f"canary-{number:03}" for number in range(100)}
DECEIVING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\x07\x1b")
# What differs between any two publications: their ids and symbols, digests, sizes and entries.
OWN = re.compile(r"dia-\d|A24/DIA/\d|[0-9a-f]{8,}|\d+")


def shown(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def alike(texts):
    return [OWN.sub("0", str(text)) for text in texts]


@pytest.fixture
def both(publish, monkeypatch):
    """Two published reports on the same votes: one with plain statements, one with canaries."""
    monkeypatch.setattr("comity.site.dialogue.parts.WEIGHT", 10**9)
    publish(bundle(PLAIN, reported(hostile=False)))
    publish(bundle(HOSTILE, reported(hostile=True)), symbol="A24/DIA/2")


@pytest.mark.parametrize("part", ["", "statements/", "method/", "downloads/"])
def test_threat_T11_published_canaries_stand_in_quotations_and_nowhere_else(both, client, part):
    for code in LANGUAGES:
        look_for_canaries(client, code, part)


def look_for_canaries(client, code, part):
    """Fail where a canary of one page is more than a quotation."""
    plain, page = (shown(client, f"/{code}/dialogue/reports/{name}/{part}")
                   for name in (PLAIN, HOSTILE))  # fmt: skip
    one, other = read_page(plain), read_page(page)
    assert other.elements == one.elements
    assert alike(other.attributes) == alike(one.attributes)
    assert alike(other.outside) == alike(one.outside)
    for before, after in zip(one.quoted, other.quoted, strict=True):
        if not MARK.search(after):
            assert alike([before]) == alike([after])
    if part == "statements/":
        assert {mark for text in other.quoted for mark in MARK.findall(text)} == MARKS
    assert not DECEIVING & set(page)


def test_threat_T11_canaries_sent_to_a_conversation_leave_the_others_as_they_are(
    log, instance, client
):
    opened(instance, moderation="after")
    path = f"/en/dialogue/conversations/{ID}/statements/"
    before = read_page(shown(client, path))
    own = [text for text in before.quoted if text]
    taken, refused = set(), []
    for number, text in enumerate(CANARIES):
        clean = clean_text(text)
        if clean.removed:
            with pytest.raises(RefusedError) as error:
                submit(instance, number, text)
            refused += [fault.code for fault in error.value.faults]
        else:
            submit(instance, number, clean.text)  # which is what the page hands on
            taken.add(clean.text)
    # Characters that deceive are refused, and said to be so; all else is taken as it was written.
    assert set(refused) == {"dialogue.statement_controls"}
    assert len(taken) + len(refused) == 100
    assert len(taken) > 90
    pages = [shown(client, f"{path}?page={number}") for number in (1, 2, 3)]
    read = [read_page(page) for page in pages]
    quoted = [text for after in read for text in after.quoted]
    assert [text for text in read[0].quoted if text in own] == own
    assert {text for text in quoted if MARK.search(text)} == taken
    for page, after in zip(pages, read, strict=True):
        assert not any(MARK.search(text) for text in after.outside)
        assert not any(MARK.search(str(value)) for _, _, value in after.attributes)
        assert not {"img", "base", "svg", "iframe"} & set(after.elements) - set(before.elements)
        assert not DECEIVING & set(page)
