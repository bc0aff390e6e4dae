"""Protected ballots: whoever keeps every public answer and subtracts any two finds nobody.

The adversary asks for all that is public after each thing that happens, and compares the numbers in
two answers from the same address. Numbers that count people or votes may stand still or move by ten
or more; what moves by less tells of few.
"""

import re
from collections.abc import Mapping
from itertools import combinations

import pytest

from comity.dialogue import ReleaseLedger
from comity.site.dialogue import queries
from comity.site.dialogue.actions import (
    Kept,
    close_conversation,
    release_all,
    take_out,
)
from comity.site.dialogue.queries import conversation as asked
from comity.site.record.models import Log
from tests.site.conftest import sequence
from tests.site.dialogue.audited import publish
from tests.site.dialogue.world import ID, LATER, NOW, SECRETARY, begin_closing, opened, vote, voter

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LEAST = 10
PAGE = f"/en/dialogue/conversations/{ID}/"
REPORT = f"/en/dialogue/reports/{ID}/"
LIVE = (
    PAGE,
    f"{PAGE}statements/",
    f"{PAGE}results/",
    f"{PAGE}office/",
    f"{PAGE}mine/",
    "/en/dialogue/",
    "/en/",
)
PUBLISHED = (
    REPORT,
    f"{REPORT}statements/",
    f"{REPORT}tiers-and-classes/",
    f"{REPORT}method/",
    f"{REPORT}downloads/",
    f"/dialogue/reports/{ID}/report.json",
    f"/dialogue/reports/{ID}/statements.csv",
)
# Beside a link, a date or a digest stand figures that count nobody.
NO_COUNT = re.compile(
    r"<head.*?</head>|<nav.*?</nav>|<footer.*?</footer>|<header.*?</header>|<time.*?</time>|<svg.*?</svg>"
    r"|<[^>]*>|[0-9a-f]{16,}|\d{4}-\d\d-\d\d[T\d:.+Z-]*|[A-Za-z0-9/+]{20,}=*",
    re.DOTALL,
)
NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})*(?![\d.,%])")
Answers = Mapping[str, str]


def answers(client) -> Answers:
    """Return every public answer about the conversation by its address."""
    client.cookies.clear()
    release_all(now=NOW)
    found = {}
    for path in (*LIVE, *PUBLISHED):
        answer = client.get(path)
        if answer.status_code == 200:
            found[path] = NO_COUNT.sub(" ", answer.content.decode())
    return found


def few(one: Answers, other: Answers) -> list[tuple[str, int]]:
    """Return where two answers from one address differ by fewer than ten: address and how many."""
    found = []
    for path in sorted(one.keys() & other.keys()):
        words = NUMBER.split(one[path]), NUMBER.split(other[path])
        if words[0] != words[1]:
            continue  # other words: another state, whose numbers are of other things
        pairs = zip(NUMBER.findall(one[path]), NUMBER.findall(other[path]), strict=True)
        gaps = [abs(_number(a) - _number(b)) for a, b in pairs]
        found += [(path, gap) for gap in gaps if 0 < gap < LEAST]
    return found


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def leave(instance, number, now) -> None:
    kept = Kept(instance.sealed_folder, instance.draft_folder)
    who = voter(instance, number)
    take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=now)
    sequence(instance.log_folder)


def history(instance, client) -> list[Answers]:
    """Live through a conversation; return all public answers after each thing that happens."""
    opened(instance, ballots="protected")
    seen = [answers(client)]
    for number in range(34):
        vote(instance, number, (1, 1), (2, 1 if number % 2 else -1), (3, 0))
        if number % 3 == 0 or number in {8, 9, 10}:
            seen.append(answers(client))
    vote(instance, 5, (1, -1))
    seen.append(answers(client))
    leave(instance, 33, NOW)
    seen.append(answers(client))
    begin_closing(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    close_conversation(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    seen.append(answers(client))
    publish(instance)
    seen.append(answers(client))
    leave(instance, 4, LATER)
    return [*seen, answers(client)]


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    for place in ("live", "so_far", "running"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: NOW)


def test_threat_T6_subtracting_any_two_public_answers_shows_nobody(log, instance, client):
    seen = history(instance, client)
    assert set(LIVE) | set(PUBLISHED) == set().union(*seen)
    assert [few(one, other) for one, other in combinations(seen, 2) if few(one, other)] == []
    # It is not for want of numbers: the page tells of more people as they come.
    told = {re.search(r"At least (\d+)", one[PAGE]) for one in seen}
    assert {found[1] for found in told if found} == {"10", "20", "30"}
    shown = {re.search(r"\bn\s(\d+)", one[f"{PAGE}results/"]) for one in seen}
    assert {found[1] for found in shown if found} == {"10", "22"}


def test_threat_T6_a_count_without_steps_would_be_found(log, instance, client, monkeypatch):
    monkeypatch.setattr(asked, "STEP", 1)
    seen = history(instance, client)
    assert any(few(one, other) for one, other in combinations(seen, 2))


def test_while_it_is_live_nothing_of_any_vote_is_public(log, instance, client):
    opened(instance, ballots="protected")
    before = answers(client)
    for number in range(9):
        vote(instance, number, (1, 1), (2, -1))
    after = answers(client)
    # The conversation's own page draws a statement by lot for each who comes.
    assert {path: one for path, one in after.items() if path != PAGE} == {
        path: one for path, one in before.items() if path != PAGE
    }
    assert few(before, after) == []
    assert queries.conversation_with(ID, NOW).took_part == 0


def test_after_publication_the_report_does_not_move(log, instance, client):
    *_, published, left = history(instance, client)
    for path in PUBLISHED[-2:]:
        assert published[path] == left[path]


def drawn(client) -> dict[str, str]:
    """Return the probabilities by statement that visitors who never voted read off the page."""
    release_all(now=NOW)
    found = {}
    for _ in range(40):
        client.cookies.clear()
        page = client.get(PAGE).content.decode()
        found |= dict(re.findall(r'name="mark" value="(\d+):(\d+):', page))
    return found


def moved(one: dict[str, str], other: dict[str, str]) -> bool:
    """Tell whether a statement that came up both times had another probability."""
    both = one.keys() & other.keys()
    assert len(both) > 1
    return any(one[statement] != other[statement] for statement in both)


@pytest.mark.parametrize("ballots", ["open", "protected"])
def test_threat_T6_probabilities_on_the_page_move_by_ten_people(log, instance, client, ballots):
    opened(instance, ballots=ballots)
    nobody = drawn(client)
    for number in range(19):
        vote(instance, number, (1, 1), (2, -1))
        if number == 9:
            assert not moved(drawn(client), nobody)
    assert not moved(drawn(client), nobody)
    vote(instance, 19, (1, 1), (2, -1))
    # The first ten; the second ten are held back.
    ten = drawn(client)
    assert moved(ten, nobody)
    vote(instance, 20, (1, -1), (2, -1))
    assert not moved(drawn(client), ten)
    leave(instance, 1, NOW)
    assert not moved(drawn(client), ten)


def test_threat_T6_probabilities_from_every_vote_would_be_found(log, instance, client, monkeypatch):
    monkeypatch.setattr(ReleaseLedger, "due", lambda ledger: ledger.cells)
    opened(instance, ballots="protected")
    nobody = drawn(client)
    for number in (1, 2):
        vote(instance, number, (1, 1))
        seen = drawn(client)
    assert moved(seen, nobody)
