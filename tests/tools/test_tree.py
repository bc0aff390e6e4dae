"""What the repository is said to hold is what it holds."""

from pathlib import Path

from tools.tree import ROOT, files, modules, packages


def test_files_are_relative_exist_and_leave_out_what_git_ignores() -> None:
    found = files()
    assert Path("pyproject.toml") in found
    assert Path("src/comity/__init__.py") in found
    assert all((ROOT / path).is_file() and not path.is_absolute() for path in found)
    assert not any({".venv", "__pycache__", ".oracles"} & set(path.parts) for path in found)


def test_modules_and_packages_are_told_apart() -> None:
    assert modules()["comity.fault"].name == "fault.py"
    assert "comity.fault" not in packages()
    assert packages()["comity"].name == packages()["comity.record"].name == "__init__.py"
    assert not any("migrations" in name for name in modules())
