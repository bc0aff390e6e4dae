"""Threat T11 in reports: a hundred statements that want to be more than words change nothing."""

import json
import re
from functools import cache

import numpy as np
import pytest

from comity.canonical import decode, encode
from comity.dialogue import (
    InputFile,
    Parameters,
    VoteLog,
    open_inputs,
    read_conversation,
    report,
    slate,
    write_statements,
    write_votes,
)
from comity.dialogue.votes import Statement
from comity.edge import shipped
from comity.language import clean_text
from comity.render import LANGUAGES, report_html, summary_text, voice
from tests.canaries import CANARIES, MARK, read_page
from tests.dialogue.worlds import camps

# Every ninth statement is an honest one; ten of the first are what nine in ten agree with.
WIDTH, NINTH = 113, 9
LOG: VoteLog = camps(2, people=90, statements=WIDTH, liked=30, seen=0.5)[0]


def texts(hostile):
    """Return the statements' texts: canaries among honest ones, or plain words in their place."""
    canaries = iter(CANARIES)
    return [
        f"statement {place}"
        if place % NINTH == 0
        else (next(canaries) if hostile else f"plain {place}")
        for place in range(WIDTH)
    ]


def rule():
    members = json.loads(shipped("dialogue", "common-ground", 2))
    members["groups"].update(replicates=10, null_replicates=19, starts=2)
    members["fragility"]["grid"] = [0.4]
    return encode(members)


@cache
def made(*, hostile):
    """Return inputs and outputs of a report, from files as people bring them."""
    told = [Statement(str(place), text) for place, text in enumerate(texts(hostile))]
    conversation = read_conversation(
        InputFile("votes.csv", write_votes(LOG)),
        InputFile("statements.csv", write_statements(told)),
    )
    asked = Parameters(title="Q")
    inputs = open_inputs(conversation.log, conversation.statements, asked, rule(), 7)
    return inputs, {**report(inputs), **slate(inputs)}


def reported(*, hostile):
    return decode(made(hostile=hostile)[1]["outputs/report.json"])


def test_threat_T11_a_hundred_canaries_change_no_figure_label_or_list():
    (before, plain), (after, hostile) = made(hostile=False), made(hostile=True)
    assert len(CANARIES) == 100
    for path in set(before) - {"inputs/statements.csv"}:
        assert before[path] == after[path]
    for path in ("outputs/statements.csv", "outputs/groups.csv", "outputs/slate.json"):
        assert plain[path] == hostile[path]
    one, other = reported(hostile=False), reported(hostile=True)
    assert one["groups"]["outcome"] == "stable"
    words = {each["id"]: each["text"] for each in one["statements"]}
    found = {each["id"]: each["text"] for each in other["statements"]}
    for each in other["statements"]:
        each["text"] = words[each["id"]]
    assert one == other
    # Every text is there, as it was written but for characters that deceive.
    assert found == {
        str(place): clean_text(text).text for place, text in enumerate(texts(hostile=True))
    }


def test_control_the_canaries_votes_would_change_figures():
    """What is compared does follow from the votes: one vote more, and it differs."""
    inputs, outputs = made(hostile=True)
    lines = inputs["inputs/votes.csv"].splitlines(keepends=True)
    changed = {**inputs, "inputs/votes.csv": b"".join(lines[:-1])}
    assert report(changed)["outputs/statements.csv"] != outputs["outputs/statements.csv"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_threat_T11_on_a_report_canaries_stand_in_quotations_and_nowhere_else(code):
    plain = read_page(report_html(reported(hostile=False), LANGUAGES[code]))
    page = report_html(reported(hostile=True), LANGUAGES[code])
    hostile = read_page(page)
    assert hostile.elements == plain.elements
    assert hostile.attributes == plain.attributes
    assert hostile.outside == plain.outside
    assert len(hostile.quoted) == len(plain.quoted)
    assert {mark for text in hostile.quoted for mark in MARK.findall(text)} == {
        f"canary-{number:03}" for number in range(100)
    }
    for one, other in zip(plain.quoted, hostile.quoted, strict=True):
        if not MARK.search(other):
            assert one == other
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\x07\x1b") & set(page)


def test_control_on_a_page_without_escaping_canaries_make_elements_of_their_own():
    page = report_html(reported(hostile=True), LANGUAGES["en"])
    loose = page.replace("&lt;", "<").replace("&gt;", ">")
    assert page.count("<") < loose.count("<")
    assert "<script>alert(1)</script>" in loose
    assert "<script>alert(1)</script>" not in page


def out_of_quotation(code):
    """Return the canaries that, quoted in a plain summary, leave their quotation or their line."""
    speaker, told = voice(LANGUAGES[code]), reported(hostile=False)
    plain = summary_text(told, speaker)
    marks = speaker.say("“{text}”", text="\0").split("\0")
    found = []
    for canary in CANARIES:
        said = [{**one, "text": clean_text(canary).text} for one in told["statements"]]
        hostile = summary_text({**told, "statements": said}, speaker)
        assert MARK.search(hostile)
        kept = all(hostile.count(mark) == plain.count(mark) for mark in marks)
        if not kept or len(hostile.splitlines()) != len(plain.splitlines()):
            found.append(canary)
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_threat_T11_in_the_plain_summary_no_canary_leaves_its_quotation(code):
    """In plain text the quotation marks are all there is: none may be closed from within."""
    assert out_of_quotation(code) == []


def test_control_with_texts_as_they_are_canaries_leave_their_quotation(monkeypatch):
    monkeypatch.setattr("comity.render.quotation.INNER_MARKS", {})
    marked = out_of_quotation("en")
    monkeypatch.setattr("comity.render.quotation.LINE_END", re.compile(r"(?!)"))
    assert 0 < len(marked) < len(out_of_quotation("en"))


def test_more_people_agree_with_canaries_than_with_most():
    """The control of the two above: canaries are what the summary is about."""
    first = reported(hostile=True)["common_ground"]
    assert sum(int(one) % NINTH != 0 for one in first) >= 5
    assert np.isin(["0"], first).all()
