from comity.site.configuration import start_faults
from comity.site.frozen import Frozen, freeze, frozen_at, frozen_faults, thaw

FROZEN = Frozen("a/record", 7, "2026-11-26T12:00:00.000Z")


def test_a_frozen_instance_does_not_start_until_it_is_let_go(instance):
    folder = instance.data_folder
    folder.mkdir()
    usual = [fault.code for fault in start_faults(instance)]
    freeze(folder, FROZEN)
    assert frozen_at(folder) == FROZEN
    assert [fault.code for fault in start_faults(instance)] == [*usual, "site.frozen"]
    assert frozen_faults(folder)[0].values["size"] == "7"
    thaw(folder)
    assert [fault.code for fault in start_faults(instance)] == usual
    thaw(folder)


def test_a_mark_that_cannot_be_read_freezes_as_well(tmp_path):
    assert frozen_at(tmp_path) is None
    for broken in (b"", b"[]", b"{}", b"\xff", b'{"size": "x"}'):
        (tmp_path / "frozen.json").write_bytes(broken)
        assert frozen_at(tmp_path) == Frozen("", 0, "")
        assert frozen_faults(tmp_path)
