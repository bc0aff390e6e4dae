"""Taking part from a terminal: what is sent, what is kept on this computer, what is said of it."""

import json

import pytest

from comity.fault import Fault, Place, RefusedError
from tests.cli.own_bundle import run

TOKEN = "0123456789abcdef" * 2
SITE = "https://talk.example.org"
TEXT = {"text": "Q\x1b"}
ABOUT = {
    **dict.fromkeys(("title", "question", "benefit", "risk"), TEXT),
    "ballots": "open",
    "closes": "2026-12-01",
}


class Site:
    """A site that answers by the end of the path, and keeps what it was asked."""

    def __init__(self):
        self.asked, self.keys = [], []
        self.says = {
            "join": {"conversation": "dia-7", "voter": TOKEN},
            "dia-7": ABOUT,
            "mine": {
                "votes": [{"statement": 2, "vote": -1}],
                "statements": [
                    {"number": 4, "state": "rejected", "reason": "twice", "text": "Mine"}
                ],
            },
            "limit=100": {"items": [{"number": 1, "words": TEXT}], "next": "a b"},
            "cursor=a%20b": {"items": [{"number": 2, "words": {"text": "B"}}], "next": None},
            "receipts": {"files": {"ballot-001.ballot-receipt": "proof"}},
        }

    def answer(self, called, path):
        self.asked.append((called.address.geturl(), called.voter, path))
        return next(told for end, told in self.says.items() if path.endswith(end))

    def told(self, called, path, said, once=""):
        self.keys.append(once)
        if not path.endswith("votes"):
            return self.answer(called, path)
        self.asked.append((called.voter, path, said["votes"]))
        return self.votes(said["votes"])

    def votes(self, votes):
        faults = [
            {"place": f"statement {one['statement']}", "found": "not there"}
            for one in votes
            if one["statement"] > 9
        ]
        kept = [one for one in votes if one["statement"] <= 9]
        if not kept:
            raise RefusedError([Fault("edge.site_refused", Place("x"), "not there", "", "", {})])
        return {"kept": kept, "faults": faults, "note": "signed", "in_record_by": "soon"}


@pytest.fixture
def site(monkeypatch):
    made = Site()
    monkeypatch.setattr("comity.edge.ask_site", made.answer)
    monkeypatch.setattr("comity.edge.tell_site", made.told)
    return made


@pytest.fixture
def act(tmp_path, monkeypatch):
    monkeypatch.setenv("COMITY_SITE", SITE)
    return lambda *words, **more: run(tmp_path / "home", "dialogue", *words, **more)


@pytest.fixture
def joined(site, act):
    act("join", "ABCDEF")
    site.asked.clear()
    return act


def test_joining_says_what_it_is_about_and_keeps_the_token_alone(site, act, tmp_path):
    done = act("join", "ABCDEF")
    assert done.exit_code == 0, done.output
    assert "Joined. Go on with: comity dialogue mine dia-7" in done.output
    assert "\x1b" not in done.output
    assert TOKEN not in done.output
    (file,) = (tmp_path / "home").rglob("*.token")
    assert file.read_text() == f"{TOKEN}\n"
    site.says["join"] = {"conversation": "dia-7", "voter": TOKEN[::-1]}
    assert "had joined before" in act("join", f"{SITE}/c/ABCDEF").output
    assert file.read_text() == f"{TOKEN}\n"


def test_a_link_says_which_site_it_is(site, act, monkeypatch):
    act("join", "https://other.example.org/c/ABCDEF")
    assert site.asked[0][0] == "https://other.example.org"
    monkeypatch.delenv("COMITY_SITE")
    assert act("join", "ABCDEF").exit_code == 2


def test_threat_a_token_is_never_sent_without_tls(site, act):
    done = act("join", "http://talk.example.org/c/ABCDEF")
    assert (done.exit_code, site.asked) == (2, [])


def test_one_vote_is_kept_changed_and_changed_back(site, joined, tmp_path):
    for answer in ("agree", "disagree", "agree"):
        done = joined("vote", "dia-7", 1, answer)
        assert done.exit_code == 0, done.output
        assert f"Kept: 1 {answer}" in done.output
    path = "conversations/dia-7/votes"
    assert site.asked == [(TOKEN, path, [{"statement": 1, "vote": vote}]) for vote in (1, -1, 1)]
    assert len(set(site.keys[1:])) == 3
    (note,) = (tmp_path / "home").rglob("*.intake")
    assert note.read_text() == "signed"


def batch(tmp_path, *rows):
    file = tmp_path / "votes.csv"
    file.write_text("\n".join(["statement,vote", *rows, ""]), encoding="utf-8")
    return file


def test_of_a_batch_the_good_ones_are_kept_and_each_bad_one_is_named(site, joined, tmp_path):
    file = batch(tmp_path, "1,agree", "2,yes", "99,1", "3, PASS ", "x,agree", "4,-1")
    done = joined("vote", "dia-7", "--file", file)
    assert done.exit_code == 1
    assert [line for line in done.stdout.splitlines() if line.startswith("Kept")] == [
        "Kept: 1 agree", "Kept: 3 pass", "Kept: 4 disagree",
    ]  # fmt: skip
    for named in ("votes, line 3", "“2,yes”", "“x,agree”", "statement 99"):
        assert named in done.stderr
    # The control: without the bad ones it ends with 0 and names nothing.
    done = joined("vote", "dia-7", "--file", batch(tmp_path, "1,agree", "4,-1"))
    assert (done.exit_code, done.stderr) == (0, "")


@pytest.mark.parametrize("count", [0, 201])
def test_a_batch_has_one_to_two_hundred_votes(site, joined, tmp_path, count):
    done = joined("vote", "dia-7", "--file", batch(tmp_path, *["1,agree"] * count))
    assert (done.exit_code, site.asked) == (2, [])
    assert joined("vote", "dia-7", "--file", batch(tmp_path, *["1,agree"] * 200)).exit_code == 0


def test_where_no_vote_can_be_kept_it_is_a_refusal(site, joined, tmp_path):
    done = joined("vote", "dia-7", "--file", batch(tmp_path, "1,yes"))
    assert (done.exit_code, site.asked) == (2, [])
    assert joined("vote", "dia-7", 99, "agree").exit_code == 2


@pytest.mark.parametrize("given", [(), (1,), ("--file", "votes.csv", 1, "agree"), (1, "maybe")])
def test_a_vote_is_one_or_a_file(site, joined, tmp_path, given, monkeypatch):
    monkeypatch.chdir(tmp_path)
    batch(tmp_path, "1,agree")
    assert (joined("vote", "dia-7", *given).exit_code, site.asked) == (2, [])


def test_who_did_not_join_is_told_how(site, act):
    done = act("vote", "dia-7", 1, "agree")
    assert (done.exit_code, site.asked) == (2, [])
    assert "comity dialogue join CODE" in done.stderr


def test_one_s_own_votes_stand_beside_all_statements(site, joined):
    lines = joined("mine", "dia-7").output.splitlines()
    assert lines == ["1\t-\tQ\\u001b", "2\tdisagree\tB", "4\trejected twice\tMine"]
    assert [who for _, who, _ in site.asked] == [TOKEN, "", ""]
    assert json.loads(joined("mine", "dia-7", "--json").output) == site.says["mine"]


def test_receipts_are_kept_as_files(site, joined, tmp_path):
    (line,) = joined("receipts", "dia-7").output.splitlines()
    assert line.endswith("ballot-001.ballot-receipt")
    (file,) = (tmp_path / "home").rglob("*.ballot-receipt")
    assert (str(file), file.read_text()) == (line, "proof")
    site.says["receipts"] = {"files": {}}
    assert "No votes" in joined("receipts", "dia-7").output
    site.says["receipts"] = {"files": {"../../x": "y"}}
    assert joined("receipts", "dia-7").exit_code == 2


@pytest.mark.parametrize("answer", [{}, [], None, {"conversation": "dia-7"}, "x"])
def test_an_answer_of_another_form_is_a_refusal_and_no_crash(site, act, answer):
    site.says["join"] = answer
    done = act("join", "ABCDEF")
    assert done.exit_code == 2
    assert "gave no answer that can be read" in done.stderr
