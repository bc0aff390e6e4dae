import pytest

from comity.site.api.answered import forget_all
from comity.site.dialogue.ballot_box import ComeBack, NotKnownError
from comity.site.dialogue.box import set_ballot_box
from comity.site.dialogue.models import ParticipationCount, Statement, VoteLine
from tests.site.api.conftest import ID, voter

pytestmark = pytest.mark.django_db
VOTES = f"conversations/{ID}/votes"
STATEMENTS = f"conversations/{ID}/statements"
LINK = "https://council.example/c/"


def test_by_code_or_link_one_joins_and_gets_a_token_that_is_kept_nowhere(live, program):
    code = program.get(f"conversations/{ID}").json()["code"]
    first = program.post("join", {"code": code.lower()}).json()
    second = program.post("join", {"code": f"{LINK}{code}"}).json()
    assert first["conversation"] == second["conversation"] == ID
    assert len({first["voter"], second["voter"]}) == 2
    assert program.post("join", {"code": "ZZZZZZ"}).status_code == 404


def test_votes_are_kept_and_the_bad_one_is_named(live, program):
    who = voter(program)
    votes = [{"statement": 1, "vote": 1}, {"statement": 99, "vote": 1}, {"statement": 2, "vote": 7}]
    answer = program.post(VOTES, {"votes": votes}, **who)
    assert answer.status_code == 200
    told = answer.json()
    assert told["kept"] == [{"statement": 1, "vote": 1}]
    assert [(one["kind"], one["place"]) for one in told["faults"]] == [
        ("dialogue.vote_statement_unknown", "statement 99"),
        ("dialogue.vote_unreadable", "statement 2"),
    ]
    assert told["note"].startswith("council") or "intake" in told["note"]
    assert VoteLine.objects.count() == 1
    mine = program.get(f"conversations/{ID}/mine", **who).json()
    assert mine == {"votes": [{"statement": 1, "vote": 1}], "statements": []}


def test_receipts_are_given_to_whom_the_votes_are_and_tell_nothing_of_them(live, program):
    who, path = voter(program), f"conversations/{ID}/receipts"
    assert program.get(path, **who).json() == {"files": {}}
    votes = [{"statement": 1, "vote": 1}, {"statement": 2, "vote": -1}]
    assert program.post(VOTES, {"votes": votes}, **who).status_code == 200
    files = program.get(path, **who).json()["files"]
    assert list(files) == ["waiting.intake"]
    assert files["waiting.intake"].startswith("comity/intake/v1\n")
    assert files["waiting.intake"].count("ballot ") == 2
    # Nobody else is told, and without a token nobody is.
    assert program.get(path, **voter(program)).json() == {"files": {}}
    assert program.get(path).status_code == 401


@pytest.mark.parametrize("vote", [True, 1.0, "1", None, [1]])
def test_what_is_no_whole_number_is_no_vote(live, program, vote):
    answer = program.post(VOTES, {"votes": [{"statement": 1, "vote": vote}]}, **voter(program))
    assert (answer.status_code, VoteLine.objects.count()) == (422, 0)
    answer = program.post(VOTES, {"votes": [{"statement": vote, "vote": 1}]}, **voter(program))
    assert (answer.status_code, VoteLine.objects.count()) == (422, 0)


def test_where_no_vote_can_be_kept_it_is_a_refusal(live, program):
    answer = program.post(VOTES, {"votes": [{"statement": 99, "vote": 1}]}, **voter(program))
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["kind"] == "dialogue.vote_statement_unknown"
    assert not VoteLine.objects.exists()


@pytest.mark.parametrize("count", [0, 201])
def test_one_to_two_hundred_votes_are_taken_at_once(live, program, count):
    answer = program.post(VOTES, {"votes": [{"statement": 1, "vote": 1}] * count}, **voter(program))
    assert answer.status_code == 422
    assert not VoteLine.objects.exists()


def test_two_hundred_votes_are_taken(live, program):
    answer = program.post(VOTES, {"votes": [{"statement": 1, "vote": 1}] * 200}, **voter(program))
    assert answer.json()["kept"] == [{"statement": 1, "vote": 1}]


@pytest.mark.parametrize("sent", [{}, {"Voter-Token": "somebody"}, {"Voter-Token": "A" * 32}])
def test_a_vote_without_a_voters_token_is_refused(live, program, sent):
    answer = program.post(VOTES, {"votes": [{"statement": 1, "vote": 1}]}, **sent)
    assert answer.status_code == 401
    assert not VoteLine.objects.exists()


def test_the_same_request_under_its_key_is_done_once_and_answered_alike(live, program):
    who, body = voter(program), {"votes": [{"statement": 1, "vote": 1}]}
    first = program.post(VOTES, body, key="the-same-key", **who)
    second = program.post(VOTES, body, key="the-same-key", **who)
    assert (second.status_code, second.content) == (200, first.content)
    assert VoteLine.objects.count() == 1
    # The control: under another key it is another act.
    program.post(VOTES, body, key="another-key", **who)
    assert VoteLine.objects.count() == 2


def test_another_body_under_a_used_key_is_refused(live, program):
    who = voter(program)
    program.post(VOTES, {"votes": [{"statement": 1, "vote": 1}]}, key="the-same-key", **who)
    other = program.post(
        VOTES, {"votes": [{"statement": 1, "vote": -1}]}, key="the-same-key", **who
    )
    assert other.status_code == 422
    assert other.json()["faults"][0]["kind"] == "api.key"
    assert VoteLine.objects.get().vote == 1


def test_keys_of_two_voters_do_not_meet(live, program):
    body = {"votes": [{"statement": 1, "vote": 1}]}
    for _ in range(2):
        assert program.post(VOTES, body, key="the-same-key", **voter(program)).status_code == 200
    assert VoteLine.objects.count() == 2


@pytest.mark.parametrize("key", ["short", "x" * 65, "a key with spaces"])
def test_a_write_without_a_proper_key_is_refused(live, program, key):
    answer = program.post(
        VOTES, {"votes": [{"statement": 1, "vote": 1}]}, key=key, **voter(program)
    )
    assert answer.status_code in {400, 422}
    assert not VoteLine.objects.exists()


def test_a_statement_waits_for_a_moderator_and_is_sent_once(live, program):
    who, body = voter(program), {"text": "Trams at night.", "language": "en"}
    answer = program.post(STATEMENTS, body, key="one-statement", **who)
    assert answer.json() == {"number": 4, "state": "waiting"}
    assert program.post(STATEMENTS, body, key="one-statement", **who).json()["number"] == 4
    assert Statement.objects.filter(number__gt=3).count() == 1
    own = program.get(f"conversations/{ID}/mine", **who).json()["statements"]
    assert [(one["number"], one["state"]) for one in own] == [(4, "waiting")]
    shown = program.get(STATEMENTS).json()["items"]
    assert [one["number"] for one in shown] == [1, 2, 3]


def test_a_statement_is_sent_once_even_where_the_memory_of_it_is_gone(live, program):
    who, body = voter(program), {"text": "Trams at night.", "language": "en"}
    for _ in range(2):
        answer = program.post(STATEMENTS, body, key="one-statement", **who)
        assert answer.json()["number"] == 4
        forget_all()
    assert Statement.objects.filter(number__gt=3).count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {"text": "", "language": "en"},
        {"text": "x" * 1_000_000, "language": "en"},
        {"text": "a\u202eb", "language": "en"},
        {"text": "fine", "language": "not a tag"},
        {"text": "fine"},
        {"text": "fine", "language": "en", "state": "accepted"},
    ],
)
def test_a_statement_that_is_none_is_refused_and_nothing_kept(live, program, body):
    answer = program.post(STATEMENTS, body, **voter(program))
    assert answer.status_code in {413, 422}
    assert answer.json()["faults"][0]["remedy"]
    assert Statement.objects.count() == 3


class Shut:
    """A box that has no room."""

    def __init__(self, outcome):
        self.outcome = outcome

    def away(self):
        return ComeBack(7, "full")

    def cast(self, _voting, _count):
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.mark.parametrize(
    ("outcome", "seconds"), [(ComeBack(7, "full"), "7"), (NotKnownError(), "30")]
)
def test_a_full_box_says_when_to_come_back_and_the_refusal_is_not_kept(
    live, program, outcome, seconds
):
    who, body = voter(program), {"votes": [{"statement": 1, "vote": 1}]}
    set_ballot_box(Shut(outcome))
    answer = program.post(VOTES, body, key="the-same-key", **who)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, seconds)
    assert answer.json()["faults"][0]["kind"] == "api.later"
    again = program.post(VOTES, body, key="the-same-key", **who)
    assert again.status_code == 503


def test_votes_may_name_the_language_in_which_they_were_read(live, program):
    body = {"votes": [{"statement": 1, "vote": 1}]}
    for language in ("ar", "ar", ""):
        sent = {**body, "language": language} if language else body
        assert program.post(VOTES, sent, **voter(program)).status_code == 200
    rows = ParticipationCount.objects.filter(part="language")
    assert dict(rows.values_list("value", "count")) == {"ar": 2, "": 1}


@pytest.mark.parametrize("language", ["xx", "<b>", "ar ", "AR"])
def test_a_language_of_another_conversation_is_refused_with_a_remedy(live, program, language):
    body = {"votes": [{"statement": 1, "vote": 1}], "language": language}
    answer = program.post(VOTES, body, **voter(program))
    assert answer.status_code == 422
    (fault,) = answer.json()["faults"]
    assert (fault["kind"], fault["place"]) == ("api.vote_language", "language")
    assert not VoteLine.objects.exists()
