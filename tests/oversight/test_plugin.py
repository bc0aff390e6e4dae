import json

import pytest

from comity.fault import RefusedError
from comity.oversight import CLASSES, read_plugin, refuse_above

MEMBERS = {
    "v": 1,
    "name": "drafter",
    "version": "2.1",
    "model": "small-model",
    "command": ["/usr/bin/drafter", "--quiet"],
    "network": False,
    "ceiling": "members",
    "seconds": 30,
    "megabytes": 512,
}


def manifest(**changes):
    return read_plugin(json.dumps({**MEMBERS, **changes}).encode(), "drafter")


def test_a_manifest_says_what_a_plug_in_is_and_may():
    found = manifest()
    assert found.command == ("/usr/bin/drafter", "--quiet")
    assert (found.network, found.ceiling, found.seconds) == (False, "members", 30)
    assert len(found.digest) == 64


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"name": "other"},
        {"version": ""},
        {"model": "two\nlines"},
        {"command": []},
        {"command": "rm -rf"},
        {"command": ["x", 1]},
        {"network": "no"},
        {"ceiling": "everything"},
        {"seconds": True},
        {"seconds": 0},
        {"seconds": 10**6},
        {"megabytes": 1.5},
        {"origin": "a person"},
    ],
    ids=str,
)
def test_a_manifest_that_says_something_else_is_refused(changes):
    with pytest.raises(RefusedError) as error:
        manifest(**changes)
    assert [fault.code for fault in error.value.faults] == ["oversight.plugin_manifest"]


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"v":1,"v":1}', b"\xff"])
def test_what_is_no_manifest_is_refused(data):
    with pytest.raises(RefusedError):
        read_plugin(data, "drafter")


@pytest.mark.parametrize("ceiling", CLASSES)
@pytest.mark.parametrize("asked", CLASSES)
def test_threat_T11_nothing_above_its_ceiling_is_given_to_a_plug_in(ceiling, asked):
    if CLASSES.index(asked) <= CLASSES.index(ceiling):
        refuse_above(manifest(ceiling=ceiling), asked)
        return
    with pytest.raises(RefusedError) as error:
        refuse_above(manifest(ceiling=ceiling), asked)
    assert error.value.faults[0].values == {"ceiling": ceiling, "asked": asked}
