import json

import pytest

from comity.edge.shipped import shipped, shipped_versions


def test_a_shipped_file_says_its_own_name_and_version():
    rule = json.loads(shipped("dialogue", "common-ground", 1))
    assert (rule["id"], rule["version"]) == ("common-ground", 1)


def test_a_version_that_was_never_released_is_not_found():
    with pytest.raises(FileNotFoundError):
        shipped("dialogue", "common-ground", 10**6)


def test_every_file_of_a_pillar_is_listed_by_name_and_version():
    listed = shipped_versions("dialogue")
    assert {("common-ground", 1), ("common-ground", 2), ("rule.schema", 2)} <= set(listed)
    assert listed == sorted(listed)
    assert all(shipped("dialogue", name, version) for name, version in listed)
