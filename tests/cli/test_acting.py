import json

import pytest
from click.testing import CliRunner

from comity.cli import main
from comity.fault import Fault, Place, RefusedError

ENV = {"COMITY_SITE": "https://example.org", "COMITY_TOKEN": "abc.def"}
ANSWER = {
    "conversation": "dia-8",
    "numbers": [4],
    "number": 4,
    "state": "accepted",
    "entered": 1,
    "stage": "closed",
    "items": [{"number": 4, "language": "en", "text": "A\x1b"}],
}


@pytest.fixture
def told(monkeypatch):
    """What the verbs ask of the site, whose answer fits each of them."""
    asked = []
    monkeypatch.setattr(
        "comity.edge.tell_site", lambda site, path, said: asked.append((path, said)) or ANSWER
    )
    monkeypatch.setattr("comity.edge.ask_site", lambda site, path: asked.append(path) or ANSWER)
    return asked


def act(*words, given=None):
    return CliRunner().invoke(main, ["dialogue", *map(str, words)], input=given, env=ENV)


def test_each_verb_asks_the_interface_and_says_what_was_done(told, tmp_path):
    terms, words = tmp_path / "terms.json", tmp_path / "words.csv"
    terms.write_text('{"title": "T"}')
    words.write_text("statement,text\n1,Oui\nquestion,Quoi ?\n", encoding="utf-8")
    assert act("open", terms).output == "Opened: dia-8\n"
    assert act("seed", "dia-8", "-", "--language", "en", given="A\n\nB\n").output == "Added: [4]\n"
    assert act("moderate", "dia-8", 4, "accepted").output == "Statement 4: accepted\n"
    done = act("translate", "dia-8", words, "--into", "fr", "--origin", "human")
    assert done.output == "Entered: 1\n"
    assert act("close", "dia-8", "--seen", "a", "--seen", "b").output == "dia-8: closed\n"
    assert act("waiting", "dia-8").output == "4\ten\tA\\u001b\n"
    assert json.loads(act("results", "dia-8").output) == ANSWER
    assert told == [
        ("conversations", {"title": "T", "check": False}),
        (
            "conversations/dia-8/seeds",
            {"statements": [{"text": text, "language": "en"} for text in ("A", "B")]},
        ),
        ("conversations/dia-8/statements/4/decision", {"decision": "accepted", "reason": ""}),
        (
            "conversations/dia-8/translations",
            {
                "language": "fr",
                "origin": "human",
                "system": "",
                "reviewed": False,
                "translations": [{"of": "1", "text": "Oui"}, {"of": "question", "text": "Quoi ?"}],
            },
        ),
        ("conversations/dia-8/close", {"seen": ["a", "b"], "words": ""}),
        "conversations/dia-8/waiting?limit=100",
        "conversations/dia-8/results",
    ]


def test_machines_read_the_answer_as_it_came(told):
    assert json.loads(act("close", "dia-8", "--json").output) == ANSWER


def test_a_name_leads_to_no_other_address(told):
    act("close", "../members")
    assert told[0][0] == "conversations/..%2Fmembers/close"


@pytest.mark.parametrize("data", [b"no json", b"[]", b"\xff", b"x" * 256_001])
def test_a_file_that_cannot_be_read_asks_nothing(told, tmp_path, data):
    file = tmp_path / "terms.json"
    file.write_bytes(data)
    assert act("open", file).exit_code == 2
    assert told == []


def test_a_refusal_of_the_site_is_worded_and_ends_with_2(monkeypatch):
    values = {"found": "it is over", "rule": "what is over takes nothing", "remedy": "Look again."}
    fault = Fault("edge.site_refused", Place("A24"), "{found}", "{rule}", "{remedy}", values)

    def refuse(*_given):
        raise RefusedError([fault])

    monkeypatch.setattr("comity.edge.tell_site", refuse)
    done = act("close", "dia-8")
    assert done.exit_code == 2
    assert all(words in done.stderr for words in ("A24", *values.values()))
