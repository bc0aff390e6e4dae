import pytest

from comity.record import read_bundle, write_bundle
from comity.site.dialogue.actions import bundle_file
from comity.site.dialogue.models import PublishedReport
from comity.site.home.health import reconcile
from comity.site.record.models import Entry
from tests.site.conftest import NOW, bundle
from tests.site.dialogue.restated import DUE, restated_report
from tests.site.tampering import tamper, tampered

pytestmark = pytest.mark.django_db
TABLE = "dialogue_published_report"


def found(instance):
    """What differs in published reports: name and column."""
    differences = reconcile(instance, NOW).differences
    return {(one.name, one.column) for one in differences if one.kind == "report"}


def test_an_untouched_report_has_no_differences(published, instance):
    assert reconcile(instance, NOW).differences == []


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("title = 'Another question'", "title"),
        ("symbol = 'A24/DIA/2'", "symbol"),
        ("symbol = 'B24/DIA/1'", "symbol"),
        ("report = x'7b7d'", "report"),
        ("report = 'text'", "report"),
        ("published_at = '2020-01-01 00:00:00'", "published_at"),
        ("published_at = 7", "published_at"),
        ("simulated = FALSE", "simulated"),
        ("bundle_size = 1", "bundle_size"),
        ("signoff_subject = 'dialogue:report:dia-2'", "signoff_subject"),
        ("signoff_id = 's-9'", "signoff_id"),
        ("entry_id = (SELECT id FROM record_entry WHERE idx = 0)", "entry_id"),
        ("digest = 'ab', signoff_digest = 'ab'", "digest"),
    ],
)
def test_raw_sql_on_a_public_row_is_found_and_named(published, instance, change, column):
    with tampered(f"UPDATE {TABLE} SET {change}"):
        assert ("dia-1", column) in found(instance)


@pytest.mark.parametrize("symbol", ["A24/DIA/2", "B24/DIA/1"])
def test_a_symbol_changed_in_row_and_entry_is_still_found(published, instance, symbol):
    tamper(f"UPDATE {TABLE} SET symbol = '{symbol}'")
    tamper(f"UPDATE record_entry SET symbol = '{symbol}' WHERE idx = 8")
    assert ("dia-1", "symbol") in found(instance)


def test_a_removed_report_is_found_though_nothing_else_is_wrong(published, instance):
    tamper(f"DELETE FROM {TABLE}")
    assert [str(one) for one in reconcile(instance, NOW).differences] == [
        "published report dia-1: there is no row; entry 8 says it was published"
    ]


def test_an_invented_report_is_found(published, instance):
    columns = (
        "title, report, summary, digest, bundle_size, simulated, published_at, signoff_id, "
        "signoff_subject, signoff_digest"
    )
    tamper(
        f"INSERT INTO {TABLE} (id, symbol, entry_id, {columns}) SELECT 'dia-9', 'A24/DIA/9', "
        f"(SELECT id FROM record_entry WHERE idx = 0), {columns} FROM {TABLE}"
    )
    assert found(instance) == {("dia-9", "")}


def test_two_reports_that_change_places_are_found(publish, instance):
    publish()
    publish(bundle("dia-2"), symbol="A24/DIA/2")
    assert found(instance) == set()
    with tampered(
        f"UPDATE {TABLE} SET id = 'dia-x' WHERE id = 'dia-1'",
        f"UPDATE {TABLE} SET id = 'dia-1' WHERE id = 'dia-2'",
        f"UPDATE {TABLE} SET id = 'dia-2' WHERE id = 'dia-x'",
    ):
        assert {("dia-1", "digest"), ("dia-2", "digest")} <= found(instance)


def test_where_the_content_of_the_entry_was_exchanged_the_report_is_not_blamed(published, instance):
    tamper("UPDATE record_entry SET payload = x'7b7d' WHERE idx = 8")
    assert found(instance) == set()


def test_of_an_erased_sign_off_the_symbol_is_no_longer_known(published, instance):
    Entry.objects.filter(idx=7).update(payload=None, payload_key=None)
    assert found(instance) == set()
    tamper(f"UPDATE {TABLE} SET symbol = 'A24/DIA/2'")
    assert found(instance) == {("dia-1", "symbol")}


def bundle_of(instance):
    return instance.bundle_folder / f"{PublishedReport.objects.get().digest}.zip"


def test_a_lost_or_damaged_bundle_is_found(published, instance):
    file = bundle_of(instance)
    file.write_bytes(b"no zip")
    assert found(instance) == {("dia-1", "bundle")}
    file.unlink()
    assert found(instance) == {("dia-1", "bundle")}


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("inputs/votes.csv", b"row,statement,vote\n1,1,1\n"),
        ("outputs/more.csv", b""),
        ("manifest.json", None),
    ],
)
def test_a_member_changed_in_the_bundle_is_found(published, instance, path, data):
    file = bundle_of(instance)
    members = dict(read_bundle(file.read_bytes()).members)
    members[path] = bundle("dia-2").members[path] if data is None else data
    file.write_bytes(write_bundle(members))
    assert ("dia-1", "bundle") in found(instance)


RESTATED_TABLE = "dialogue_restatement"


@pytest.fixture
def restated(log, instance):
    """A report that was restated."""
    return restated_report(instance)


def of_restatements(instance):
    differences = reconcile(instance, DUE).differences
    return {(one.name, one.column) for one in differences if one.kind == "restatement"}


def test_an_untouched_restatement_has_no_differences(restated, instance):
    assert reconcile(instance, DUE).differences == []


def test_raw_sql_on_a_restatement_is_found_and_named(restated, instance):
    for change, column in (
        ("title = 'Another question'", "title"),
        ("symbol = 'A24/DIA/7/2027-04-01'", "symbol"),
        ("restates_id = 'dia-9'", "restates_id"),
        ("restatement = x'7b7d'", "restatement"),
        ("published_at = '2020-01-01 00:00:00'", "published_at"),
        ("simulated = FALSE", "simulated"),
        ("bundle_size = 1", "bundle_size"),
        ("signoff_id = 's-9'", "signoff_id"),
        ("digest = 'ab', signoff_digest = 'ab'", "digest"),
    ):
        with tampered(f"UPDATE {RESTATED_TABLE} SET {change}"):
            assert (restated.pk, column) in of_restatements(instance), change


def test_a_removed_restatement_and_its_bundle_are_missed(restated, instance):
    bundle_file(instance.bundle_folder, restated.digest).unlink()
    assert of_restatements(instance) == {(restated.pk, "bundle")}
    tamper(f"DELETE FROM {RESTATED_TABLE}")
    assert (restated.pk, "") in of_restatements(instance)
