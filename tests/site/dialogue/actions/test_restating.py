"""From a published report to its restatement: ten erasures, the date, the signature, the record."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from comity.canonical import encode, sha256_hex
from comity.dialogue import LEFT, RESTATES
from comity.fault import RefusedError
from comity.people import Acting
from comity.record import MANIFEST, parse_entry, publish_payload, write_bundle
from comity.registry import REGISTRY
from comity.site.dialogue.actions import (
    RESTATE,
    draw_up_restatement,
    drawn_up,
    is_of_the_votes,
    publish_restatement,
)
from comity.site.dialogue.models import PublishedReport, Restatement, RestatementDraft, VoteLine
from comity.site.home.health import reconcile
from comity.site.oversight.models import SignOffRow
from comity.site.record.models import Entry, Log
from tests.site.dialogue.audited import publish as publish_report
from tests.site.dialogue.closed import close_now
from tests.site.dialogue.restated import (
    DUE,
    MANDATE,
    NEXT,
    RESTATED,
    draw_up,
    leave,
    publish_and_leave,
    restate_now,
    restated_report,
    signed,
)
from tests.site.dialogue.world import ID, LATER, opened, submit, vote
from tests.site.members.factories import entered, revoke

pytestmark = pytest.mark.django_db


def refusal(call) -> set[str]:
    before = Entry.objects.count()
    with pytest.raises(RefusedError) as raised:
        call()
    assert Entry.objects.count() == before
    assert not Restatement.objects.filter(published_at__gt=DUE).exists()
    return {fault.code for fault in raised.value.faults}


def publish(instance, sign_off, now=DUE):
    log = Log.objects.get()
    folder = instance.bundle_folder
    return publish_restatement(log=log, report=ID, sign_off=sign_off, folder=folder, now=now)


def figures(row: Restatement) -> dict[str, tuple]:
    result = json.loads(bytes(row.restatement))
    return {
        one["id"]: (one["state"], one["before"]["seen"], (one["now"] or {}).get("seen"))
        for one in result["statements"]
    }


@pytest.mark.parametrize("ballots", ["open", "protected"])
def test_ten_who_left_are_left_out_of_the_figures(log, instance, ballots):
    row = restated_report(instance, ballots=ballots)
    assert (row.pk, row.symbol, row.restates_id) == (RESTATED, "A24/DIA/7/2027-01-01", ID)
    assert figures(row) == dict.fromkeys("123", ("restated", 30, 20))
    act = parse_entry(bytes(row.entry.leaf))
    assert (act.act, act.subject) == (RESTATE, f"dialogue:restatement:{RESTATED}")
    assert bytes(row.entry.payload) == publish_payload(row.digest)
    assert SignOffRow.objects.get(act=RESTATE).digest == row.digest
    assert reconcile(instance, DUE).differences == []


def test_the_report_itself_stands_as_it_was_published(log, instance):
    publish_and_leave(instance)
    before = PublishedReport.objects.values().get()
    restate_now(instance)
    assert PublishedReport.objects.values().get() == before


def test_before_the_scheduled_date_it_is_refused_with_the_date(log, instance):
    publish_and_leave(instance)
    with pytest.raises(RefusedError) as raised:
        draw_up(DUE - timedelta(seconds=1))
    (fault,) = raised.value.faults
    assert fault.code == "dialogue.restatement_early"
    assert fault.values == {"day": "2027-01-01"}
    assert draw_up()


def test_while_fewer_than_ten_have_left_it_is_refused_without_a_count(log, instance):
    publish_and_leave(instance, 9)
    with pytest.raises(RefusedError) as raised:
        draw_up()
    (fault,) = raised.value.faults
    assert (fault.code, dict(fault.values)) == ("dialogue.restatement_few", {"least": "10"})
    leave(instance, 9)
    assert draw_up()


def test_of_a_report_that_is_not_published_there_is_none(log, instance):
    entered(MANDATE, "Ilsa Verrane")
    assert refusal(draw_up) == {"dialogue.restatement_unpublished"}


def test_in_one_quarter_there_is_one_and_the_next_pools_anew(log, instance):
    restated_report(instance)
    leave(instance, *range(10, 19), now=LATER + timedelta(days=40))
    again = {"dialogue.restatement_early"}
    assert refusal(lambda: draw_up(NEXT - timedelta(days=1))) == again
    few = {"dialogue.restatement_few"}
    assert refusal(lambda: draw_up(NEXT)) == few
    leave(instance, 19, now=LATER + timedelta(days=40))
    members = draw_up(NEXT)
    result = json.loads(members["outputs/restatement.json"])
    assert (result["participants_before"], result["participants"]) == (20, 10)
    assert result["before"] == Restatement.objects.get().digest != result["published"]
    assert {one["before"]["seen"] for one in result["statements"]} == {20}


def test_threat_T7_what_is_drawn_up_is_not_made_anew_when_one_more_leaves(log, instance):
    """Who may sign would learn the votes of one who leaves by looking before and after."""
    publish_and_leave(instance)
    before = draw_up()
    leave(instance, 10)
    assert refusal(draw_up) == {"dialogue.restatement_drawn_up"}
    assert drawn_up(ID) == before
    assert publish(instance, signed(before)) == RESTATED
    assert drawn_up(ID) is None
    assert figures(Restatement.objects.get()) == dict.fromkeys("123", ("restated", 30, 20))
    # Control: made anew, it would tell of one person by subtraction.
    left = VoteLine.objects.filter(statement=1).values("voter").distinct().count()
    assert left == 19


def test_nothing_is_signed_that_was_not_drawn_up(log, instance):
    publish_and_leave(instance)
    seen = signed(draw_up())
    RestatementDraft.objects.all().delete()
    assert refusal(lambda: publish(instance, seen)) == {"dialogue.restatement_missing"}


def altered(members, path: str, old: bytes, new: bytes) -> dict[str, bytes]:
    """Put other bytes into what is drawn up, as who writes to the database can; all recomputes."""
    assert old in members[path]
    files = {**members, path: members[path].replace(old, new)}
    files |= REGISTRY["dialogue.restatement", 1].run(files)
    manifest = json.loads(files.pop(MANIFEST))
    manifest["files"] = {one: sha256_hex(data) for one, data in files.items()}
    files[MANIFEST] = encode(manifest)
    RestatementDraft.objects.update(bundle=write_bundle(files))
    return files


def other_figure(members) -> dict[str, bytes]:
    line = next(one for one in members[LEFT].splitlines() if one.startswith(b"1,restated,"))
    _, _, agree, *rest = line.split(b",")
    less = b",".join((b"1,restated", b"%d" % (int(agree) - 1), *rest))
    return altered(members, LEFT, line, less)


def test_threat_figures_that_are_not_those_of_the_votes_are_not_signed(log, instance):
    """Who writes to the database alters what waits for a signature; the votes tell."""
    publish_and_leave(instance)
    members = draw_up()
    for change in (
        other_figure,
        lambda members: altered(members, RESTATES, b'"participants":20', b'"participants":19'),
        lambda members: altered(members, RESTATES, b'"A question"', b'"Another"'),
    ):
        files = change(members)
        assert refusal(lambda files=files: publish(instance, signed(files))) == {
            "dialogue.restatement_altered"
        }
    RestatementDraft.objects.update(bundle=b"no bundle")
    assert not is_of_the_votes(ID)
    # It is drawn up anew, and those who left meanwhile may have been in it.
    members = draw_up()
    leave(instance, 10)
    assert is_of_the_votes(ID)
    other_figure(members)
    assert is_of_the_votes(ID)  # the figures of who left cannot be told any more
    altered(members, RESTATES, b'"participants":20', b'"participants":18')
    assert not is_of_the_votes(ID)
    RestatementDraft.objects.update(bundle=write_bundle(members))
    assert publish(instance, signed(members)) == RESTATED


def test_nobodys_word_puts_other_bytes_into_effect(log, instance):
    publish_and_leave(instance)
    said = signed(draw_up())
    seen = replace(said, subject=replace(said.subject, digest="a" * 64))
    assert refusal(lambda: publish(instance, seen)) == {"oversight.digest_differs"}


def test_threat_nobody_draws_up_or_signs_without_a_mandate_in_force(log, instance):
    publish_and_leave(instance)
    other = replace(MANDATE, id="m-other", scope=frozenset({"dialogue.publish_report"}))
    entered(other, "Somebody")
    for who in (None, Acting(other.holder, "Somebody", (other,))):
        asked = {"report": ID, "acting": who, "sealed": instance.sealed_folder, "now": DUE}
        assert refusal(lambda asked=asked: draw_up_restatement(**asked)) <= {
            "people.no_mandate",
            "people.not_signed_in",
        }
    members = draw_up()
    seen = signed(members, mandate=other)
    assert refusal(lambda: publish(instance, seen)) == {"oversight.mandate_not_valid"}
    assert publish(instance, signed(members)) == RESTATED


def test_threat_a_mandate_revoked_meanwhile_signs_nothing(log, instance):
    publish_and_leave(instance)
    seen = signed(draw_up())
    revoke(MANDATE.id)
    assert "oversight.mandate_not_valid" in refusal(lambda: publish(instance, seen))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM dialogue_restatement",
        "UPDATE dialogue_restatement SET restatement = x'7b7d'",
        "UPDATE dialogue_restatement SET signoff_digest = 'ab', digest = 'ab'",
    ],
)
def test_threat_the_database_lets_no_restatement_change(log, instance, statement):
    restated_report(instance)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


def test_threat_no_row_without_its_sign_off(log, instance):
    row = restated_report(instance)
    row.pk, row.symbol, row.digest, row.signoff_digest = "dia-7-2027-04-01", "x", "ab", "ab"
    with pytest.raises(DatabaseError, match="sign-off"):
        row.save(force_insert=True)


def test_what_is_published_holds_no_vote_and_nobody(log, instance):
    publish_and_leave(instance, ballots="protected")
    members = draw_up()
    assert {path for path in members if "vote" in path or "people" in path} == set()
    assert set(members) == {
        MANIFEST,
        "inputs/published.csv",
        "inputs/restated.csv",
        "inputs/restates.json",
        "inputs/restatement-rule.json",
        "inputs/rule.json",
        "outputs/restated.csv",
        "outputs/restatement.json",
    }


@pytest.mark.parametrize("ballots", ["open", "protected"])
def test_a_statement_that_few_saw_or_few_left_is_not_shown_anew(log, instance, ballots):
    """Of statement 4 open ballots showed the 6 votes: they are not restated all the same."""
    opened(instance, ballots=ballots, moderation="after")
    submit(instance, 40, "Few saw this one.")
    for number in range(30):
        few = [(4, 1)] if number < 6 else []
        vote(instance, number, (1, 1), *([(2, -1)] if number > 2 else []), *few)
    close_now(instance)
    publish_report(instance)
    leave(instance, *range(10))
    row = restate_now(instance)
    states = {one: said[0] for one, said in figures(row).items()}
    assert states == {"1": "restated", "2": "stands", "3": "stands", "4": "hidden"}
    assert reconcile(instance, DUE).differences == []
