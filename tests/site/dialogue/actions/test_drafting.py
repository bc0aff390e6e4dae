import pytest

from comity.canonical import decode, sha256_hex
from comity.dialogue import TRANSLATED, TRANSLATIONS, Translation, source_of
from comity.dialogue import Statement as Voted
from comity.fault import RefusedError
from comity.oversight import SUMMARY
from comity.record import MANIFEST, parse_manifest
from comity.site.dialogue.actions import (
    REPORT,
    Written,
    close_conversation,
    compute_report,
    members_to_sign,
)
from comity.site.dialogue.queries import draft_of, undrafted
from comity.site.dialogue.tasks import draft_now
from comity.site.record.models import Log
from tests.site.conftest import sequence
from tests.site.dialogue.actions.test_translating import ARABIC, of, translate
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.world import ID, LATER, SECRETARY, begin_closing, cast, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(log, instance):
    """A conversation that is closed."""
    return close_voted(instance)


def test_a_closed_conversation_is_computed_and_drafted(closed, instance):
    assert list(undrafted()) == [(ID, "en")]
    draft_now(instance, ID, "en")
    assert list(undrafted()) == []
    found = draft_of(ID).summary
    assert "30" in found.draft
    assert found.text == found.draft
    assert (found.machine.system, found.machine.model) == ("comity.render.summary", "template")
    members = members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)
    report = decode(members[REPORT])
    assert report["participation"]["participants"] == 30
    assert decode(members["outputs/slate.json"])["participants"] == 30
    assert parse_manifest(members[MANIFEST]).files[SUMMARY] == sha256_hex(members[SUMMARY])


@pytest.mark.parametrize("ballots", ["open", "protected"])
def test_a_process_of_its_own_computes_what_tests_compute_here(ballots, log, instance, request):
    close_voted(instance, ballots=ballots)
    here = compute_report(conversation=ID, row_seed=7)
    request.getfixturevalue("computed_apart")
    assert compute_report(conversation=ID, row_seed=7) == here


def test_how_statements_were_drawn_stands_in_sums_beside_the_votes(log, instance):
    opened(instance)
    for number in range(30):
        vote = str(1 if number % 2 else -1)
        cast(instance, number, [Written("1", vote, 250_000 + number), Written("2", vote)])
    begin_closing(log=log, conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    close_conversation(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    draft_now(instance, ID, "en")
    members = members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)
    lines = members["inputs/draws.csv"].decode().splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["1", "agree", "15"],
        ["1", "disagree", "15"],
    ]
    assert b"250001" not in b"".join(members.values())
    routing = decode(members["outputs/routing.json"])
    assert routing["statements"][0]["agree"]["weighted"] == pytest.approx(0.5, abs=1e-4)
    assert routing["left_out"] == 1
    named = {function.name for function in parse_manifest(members[MANIFEST]).functions}
    assert {"dialogue.flags", "dialogue.routing"} <= named


def test_without_draws_there_is_no_such_file(closed, instance):
    draft_now(instance, ID, "en")
    members = members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)
    assert "inputs/draws.csv" not in members
    assert decode(members["outputs/flags.json"])["outcome"] == "none"


def test_the_same_text_gives_the_same_bytes_and_another_text_others(closed, instance):
    draft_now(instance, ID, "en")
    one, same, other = (
        members_to_sign(conversation=ID, text=text, folder=instance.draft_folder)[MANIFEST]
        for text in ("Mine.", "Mine.", "Mine!")
    )
    assert one == same != other


def test_the_votes_published_name_nobody(closed, instance):
    draft_now(instance, ID, "en")
    members = members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)
    lines = members["inputs/votes.csv"].decode().splitlines()
    assert lines[0] == "row,statement,vote"
    assert len(lines) == 91
    assert {line.split(",")[0] for line in lines[1:]} == {str(n) for n in range(1, 31)}


def test_nothing_is_computed_before_it_is_closed(log, instance):
    opened(instance)
    with pytest.raises(RefusedError) as error:
        compute_report(conversation=ID, row_seed=1)
    assert error.value.faults[0].code == "dialogue.draft_too_early"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" ", "oversight.text_empty"),
        ("x" * 9_000, "oversight.text_long"),
        ("a\u202eb", "oversight.text_controls"),
    ],
)
def test_a_text_nobody_could_sign_is_refused(closed, instance, text, code):
    draft_now(instance, ID, "en")
    with pytest.raises(RefusedError) as error:
        members_to_sign(conversation=ID, text=text, folder=instance.draft_folder)
    assert [fault.code for fault in error.value.faults] == [code]


def test_without_a_draft_there_is_nothing_to_sign(closed, instance):
    with pytest.raises(RefusedError) as error:
        members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)
    assert error.value.faults[0].code == "dialogue.draft_missing"


def test_threat_protected_votes_are_in_no_draft_and_in_no_bundle(log, instance):
    close_voted(instance, ballots="protected")
    draft_now(instance, ID, "en")
    members = members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)
    assert "inputs/votes.csv" not in members
    assert not [path for path, data in members.items() if b"row,statement,vote" in data]
    assert decode(members[REPORT])["conversation"]["ballots"] == "protected"
    assert decode(members[REPORT])["participation"]["participants"] == 30


def test_the_control_open_votes_are(closed, instance):
    draft_now(instance, ID, "en")
    members = members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)
    assert b"row,statement,vote" in members["inputs/votes.csv"]


@pytest.mark.parametrize("ballots", ["open", "protected"])
def test_translations_go_into_the_bundle_and_shape_no_number(log, instance, ballots, monkeypatch):
    spoken = []

    def close_translated(configuration, **terms):
        opened(configuration, **terms)
        title = source_of(Voted("title", "A question", 1))
        spoken.append(
            translate(of(1, ARABIC), Translation("title", "ar", "سؤال", "human", "", "", title))
        )

    monkeypatch.setattr("tests.site.dialogue.closed.opened", close_translated)
    close_voted(instance, ballots=ballots)
    assert spoken == [2]
    with_words = compute_report(conversation=ID, row_seed=1).files
    draft_now(instance, ID, "en")
    members = members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)
    told = decode(members[TRANSLATED])["translations"]
    assert [(one["statement"], one["text"], one["state"]) for one in told] == [
        ("1", ARABIC, "current")
    ]
    functions = parse_manifest(members[MANIFEST]).functions
    assert ("dialogue.translations", 1) in {(one.name, one.version) for one in functions}
    monkeypatch.setattr("comity.site.dialogue.actions.drafting.entered_translations", lambda _: ())
    without = compute_report(conversation=ID, row_seed=1).files
    assert {path: with_words[path] for path in without} == without
    assert set(with_words) - set(without) == {TRANSLATIONS, TRANSLATED}
