"""Raw SQL on the record's own rows, and edited files of the log: each is named."""

import pytest

from comity.canonical import encode
from comity.edge import signer_from_seed
from comity.record import Checkpoint, root_of, sign_checkpoint
from comity.site.home.health import reconcile
from comity.site.record.models import Entry, Log
from tests.site.conftest import NOW, SIGNER, sequence
from tests.site.record.test_sequencer import add
from tests.site.tampering import tamper, tampered

pytestmark = pytest.mark.django_db
OWN = ("entry", "file", "log")
OTHER = signer_from_seed(SIGNER.key.name, b"o" * 32)


def found(instance):
    """What differs in the rows of the record and its files: kind, name and column."""
    differences = reconcile(instance, NOW).differences
    return {(one.kind, one.name, one.column) for one in differences if one.kind in OWN}


def test_an_untouched_record_has_no_differences(published, instance):
    assert reconcile(instance, NOW).differences == []
    assert reconcile(instance, NOW).checked == 19


def test_an_empty_log_has_none_either(log, instance):
    assert reconcile(instance, NOW).differences == []


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("subject = 'dialogue:report:other'", "subject"),
        ("act = 'dialogue.open'", "act"),
        ("actor = 'x/y'", "actor"),
        ("at = '2020-01-01 00:00:00'", "at"),
        ("at = 'never'", "at"),
        ("at = '2026-13-01 00:00:00'", "at"),
        ("payload_class = 'public '", "payload_class"),
        ("release = '2030-01-01'", "release"),
        ("leaf_hash = x'00'", "leaf_hash"),
        ("leaf_hash = 'text'", "leaf_hash"),
        ("title = 'x'", "title"),
        ("symbol = 'x'", "symbol"),
        ("opened = TRUE", "opened"),
        ("payload = x'7b7d'", "payload"),
        ("payload = NULL", "payload"),
        ("payload_key = x'00'", "payload"),
    ],
)
def test_raw_sql_on_a_column_is_found_and_named(published, instance, change, column):
    with tampered(f"UPDATE record_entry SET {change} WHERE idx = 8"):
        assert found(instance) == {("entry", "8", column)}


SWAPPED = "CAST(replace(CAST(leaf AS TEXT), '{}', '{}') AS BLOB)"
LEAVES = ["x'7b7d'", "7", "NULL || 'x'", "replace(leaf, 'dia-1', 'dia-2')"]


@pytest.mark.parametrize("leaf", [*LEAVES, SWAPPED.format("dia-1", "dia-2")])
def test_a_changed_leaf_is_found_and_named(published, instance, leaf):
    with tampered(f"UPDATE record_entry SET leaf = coalesce({leaf}, x'') WHERE idx = 8"):
        assert ("entry", "8", "leaf") in found(instance)


def test_both_sides_are_said(published, instance):
    tamper("UPDATE record_entry SET act = 'dialogue.open' WHERE idx = 8")
    (one,) = [one for one in reconcile(instance, NOW).differences if one.kind == "entry"]
    assert str(one) == (
        "entry 8, act: the row says “dialogue.open”; the entry says “dialogue.publish_report”"
    )


def test_a_changed_row_does_not_put_the_blame_on_the_files(published, instance):
    leaf = SWAPPED.format("secretary", "chair")
    tamper(f"UPDATE record_entry SET leaf = {leaf} WHERE idx = 8")
    # Its mandate is that of a secretary, which is told as well.
    assert found(instance) == {("entry", "8", "leaf"), ("entry", "8", "mandate")}


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE record_entry SET idx = NULL WHERE idx = 8"],
        ["DELETE FROM record_entry WHERE idx = 8"],
    ],
)
def test_a_removed_row_is_found(published, instance, statements):
    with tampered(*statements):
        assert ("entry", "8", "") in found(instance)


def test_record_R4_swapped_rows_are_found(published, instance):
    with tampered(
        "UPDATE record_entry SET idx = -1 WHERE idx = 7",
        "UPDATE record_entry SET idx = 7 WHERE idx = 8",
        "UPDATE record_entry SET idx = 8 WHERE idx = -1",
    ):
        assert {("entry", "7", "leaf"), ("entry", "8", "leaf")} <= found(instance)


def test_a_row_at_a_place_nobody_signed_for_is_found(log, published, instance):
    add(log, 1)
    tamper("UPDATE record_entry SET idx = 77 WHERE idx IS NULL")
    assert found(instance) == {("entry", "77", "idx")}


def test_an_entry_that_waits_for_its_place_is_compared_too(log, published, instance):
    add(log, 1)
    assert found(instance) == set()
    tamper("UPDATE record_entry SET act = 'dialogue.close' WHERE idx IS NULL")
    row = Entry.objects.get(idx=None).pk
    assert found(instance) == {("entry", f"pending {row}", "act")}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM record_mention WHERE id = (SELECT max(id) FROM record_mention)",
        "UPDATE record_mention SET digest = 'x' WHERE id = (SELECT max(id) FROM record_mention)",
    ],
)
def test_what_an_entry_is_found_by_is_compared(published, instance, statement):
    tamper(statement)
    assert found(instance) == {("entry", "8", "mention")}


def test_sealed_content_changed_together_with_its_row_is_found(published, instance):
    """Only the commitment tells: no other row contradicts it."""
    tamper(
        "UPDATE record_entry SET payload = CAST(replace(CAST(payload AS TEXT), 'Ilsa', 'Olga')"
        " AS BLOB) WHERE idx = 7",
        "UPDATE oversight_signoff SET name = 'Olga Verrane'",
    )
    assert ("entry", "7", "payload") in found(instance)


def test_content_that_is_gone_without_an_entry_that_says_so_is_found(published, instance):
    tamper(
        "UPDATE record_entry SET payload = NULL, payload_key = NULL WHERE idx = 7",
        "UPDATE oversight_signoff SET name = ''",
    )
    assert found(instance) == {("entry", "7", "payload")}


def test_content_that_an_entry_erases_may_be_gone(log, published, instance):
    """The control: the same, with the entry."""
    add(log, 1, act="record.erase_payload", refs=(7,))
    sequence(instance.log_folder)
    tamper(
        "UPDATE record_entry SET payload = NULL, payload_key = NULL WHERE idx = 7",
        "UPDATE oversight_signoff SET name = ''",
    )
    assert reconcile(instance, NOW).differences == []
    tamper("UPDATE record_entry SET payload_key = x'00' WHERE idx = 7")
    assert found(instance) == {("entry", "7", "payload")}


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ("size = 2", {("log", "size")}),
        ("size = 'many'", {("log", "size")}),
        ("simulated = FALSE", {("log", "simulated")}),
        ("note = x'00'", {("log", "note")}),
        ("vkey = 'x'", {("log", "")}),
    ],
)
def test_raw_sql_on_the_log_is_found(published, instance, change, kinds):
    with tampered(f"UPDATE record_log SET {change}"):
        assert {(kind, column) for kind, _, column in found(instance)} == kinds


def test_a_log_put_back_to_an_earlier_head_is_found(published, instance):
    leaves = [bytes(leaf) for (leaf,) in Entry.objects.order_by("idx").values_list("leaf_hash")]
    note = sign_checkpoint(Checkpoint(SIGNER.key.name, 2, root_of(leaves[:2])), SIGNER)
    tamper(f"UPDATE record_log SET size = 2, note = x'{note.hex()}'")
    assert {column for kind, _, column in found(instance) if kind == "log"} == {"size", "note"}


def test_entries_of_no_log_are_found(published, instance):
    with tampered("DELETE FROM record_log"):
        assert ("log", SIGNER.key.name, "") in found(instance)


@pytest.mark.parametrize("path", ["tile/entries/000.p/9", "tile/0/000.p/9"])
def test_a_changed_file_of_the_log_is_found_and_no_row_blamed(published, instance, path):
    file = instance.log_folder / path
    file.write_bytes(file.read_bytes()[:-3] + b"!!!")
    assert found(instance) == {("file", path, "")}
    (one,) = reconcile(instance, NOW).differences
    assert "entry 8 in it is changed" in one.found


@pytest.mark.parametrize("path", ["tile/entries/000.p/9", "tile/0/000.p/9", "checkpoint"])
def test_a_lost_or_shortened_file_of_the_log_is_found(published, instance, path):
    file = instance.log_folder / path
    file.write_bytes(file.read_bytes()[:-1])
    assert found(instance) == {("file", path, "")}
    file.unlink()
    assert found(instance) == {("file", path, "")}


def test_files_of_earlier_sizes_are_compared_as_long_as_they_lie_there(log, published, instance):
    add(log, 300)
    sequence(instance.log_folder)
    assert found(instance) == set()
    early = instance.log_folder / "tile/0/000.p/9"
    early.write_bytes(bytes(32 * 9))
    upper = instance.log_folder / "tile/1/000.p/1"
    upper.write_bytes(bytes(32))
    beyond = instance.log_folder / "tile/0/001.p/200"
    beyond.write_bytes(bytes(32 * 200))
    stray = instance.log_folder / "tile/stray"
    stray.write_bytes(b"")
    assert {name for _, name, _ in found(instance)} == {
        "tile/0/000.p/9",
        "tile/1/000.p/1",
        "tile/stray",
    }


def test_where_neither_rows_nor_files_give_the_root_that_is_said(published, instance):
    tamper("UPDATE record_entry SET leaf = x'7b7d', leaf_hash = x'00' WHERE idx = 8")
    for path in ("tile/entries/000.p/9", "tile/0/000.p/9"):
        file = instance.log_folder / path
        file.write_bytes(file.read_bytes()[:-3] + b"!!!")
    assert ("log", Log.objects.get().origin, "") in found(instance)


def test_a_checkpoint_file_that_lags_is_no_difference(log, published, instance):
    """A crash between rows and file is mended by the next run of the sequencer."""
    file = instance.log_folder / "checkpoint"
    early = file.read_bytes()
    add(log, 1)
    sequence(instance.log_folder)
    file.write_bytes(early)
    assert found(instance) == set()


def test_a_checkpoint_file_of_another_tree_is_found(log, published, instance):
    """Signed by the log's own key, and yet no head of this log."""
    other = sign_checkpoint(Checkpoint(SIGNER.key.name, 2, root_of([b"x" * 32] * 2)), SIGNER)
    (instance.log_folder / "checkpoint").write_bytes(other)
    assert found(instance) == {("file", "checkpoint", "")}


def test_another_key_than_the_one_on_this_computer_is_found(published, instance, monkeypatch):
    monkeypatch.setattr("comity.site.home.health._own_key", lambda _: OTHER.key)
    names = found(instance)
    assert ("log", SIGNER.key.name, "vkey") in names


def test_a_forged_first_entry_does_not_hide_the_rest(published, instance):
    data = encode([1]).hex()
    tamper(
        f"UPDATE record_entry SET payload = x'{data}' WHERE idx = 0",
        "UPDATE record_entry SET act = 'dialogue.open' WHERE idx = 8",
    )
    assert found(instance) == {("entry", "0", "payload"), ("entry", "8", "act")}
