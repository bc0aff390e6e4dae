"""The promise about rows: raw SQL on a public row is named, and a changed past entry is found.

Each attack has its controls: the site before it holds, the database refuses it as long as its
guards stand, and after it the page shows the forgery as if nothing were wrong.
"""

from pathlib import Path
from shutil import rmtree

import pytest
from click.testing import CliRunner
from django.db import DatabaseError
from django.db.transaction import atomic

from comity.canonical import decode
from comity.cli import main
from comity.edge import file_reader
from comity.record import (
    Checkpoint,
    entry_tiles_at,
    format_vkey,
    grow,
    leaf_hash,
    payload_path,
    sign_checkpoint,
    tiles_at,
)
from comity.site.home.health import reconcile
from comity.site.record.models import Entry
from tests.site.conftest import NOW, SIGNER, bundle, sequence
from tests.site.record.test_sequencer import add
from tests.site.tampering import run, tampered

pytestmark = pytest.mark.django_db
REPORTS = "dialogue_published_report"


def said(instance):
    """Every difference, as the operator reads it."""
    return [str(one) for one in reconcile(instance, NOW).differences]


RENAMED = (
    "UPDATE record_entry "
    "SET payload = CAST(replace(CAST(payload AS TEXT), 'Ilsa', 'Olga') AS BLOB) WHERE idx = 7"
)
OTHER_NUMBERS = (
    f"UPDATE {REPORTS} "
    "SET report = CAST(replace(CAST(report AS TEXT), '902', '999') AS BLOB) WHERE id = 'dia-1'"
)
PROMOTED = (
    "UPDATE record_entry "
    "SET leaf = CAST(replace(CAST(leaf AS TEXT), 'secretary', 'president') AS BLOB) WHERE idx = 8"
)
ATTACKS = {
    "title": (
        [f"UPDATE {REPORTS} SET title = 'Another question' WHERE id = 'dia-1'"],
        "published report dia-1, title: the row says “Another question”; the bundle that",
    ),
    "numbers": (
        [OTHER_NUMBERS],
        "published report dia-1, report: the row holds ",
    ),
    "signer": (
        ["UPDATE oversight_signoff SET name = 'Somebody Else' WHERE id = 's-dia-1'"],
        "sign-off s-dia-1, name: the row says “Somebody Else”; entry 7 says “Ilsa Verrane”",
    ),
    "signer and what the entry commits to": (
        [
            RENAMED,
            "UPDATE oversight_signoff SET name = 'Olga Verrane' WHERE id = 's-dia-1'",
        ],
        "entry 7, payload: the row says ",
    ),
    "leaf": (
        [PROMOTED],
        "entry 8, leaf: the row says ",
    ),
    "act": (
        ["UPDATE record_entry SET act = 'dialogue.withdraw' WHERE idx = 8"],
        "entry 8, act: the row says “dialogue.withdraw”; the entry says “dialogue.publish_report”",
    ),
    "a report taken away": (
        [f"DELETE FROM {REPORTS} WHERE id = 'dia-1'"],
        "published report dia-1: there is no row; entry 8 says it was published",
    ),
    "a sign-off taken away": (
        ["DELETE FROM oversight_signoff WHERE id = 's-dia-1'"],
        "sign-off s-dia-1: there is no row; entry 7 tells of it",
    ),
    "an entry taken away": (
        ["DELETE FROM record_entry WHERE idx = 8"],
        "entry 8: there is no row; the signed log has one",
    ),
    "two reports that change places": (
        [
            f"UPDATE {REPORTS} SET id = 'dia-x' WHERE id = 'dia-1'",
            f"UPDATE {REPORTS} SET id = 'dia-1' WHERE id = 'dia-2'",
            f"UPDATE {REPORTS} SET id = 'dia-2' WHERE id = 'dia-x'",
        ],
        "published report dia-1, title: the row says “What else",
    ),
    "two entries that change places": (
        [
            "UPDATE record_entry SET idx = -1 WHERE idx = 8",
            "UPDATE record_entry SET idx = 8 WHERE idx = 10",
            "UPDATE record_entry SET idx = 10 WHERE idx = -1",
        ],
        "entry 8, leaf: the row says ",
    ),
}


@pytest.fixture
def two_reports(publish):
    """Two published reports, after the people who may: entries 7 to 10."""
    publish()
    report = decode(bundle().members["outputs/report.json"])
    report["conversation"]["title"] = "What else should be shared?"
    publish(bundle("dia-2", report), symbol="A24/DIA/2")


@pytest.mark.parametrize(("statements", "named"), ATTACKS.values(), ids=ATTACKS)
def test_record_reconcile_names_raw_sql_on_a_public_row(two_reports, instance, statements, named):
    assert said(instance) == []
    with pytest.raises(DatabaseError, match=r"never|permission denied"), atomic():
        run(*statements)
    assert said(instance) == []
    with tampered(*statements):
        assert [one for one in said(instance) if one.startswith(named)]
    assert said(instance) == []


@pytest.mark.parametrize(
    ("attack", "path", "shown"),
    [
        ("title", "/en/dialogue/reports/dia-1/", b"Another question"),
        ("numbers", "/dialogue/reports/dia-1/report.json", b"999"),
        ("signer", "/en/dialogue/reports/dia-1/", b"Somebody Else"),
        ("act", "/en/record/entries/8/", b"dialogue.withdraw"),
    ],
)
def test_record_reconcile_control_a_page_believes_the_row(two_reports, client, attack, path, shown):
    """Nothing but the comparison tells: a page shows the row as it stands."""
    with tampered(*ATTACKS[attack][0]):
        assert shown in client.get(path).content


@pytest.mark.parametrize("path", ["tile/entries/000.p/11", "tile/0/000.p/11"])
def test_record_reconcile_names_an_edited_file_of_the_log(two_reports, instance, path):
    file = instance.log_folder / path
    whole = file.read_bytes()
    file.write_bytes(whole[:-2] + b"!!")
    assert said(instance) == [
        f"file of the log {path}: entry 10 in it is changed; the signed root needs another"
    ]
    file.write_bytes(whole)
    assert said(instance) == []


def copied(client, folder: Path, size: int) -> Path:
    """What a stranger keeps: every file of the record, fetched page by page."""
    folder.mkdir()
    addresses = {
        "checkpoint": "/log/checkpoint",
        "key.vkey": "/log/key.vkey",
        **{tile.path: f"/log/{tile.path}" for tile in (*tiles_at(size), *entry_tiles_at(size))},
        **{payload_path(at): f"/record/entries/{at}/payload.json" for at in range(size)},
    }
    for path, address in addresses.items():
        answer = client.get(address)
        if answer.status_code == 200:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(answer.content)
    return folder


def rewrite_entry(instance, index: int, old: str, new: str) -> None:
    """Change a past entry as an operator can who owns database, files and key: nothing is left."""
    rows = list(Entry.objects.order_by("idx"))
    leaves = [bytes(row.leaf) for row in rows]
    leaves[index] = leaves[index].replace(old.encode(), new.encode())
    run(
        f"UPDATE record_entry SET leaf = x'{leaves[index].hex()}', "
        f"leaf_hash = x'{leaf_hash(leaves[index]).hex()}', actor = replace(actor, '{old}', '{new}')"
        f" WHERE idx = {index}"
    )
    rmtree(instance.log_folder / "tile")
    growth = grow(0, leaves, file_reader(instance.log_folder))
    for path, data in growth.files.items():
        (instance.log_folder / path).parent.mkdir(parents=True, exist_ok=True)
        (instance.log_folder / path).write_bytes(data)
    note = sign_checkpoint(Checkpoint(SIGNER.key.name, growth.size, growth.root), SIGNER)
    (instance.log_folder / "checkpoint").write_bytes(note)
    run(f"UPDATE record_log SET note = x'{note.hex()}'")


@pytest.fixture
def verify(tmp_path, monkeypatch):
    """``comity verify`` of a stranger who has never seen this record."""

    def verified(copy, *options):
        monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path / f"stranger-{copy.name}"))
        key = format_vkey(SIGNER.key)
        return CliRunner().invoke(main, ["verify", str(copy), "--key", key, *options])

    return verified


def test_record_reconcile_a_changed_past_entry_is_found_by_an_older_checkpoint(
    log, published, instance, client, tmp_path, verify
):
    """Who holds the key can make rows, files and head fit each other again, but not the past."""
    old = tmp_path / "kept-checkpoint"
    old.write_bytes(client.get("/log/checkpoint").content)
    add(log, 2)
    sequence(instance.log_folder)
    honest = copied(client, tmp_path / "honest", 11)
    assert verify(honest, "--checkpoint", str(old)).exit_code == 0
    with tampered("UPDATE record_entry SET actor = actor || '' WHERE idx = 8"):
        rewrite_entry(instance, 8, "secretary", "president")
        # Rows, files and head fit; only that no president was ever given that mandate is told.
        assert [one.partition(":")[0] for one in said(instance)] == ["entry 8, mandate"]
        forged = copied(client, tmp_path / "forged", 11)
    assert verify(forged).exit_code == 0
    found = verify(forged, "--checkpoint", str(old))
    assert found.exit_code == 4
    assert "another tree of 9 entries" in found.output
