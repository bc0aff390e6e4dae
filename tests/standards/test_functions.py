"""The list of this pillar's published functions."""

from comity.registry import REGISTRY
from comity.standards import FUNCTIONS


def test_every_function_is_registered_and_exact():
    assert "standards.register_status" in {function.name for function in FUNCTIONS}
    for function in FUNCTIONS:
        assert REGISTRY[function.name, function.version] is function
        assert function.tolerance == 0
