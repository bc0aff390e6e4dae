"""The folder of a mirror: held by one process, its evidence readable, its state its own."""

import pytest

from comity.edge.files import locked
from comity.edge.mirror import Fork, Held, Mirror, keep_fork, read_fork
from comity.fault import RefusedError
from comity.record import OtherHistory, RecordFormatError, leaf_hash
from tests.edge.growing import grown
from tests.edge.test_log_directory import begun, code_of

FORK = Fork(b"older\n", b"newer\n", OtherHistory(leaf_hash(b"a"), (leaf_hash(b"b"),)))


def test_one_process_holds_it(tmp_path):
    mirror = Mirror(tmp_path / "mirror")
    with mirror.alone(), pytest.raises(RefusedError) as error, Mirror(mirror.folder).alone():
        pytest.fail("two hold it")
    assert error.value.faults[0].code == "edge.in_use"
    with mirror.alone():
        pass
    # The control: the lock is what keeps the second one out.
    with locked(tmp_path / "another"), mirror.alone():
        pass


def test_a_fork_reads_back(tmp_path):
    for fork in (FORK, Fork(b"older\n", b"newer\n")):
        folder = keep_fork(tmp_path / str(fork.other is None), fork)
        assert read_fork(folder) == fork
        assert b"anybody" in (folder / "README.txt").read_bytes()


def test_a_damaged_or_missing_fork_is_refused(tmp_path):
    folder = keep_fork(tmp_path, FORK)
    (folder / "other-history").write_bytes(b"no")
    with pytest.raises(RecordFormatError):
        read_fork(folder)
    assert code_of(read_fork, tmp_path / "absent") == "edge.not_readable"


def test_each_fork_is_kept_beside_the_others(tmp_path):
    one, other = keep_fork(tmp_path, FORK), keep_fork(tmp_path, Fork(b"a\n", b"b\n"))
    assert one != other
    assert keep_fork(tmp_path, FORK) == one
    assert len(list(tmp_path.iterdir())) == 2


def test_it_knows_which_content_it_holds(tmp_path):
    mirror = Mirror(tmp_path)
    assert mirror.held() == Held()
    mirror.hold(Held(5, (1, 3), 4))
    assert mirror.held() == Held(5, (1, 3), 4)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"until":"x","missing":[]}'])
def test_a_state_of_another_form_is_refused(tmp_path, data):
    (tmp_path / ".content").write_bytes(data)
    assert code_of(Mirror(tmp_path).held) == "record.mirror_state"


def test_it_reads_single_entries(tmp_path):
    log = grown(begun(tmp_path), 300)
    mirror = Mirror(tmp_path)
    assert [mirror.leaf(index, 301) for index in (0, 299, 300, 255)] == [
        log.receipt(index).leaf for index in (0, 299, 300, 255)
    ]


def test_what_waits_is_read_before_what_stands(tmp_path):
    mirror = Mirror(tmp_path)
    assert mirror.waiting("tile/entries/000") is None
    with pytest.raises(FileNotFoundError):
        mirror.read_coming("tile/entries/000")
    assert mirror.note() == b""
