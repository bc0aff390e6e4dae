import json

import pytest

from comity.edge.shipped import shipped


def test_a_shipped_file_says_its_own_name_and_version():
    rule = json.loads(shipped("dialogue", "common-ground", 1))
    assert (rule["id"], rule["version"]) == ("common-ground", 1)


def test_a_version_that_was_never_released_is_not_found():
    with pytest.raises(FileNotFoundError):
        shipped("dialogue", "common-ground", 10**6)
