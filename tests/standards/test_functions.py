"""The list of this pillar's published functions."""

from comity.registry import REGISTRY
from comity.standards import FUNCTIONS


def test_each_is_registered_and_exact() -> None:
    assert {(one.name, one.version): one for one in FUNCTIONS}.items() <= REGISTRY.items()
    assert ("standards.decide", 1) in REGISTRY
    assert ("standards.register_status", 1) in REGISTRY
    assert all(one.tolerance == 0 for one in FUNCTIONS)
