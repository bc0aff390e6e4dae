"""As whom somebody takes part: by a browser, or signed in, in a tier of their own."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from comity.dialogue import pseudonym_in, tier_of
from comity.dialogue.opened_ballots import check_ballots
from comity.fault import RefusedError
from comity.site.dialogue.actions import Voting, Written, cast_votes, compute_report, write_votings
from comity.site.dialogue.ballot_box import WriteThrough
from comity.site.dialogue.models import ParticipationCount, Statement, VoteLine
from comity.site.dialogue.queries import conversation_with, live_results
from comity.site.dialogue.reconcile_live import reconcile_live
from comity.site.dialogue.recorded import recorded_conversations
from comity.site.dialogue.tallies import standing_of
from comity.site.dialogue.voters import account_names, as_whom, named_as, own_names, tier_rule
from comity.site.members.queries import acting_as
from comity.site.record.intake import intake_of
from tests.site.dialogue.closed import close_now
from tests.site.dialogue.world import ID, NOW, opened, vote, voter
from tests.site.members.factories import add_party, revoke, sign_in, somebody

pytestmark = pytest.mark.django_db
PAGE = f"/en/dialogue/conversations/{ID}/"
VOTE = f"{PAGE}do/vote"
TIERS = ("anonymous", "accredited", "delegation")


@pytest.fixture
def at_noon(monkeypatch):
    monkeypatch.setattr("comity.site.dialogue.pages.live.now", lambda: NOW)
    monkeypatch.setattr("comity.site.dialogue.voters.now", lambda: NOW)


@pytest.fixture
def conversation(log, instance, at_noon):
    opened(instance, tiers=TIERS)
    return ID


@pytest.fixture
def delegate(log, client):
    add_party("p-01", "state")
    somebody("delegate", person="p-3", party="p-01")
    sign_in(client, "p-3")
    return client


def votes(client, statement: int, vote: int):
    return client.post(VOTE, {"statement": statement, "vote": vote})


def test_dialogue_tiers_a_delegate_votes_as_one_person_on_two_devices(conversation, delegate):
    assert votes(delegate, 1, 1).status_code == 303
    del delegate.cookies["comity-voter"]
    assert votes(delegate, 1, -1).status_code == 303
    (who,) = set(VoteLine.objects.values_list("voter", flat=True))
    assert tier_of(who) == "delegation"
    assert "p-3" not in who
    assert b"You take part as: Delegations of members" in delegate.get(PAGE).content
    mine = html(delegate, f"{PAGE}mine/")
    assert "You take part as: Delegations of members" in mine
    assert "random number" not in mine
    assert "random number" in html(Client(), f"{PAGE}mine/")


def on_page(client, path=PAGE):
    """Return as whom a page of the conversation is made."""
    (told,) = set(re.findall(r'(?:data-as|name="as" value)="([0-9a-f]*)"', html(client, path)))
    return told


def html(client, path):
    return client.get(path).content.decode()


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}statements/"])
def test_attack_votes_of_a_page_are_never_cast_as_who_came_after(conversation, delegate, page):
    told = on_page(delegate, page)
    assert len(told) == 16
    somebody("delegate", person="p-4", party="p-01")
    after, nobody = Client(), Client()
    sign_in(after, "p-4")
    for client in (after, nobody):
        answer = client.post(VOTE, {"vote-1": "1", "as": told})
        assert answer.status_code == 409
        assert "somebody else than you are here now" in answer.content.decode()
    assert not VoteLine.objects.exists()
    # The control: whose page it is votes by it, and so does everybody by their own.
    assert delegate.post(VOTE, {"vote-1": "1", "as": told}).status_code == 303
    for client in (after, nobody):
        assert client.post(VOTE, {"vote-1": "1", "as": on_page(client)}).status_code == 303
    tiers = [tier_of(one) for one in VoteLine.objects.values_list("voter", flat=True)]
    assert sorted(tiers) == ["anonymous", "delegation", "delegation"]


def test_a_mark_of_whom_says_nothing_and_a_browser_has_none(conversation, delegate, client):
    assert (as_whom(voter_named("delegation")) == as_whom(voter_named("accredited"))) is False
    assert (as_whom(voter_named("anonymous")), on_page(Client())) == ("", "")
    # The page for when there is no network is about nobody.
    assert "data-as=" not in html(delegate, f"{PAGE}without-network/")


def test_whoever_is_signed_in_is_known_by_browser_and_by_account(conversation, delegate):
    request = RequestFactory().get(PAGE)
    request.COOKIES = {"session": "x", "comity-voter": "1" * 32}
    request.session = delegate.session
    by_browser, by_account = own_names(ID, request)
    assert tier_of(by_browser) == "anonymous"
    assert [tier_of(one) for one in by_account] == ["accredited", "delegation"]
    assert by_account[1] == named_as(ID, acting_as("p-3"))
    assert (named_as(ID, None), account_names(ID, None)) == ("", ())


SENT = {"statement": "Nets cost.", "language": "en", "once": "1" * 32, "step": "send"}


def without_mandate(person: str) -> None:
    for one in acting_as(person).mandates:
        revoke(one.id)


def test_attack_nobody_decides_on_what_they_sent_under_a_mandate_that_has_ended(
    conversation, delegate, monkeypatch
):
    monkeypatch.setattr("comity.site.dialogue.pages.deciding.now", lambda: NOW)
    delegate.post(f"{PAGE}do/statement", SENT)
    sent = Statement.objects.get(text="Nets cost.")
    del delegate.cookies["comity-voter"]
    without_mandate("p-3")
    somebody("moderator", person="p-3", party="p-01")
    somebody("moderator", person="p-4")
    other = Client()
    sign_in(other, "p-4")
    for client, state in ((delegate, "waiting"), (other, "accepted")):
        said = {"statement": str(sent.number), "decision": "accepted"}
        client.post(f"{PAGE}do/moderate", said)
        sent.refresh_from_db()
        assert sent.state == state


def test_who_has_no_mandate_any_more_takes_out_what_they_voted_by_it(
    conversation, delegate, monkeypatch
):
    monkeypatch.setattr("comity.site.dialogue.pages.leaving.now", lambda: NOW)
    votes(delegate, 1, 1)
    without_mandate("p-3")
    votes(delegate, 2, 1)
    tiers = [tier_of(one) for one in VoteLine.objects.values_list("voter", flat=True)]
    assert sorted(tiers) == ["anonymous", "delegation"]
    assert b"Take my votes and statements out" in delegate.get(f"{PAGE}mine/").content
    assert b"2 votes are erased" in delegate.post(f"{PAGE}do/take-out").content
    delegate.post(f"{PAGE}do/take-out", {"step": "do"})
    assert not VoteLine.objects.exists()


def voter_named(tier):
    return pseudonym_in(tier, "0" * 32)


def test_control_a_visitor_on_two_devices_is_two(conversation, client):
    votes(client, 1, 1)
    del client.cookies["comity-voter"]
    votes(client, 1, 1)
    assert VoteLine.objects.values("voter").distinct().count() == 2


def test_tiers_are_counted_each_by_itself_and_only_one_is_shown(conversation, delegate, instance):
    votes(delegate, 1, 1)
    counted = ParticipationCount.objects.values_list("part", "value", "count")
    assert list(counted) == [("tier", "delegation", 1)]
    code = conversation_with(ID, NOW).code
    assert standing_of(ID, code).voters == 0
    assert live_results(ID).tier == "anonymous"


def test_who_has_no_tier_of_a_conversation_reads_and_does_not_vote(log, instance, at_noon, client):
    opened(instance, tiers=("delegation",), tier="delegation")
    page = client.get(PAGE).content
    assert b"to vote, sign in" in page
    assert b'name="vote"' not in page
    answer = votes(client, 1, 1)
    assert b"not open to everybody" in answer.content
    assert b"not open to everybody" in client.post(f"{PAGE}do/statement", SENT).content
    assert not VoteLine.objects.exists()
    assert not Statement.objects.filter(text=SENT["statement"]).exists()


def test_control_who_has_it_votes(log, instance, at_noon, delegate):
    opened(instance, tiers=("delegation",), tier="delegation")
    assert b'name="vote"' in delegate.get(PAGE).content
    assert votes(delegate, 1, 1).status_code == 303
    assert VoteLine.objects.exists()


def test_threat_T5_an_expired_mandate_is_no_tier(log, instance, at_noon, client):
    opened(instance, tiers=("delegation",), tier="delegation")
    add_party("p-01", "state")
    somebody("delegate", person="p-3", party="p-01", end=NOW - timedelta(days=1))
    sign_in(client, "p-3")
    assert b"not open to everybody" in votes(client, 1, 1).content


def test_where_only_anybody_takes_part_who_is_signed_in_stays_a_browser(
    log, instance, at_noon, delegate
):
    opened(instance)
    votes(delegate, 1, 1)
    (who,) = VoteLine.objects.values_list("voter", flat=True)
    assert tier_of(who) == "anonymous"
    token = delegate.cookies["comity-voter"].value
    assert who == voter(instance, int(token, 16))


def test_the_shipped_rule_begins_with_anybody():
    assert tier_rule().names == TIERS


def of_tier(instance, tier: str, number: int) -> str:
    return pseudonym_in(tier, voter(instance, number))


def vote_as(instance, tier: str, number: int, *votes: tuple[int, int]) -> None:
    written = tuple(Written(str(statement), str(vote)) for statement, vote in votes)
    cast_votes(
        box=WriteThrough(write_votings),
        intake=intake_of(instance.key_file),
        voting=Voting(ID, of_tier(instance, tier, number), written, NOW),
    )


def close_with_tiers(instance, ballots: str) -> None:
    opened(instance, tiers=TIERS, ballots=ballots)
    for number in range(30):
        vote(instance, number, (1, 1), (2, 1 if number % 2 else -1), (3, 0))
    for number in range(100, 112):
        vote_as(instance, "delegation", number, (1, -1), (2, -1))
    close_now(instance)


@pytest.mark.parametrize("ballots", ["open", "protected"])
def test_dialogue_tiers_stand_beside_the_one_that_shapes_and_are_never_added(
    log, instance, ballots
):
    close_with_tiers(instance, ballots)
    computed = compute_report(conversation=ID, row_seed=1)
    report = json.loads(computed.files["outputs/report.json"])
    assert report["participation"]["participants"] == 30
    (one,) = [each for each in report["statements"] if each["id"] in (1, "1")]
    assert (one["agree"], one["disagree"]) == (30, 0)
    (told,) = report["tiers"]
    first = told["statements"][0]
    assert (told["name"], told["people"]) == ("delegation", 12)
    assert (first["agree"], first["disagree"]) == (0, 12)


def test_threat_T3_auditors_see_who_was_counted_in_another_tier(log, instance):
    close_with_tiers(instance, "protected")
    sealed = dict(compute_report(conversation=ID, row_seed=1).sealed)
    assert len(check_ballots(sealed)) == 30 * 3 + 12 * 2
    people = sealed["inputs/people.csv"].replace(b",delegation", b",anonymous", 1)
    with pytest.raises(RefusedError) as refused:
        check_ballots({**sealed, "inputs/people.csv": people})
    assert refused.value.faults[0].code == "dialogue.ballots_votes"


def test_reconcile_counts_each_tier_by_itself(log, instance):
    close_with_tiers(instance, "open")
    recorded = [one for one in recorded_conversations() if one.id == ID]
    assert list(reconcile_live(recorded)) == []
    ParticipationCount.objects.filter(value="delegation").update(count=13)
    (found,) = reconcile_live(recorded)
    assert found.column == "who took part by tier delegation"
