"""A mirror takes only what was signed, shows what was signed twice, and goes on after any stop."""

import pytest

from comity.edge.fetch import open_source
from comity.edge.follow import Following, follow
from comity.edge.keys import signer_from_seed, verify_signature
from comity.edge.log_directory import Act
from comity.edge.mirror import read_fork
from comity.fault import RefusedError
from comity.record import (
    CHECKPOINT_PATH,
    EMPTY_ROOT,
    Checkpoint,
    RememberedHead,
    close_subject,
    closing_payload,
    leaf_hashes_from_entries,
    parse_tile_path,
    proves_fork,
    sign_checkpoint,
    verify_checkpoint,
)
from tests.edge.growing import grown, note_of, twin_of
from tests.edge.serving import answer, served
from tests.edge.test_log_directory import NOW, SIGNER, begun, code_of, verdict_on


@pytest.fixture
def log(tmp_path):
    return begun(tmp_path / "log")


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch):
    """No power is cut here; the order of writes is what these tests are about."""
    monkeypatch.setattr("comity.edge.files.os.fsync", lambda _descriptor: None)


def followed(source, mirror, **known):
    with open_source(str(source)) as fetch:
        return follow(fetch, Following(SIGNER.key, mirror, **known))


def tiles_in(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and ".coming" not in path.parts
    }


def assert_mirrors(mirror, log):
    """Check every file; a log also keeps partial tiles of sizes that the mirror never saw."""
    ours, theirs = tiles_in(mirror), tiles_in(log.folder)
    assert ours == {path: theirs[path] for path in ours}
    assert all(".p/" in path for path in theirs.keys() - ours)


def head_of(note):
    return verify_checkpoint(note, [SIGNER.key], verify_signature)


def proved(fork):
    kept = read_fork(fork)
    return proves_fork(head_of(kept.older), head_of(kept.newer), kept.other)


@pytest.mark.parametrize("steps", [(0,), (1, 1), (255, 1, 1), (300, 400), (511, 0, 1)])
def test_a_mirror_is_the_record_file_by_file(log, tmp_path, steps):
    mirror = tmp_path / "mirror"
    size = 1
    for step in steps:
        if step:
            grown(log, step, size)
        before, size = size, size + step
        result = followed(log.folder, mirror)
        assert (result.code, result.size) == (0, size), result.reason
        assert result.before in (0, before)
        assert_mirrors(mirror, log)
        assert verdict_on(mirror).code == 0


def test_over_http_nothing_beyond_the_published_size_is_asked_for(log, tmp_path):
    grown(log, 700)
    older = log.folder / CHECKPOINT_PATH
    note = older.read_bytes()
    with served(log.folder) as site:
        assert followed(site.url, tmp_path / "mirror").code == 0
        grown(log, 60, 701)
        older.write_bytes(note)  # published size 701; tiles of 761 lie there
        assert followed(site.url, tmp_path / "another").code == 0
        asked = [parse_tile_path(path) for path in site.asked if path.startswith("tile")]
    for tile in asked:
        level = max(tile.level, 0)
        assert tile.index * 256 + tile.width <= 701 >> (8 * level)
    assert verdict_on(tmp_path / "another").code == 0


def test_a_second_run_asks_only_for_what_is_new(log, tmp_path):
    grown(log, 600)
    with served(log.folder) as site:
        followed(site.url, tmp_path / "mirror")
        site.asked.clear()
        assert followed(site.url, tmp_path / "mirror").code == 0
        assert site.asked == ["checkpoint"]
        grown(log, 1, 601)
        followed(site.url, tmp_path / "mirror")
        assert "tile/entries/000" not in site.asked
        assert "tile/entries/002.p/90" in site.asked


def test_an_older_head_that_agrees_changes_nothing(log, tmp_path):
    grown(log, 10)
    older = twin_of(log)
    grown(log, 10, 11)
    followed(log.folder, tmp_path / "mirror")
    before = tiles_in(tmp_path / "mirror")
    result = followed(older.folder, tmp_path / "mirror")
    assert (result.code, result.size) == (0, 21)
    assert "an older head, of 11 entries, that agrees" in result.remarks[0]
    assert tiles_in(tmp_path / "mirror") == before


@pytest.mark.parametrize(("first", "second"), [(3, 3), (3, 9), (9, 3), (300, 700), (255, 256)])
def test_record_R4_two_histories_are_caught_when_they_meet_and_proved_to_anybody(
    log, tmp_path, first, second
):
    grown(log, 2)
    twin = twin_of(log)
    grown(log, first, 10)
    grown(twin, second, 5_000)
    # The control: each alone holds, for everybody who sees only one.
    assert followed(log.folder, tmp_path / "one").code == 0
    assert followed(twin.folder, tmp_path / "other").code == 0
    assert verdict_on(log.folder).code == verdict_on(twin.folder).code == 0
    before = tiles_in(tmp_path / "one")
    result = followed(twin.folder, tmp_path / "one")
    assert result.code == 4
    assert "has signed" in result.reason
    assert proved(result.fork)
    after = tiles_in(tmp_path / "one")
    assert {path: data for path, data in after.items() if not path.startswith("forks/")} == before
    # The honest history is followed as before.
    grown(log, 1)
    assert followed(log.folder, tmp_path / "one").code == 0


def test_what_another_holds_is_compared_too(log, tmp_path):
    grown(log, 2)
    twin = twin_of(log)
    grown(log, 5, 10)
    grown(twin, 3, 5_000)
    note = note_of(twin.folder)
    result = followed(log.folder, tmp_path / "mirror", others=(note,))
    assert result.code == 4
    assert proved(result.fork)
    assert not (tmp_path / "mirror" / CHECKPOINT_PATH).exists()
    head = head_of(note)
    heads = [RememberedHead(head.size, head.root, head.key, note.decode())]
    seen = followed(log.folder, tmp_path / "fresh", heads_of=lambda _: heads)
    assert (seen.code, proved(seen.fork)) == (4, True)
    # The control: nobody told, nothing found.
    assert followed(log.folder, tmp_path / "control").code == 0
    # A head that was adopted before the other one turned up is caught as well.
    assert followed(log.folder, tmp_path / "control", others=(note,)).code == 4


def test_a_larger_head_of_another_is_a_remark_until_it_can_be_compared(log, tmp_path):
    grown(log, 2)
    older = twin_of(log)
    note = note_of(grown(log, 5, 10).folder)
    result = followed(older.folder, tmp_path / "mirror", others=(note,))
    assert result.code == 0
    assert "a head of 8 entries cannot be compared yet" in result.remarks


def test_a_note_to_compare_with_must_be_of_this_log(log, tmp_path):
    with pytest.raises(RefusedError) as error:
        followed(log.folder, tmp_path / "mirror", others=(b"no note",))
    assert error.value.faults[0].code == "record.bad_note"


def damage(data):
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize(
    ("path", "change", "why"),
    [
        ("tile/entries/001.p/45", damage, "do not give the root"),
        ("tile/entries/000", damage, "do not give the root"),
        ("tile/entries/000", lambda data: data[:-1], "cut off"),
        ("tile/entries/001.p/45", lambda data: data + b"\0\0", "too long"),
        ("tile/0/000", damage, "tile/0/000 is not the tile"),
        ("tile/1/000.p/1", damage, "tile/1/000.p/1 is not the tile"),
        ("checkpoint", lambda data: data.replace(b"\n301\n", b"\n300\n"), "does not hold"),
        ("checkpoint", lambda _: b"hello", "does not hold"),
    ],
)
def test_what_was_changed_is_named_and_not_taken(log, tmp_path, path, change, why):
    grown(log, 300)
    file = log.folder / path
    true = file.read_bytes()
    file.write_bytes(change(true))
    result = followed(log.folder, tmp_path / "mirror")
    assert (result.code, why in result.reason) == (1, True), result.reason
    assert not (tmp_path / "mirror" / CHECKPOINT_PATH).exists()
    # The control: mended, it is taken.
    file.write_bytes(true)
    assert followed(log.folder, tmp_path / "mirror").code == 0


def test_tiles_that_prove_nothing_are_no_proof_of_a_fork(log, tmp_path):
    grown(log, 300)
    followed(log.folder, tmp_path / "mirror")
    grown(log, 300, 301)
    file = log.folder / "tile" / "0" / "002.p" / "89"
    file.write_bytes(damage(file.read_bytes()))
    result = followed(log.folder, tmp_path / "mirror")
    assert (result.code, result.fork) == (1, None)
    assert verdict_on(tmp_path / "mirror").code == 0


def test_another_key_is_not_followed(log, tmp_path):
    stranger = signer_from_seed(SIGNER.key.name, b"\x05" * 32)
    with open_source(str(log.folder)) as fetch:
        result = follow(fetch, Following(stranger.key, tmp_path / "mirror"))
    assert result.code == 5
    assert not (tmp_path / "mirror" / CHECKPOINT_PATH).exists()


def test_a_run_that_was_cut_off_goes_on_where_it_was(log, tmp_path):
    grown(log, 800)
    mirror = tmp_path / "mirror"
    with served(log.folder) as site:
        site.instead["tile/entries/002"] = lambda handler: answer(handler, 500, b"")
        with pytest.raises(RefusedError):
            followed(site.url, mirror)
        assert not (mirror / CHECKPOINT_PATH).exists()
        site.instead.clear()
        site.asked.clear()
        assert followed(site.url, mirror).code == 0
        assert "tile/entries/001" not in site.asked
        assert "tile/entries/002" in site.asked
    assert verdict_on(mirror).code == 0


def test_what_a_lying_host_left_waiting_does_no_harm(log, tmp_path):
    grown(log, 800)
    mirror = tmp_path / "mirror"
    true = (log.folder / "tile/entries/000").read_bytes()
    with served(log.folder) as site:
        site.instead["tile/entries/000"] = lambda one: answer(one, 200, damage(true))
        site.instead["tile/entries/002"] = lambda one: answer(one, 500, b"")
        with pytest.raises(RefusedError):
            followed(site.url, mirror)
        site.instead.clear()
        assert followed(site.url, mirror).code == 0
    assert verdict_on(mirror).code == 0


def test_a_log_that_grows_meanwhile_is_asked_again(log, tmp_path):
    grown(log, 200)

    def grow_first(handler):
        site.instead.clear()
        grown(log, 100, 201)  # the partial tiles of 201 entries are gone now
        answer(handler, 404, b"")

    with served(log.folder) as site:
        site.instead["tile/entries/000.p/201"] = grow_first
        result = followed(site.url, tmp_path / "mirror")
    assert (result.code, result.size) == (0, 301)


@pytest.mark.parametrize("path", ["checkpoint", "tile/entries/000.p/5", "tile/0/000.p/5"])
def test_what_is_not_served_is_said(log, tmp_path, path):
    grown(log, 4)
    (log.folder / path).unlink()
    assert code_of(followed, log.folder, tmp_path / "mirror") == "record.not_served"


def test_a_mirror_that_was_changed_is_not_continued(log, tmp_path):
    grown(log, 3)
    for path in ("checkpoint", "tile/0/000.p/4", "tile/entries/000.p/4"):
        mirror = tmp_path / path.replace("/", "-")
        followed(log.folder, mirror)
        file = mirror / path
        file.write_bytes(damage(file.read_bytes()))
        assert code_of(followed, log.folder, mirror) == "record.mirror_damaged"
    (mirror / "tile/0/000.p/4").unlink()
    assert code_of(followed, log.folder, mirror) == "record.mirror_damaged"


def test_a_folder_with_something_else_is_not_mirrored_into(log, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("Dear all,")
    for folder in (tmp_path / "letters", log.folder):
        assert code_of(followed, log.folder, folder) == "record.not_a_mirror"


def test_the_mirror_of_a_mirror_is_the_same(log, tmp_path):
    grown(log, 300)
    followed(log.folder, tmp_path / "one")
    assert followed(tmp_path / "one", tmp_path / "two").code == 0
    assert_mirrors(tmp_path / "two", log)


def closing(log, lie=0):
    subject = "dialogue:conversation:c-1"
    entered = [Act("dialogue.add_note", "own:holder", subject, b"{}") for _ in range(3)]
    receipts = log.append(entered, NOW)
    hashes = list(leaf_hashes_from_entries(log.head().size, log.read))
    leaves = [(one.index, hashes[one.index]) for one in receipts[lie:]]
    content = closing_payload(close_subject(subject, leaves))
    log.append([Act("dialogue.close_conversation", "own:holder", subject, content)], NOW)


def test_a_closing_that_lies_is_named(log, tmp_path):
    twin = twin_of(log)
    closing(log)
    assert followed(log.folder, tmp_path / "true").code == 0
    closing(twin, lie=1)
    result = followed(twin.folder, tmp_path / "lying")
    assert result.code == 1
    assert "count" in result.reason
    # The head is what was signed: it is kept, for all to see, and named again each time.
    assert result.size == 5
    assert followed(twin.folder, tmp_path / "lying").code == 1


def test_a_better_witnessed_note_of_the_same_head_is_kept(log, tmp_path):
    mirror = tmp_path / "mirror"
    followed(log.folder, mirror)
    note = log.folder / CHECKPOINT_PATH
    plain = note.read_bytes()
    cosigned = plain + "— witness.example/w1 AAAAAAAA\n".encode()
    note.write_bytes(cosigned)
    followed(log.folder, mirror)
    assert note_of(mirror) == cosigned
    note.write_bytes(plain)
    followed(log.folder, mirror)
    assert note_of(mirror) == cosigned


def test_a_tile_that_is_cut_off_is_named(log, tmp_path):
    grown(log, 300)
    followed(log.folder, tmp_path / "mirror")
    grown(log, 300, 301)
    file = log.folder / "tile" / "0" / "002.p" / "89"
    file.write_bytes(file.read_bytes()[:-1])
    result = followed(log.folder, tmp_path / "mirror")
    assert result.code == 1
    assert "tile/0/002.p/89 has not" in result.reason


def test_a_log_whose_checkpoint_never_rests_is_given_up(log, tmp_path):
    with served(log.folder) as site:

        def ever_newer(handler):
            grown(log, 1)
            answer(handler, 200, note_of(log.folder))

        site.instead["checkpoint"] = ever_newer
        for size in range(2, 9):
            site.instead[f"tile/entries/000.p/{size}"] = lambda one: answer(one, 404, b"")
        assert code_of(followed, site.url, tmp_path / "mirror") == "record.not_served"
        assert site.asked.count("checkpoint") == 3


def test_a_damaged_rotation_in_the_mirror_is_refused(log, tmp_path):
    mirror = tmp_path / "mirror"
    followed(log.folder, mirror)
    (mirror / "rotation").mkdir()
    (mirror / "rotation" / "0.tlog-proof").write_bytes(b"no proof")
    assert code_of(followed, log.folder, mirror) == "record.mirror_damaged"


def test_an_empty_log_is_followed_from_its_first_head(log, tmp_path):
    grown(log, 3)
    full = note_of(log.folder)
    empty = sign_checkpoint(Checkpoint(log.origin, 0, EMPTY_ROOT), SIGNER)
    (log.folder / CHECKPOINT_PATH).write_bytes(empty)
    for size in (0, 0):
        assert followed(log.folder, tmp_path / "mirror").size == size
    (log.folder / CHECKPOINT_PATH).write_bytes(full)
    assert followed(log.folder, tmp_path / "mirror").size == 4
