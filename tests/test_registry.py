from comity.record import PublishedFunction
from comity.registry import REGISTRY


def test_every_function_is_found_under_its_name_and_version():
    assert set(REGISTRY) == {
        ("dialogue.ballots", 1),
        ("dialogue.counts", 1),
        ("dialogue.report", 1),
        ("dialogue.cells", 1),
        ("dialogue.report_cells", 1),
        ("oversight.changes", 1),
        ("dialogue.slate", 1),
        ("dialogue.flags", 1),
        ("dialogue.arrival", 1),
        ("dialogue.restated_counts", 1),
        ("dialogue.restatement", 1),
        ("dialogue.routing", 1),
        ("dialogue.translations", 1),
        ("standards.register_status", 1),
        ("standards.decide", 1),
    }
    for (name, version), function in REGISTRY.items():
        assert isinstance(function, PublishedFunction)
        assert (function.name, function.version) == (name, version)


def test_only_functions_of_sealed_bundles_read_what_tells_people_apart():
    readers = [name for (name, _), function in REGISTRY.items()
               if "inputs/people.csv" in function.inputs]  # fmt: skip
    assert sorted(readers) == ["dialogue.cells", "dialogue.restated_counts"]


def test_whole_numbers_are_compared_exactly():
    assert REGISTRY["dialogue.counts", 1].tolerance == 0
