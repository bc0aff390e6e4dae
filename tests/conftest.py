"""What every test may use."""

import gc
import os
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]

# A busy machine is no fault of an example: ratios bind in benchmarks, seconds never fail a test.
hypothesis.settings.register_profile("comity", deadline=None, print_blob=True)
hypothesis.settings.load_profile("comity")


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what lasts as long as the run: modules and test items."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data; skip where it is absent, but never on the build server."""
    folder = Path(os.environ.get("COMITY_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if folder.is_dir():
        return folder
    if os.environ.get("CI") == "true":
        pytest.fail(f"COMITY_SHARED_DATA names no folder: {folder}")
    pytest.skip(f"real data not found at {folder}; set COMITY_SHARED_DATA")


if "COMITY_DATABASE_URL" in os.environ:

    @pytest.fixture(scope="session")
    def django_db_setup(django_test_environment, django_db_blocker) -> None:
        """Make the tables as an operator does, by their owner (tests.on_postgresql)."""
        from tests.on_postgresql import set_up  # noqa: PLC0415 - on that database alone

        with django_db_blocker.unblock():
            set_up()
