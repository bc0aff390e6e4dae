from comity.dialogue import FUNCTIONS


def test_each_function_is_declared_once_with_its_own_inputs_and_outputs():
    named = [(function.name, function.version) for function in FUNCTIONS]
    assert len(set(named)) == len(named) == 12
    for function in FUNCTIONS:
        assert function.name.startswith("dialogue.")
        assert all(path.startswith("inputs/") for path in function.inputs)
        assert all(path.startswith("outputs/") for path in function.outputs)


def test_only_shares_are_compared_with_a_tolerance_and_a_small_one():
    assert [function.tolerance for function in FUNCTIONS if function.name == "dialogue.counts"] == [
        0
    ]
    assert all(function.tolerance <= 2e-6 for function in FUNCTIONS)
