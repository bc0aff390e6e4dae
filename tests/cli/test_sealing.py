import re

import pytest

from tests.cli.conversations import people_options, write_conversation
from tests.cli.own_bundle import run


@pytest.fixture
def files(tmp_path):
    folder, options = write_conversation(tmp_path)
    return folder, [*options, *people_options(folder, "country")]


def told(result, code=0):
    assert result.exit_code == code, result.output
    return result.output


def test_seal_attest_audited_from_the_command_line(files):
    folder, options = files
    home, sealed, public = folder / "home", folder / "sealed.zip", folder / "out/report.zip"
    told(run(home, "dialogue", "report", *options, "--ballots", "protected",
             "--out", folder / "out"))  # fmt: skip
    said = told(run(home, "dialogue", "seal", *options, "--out", sealed))
    assert "never publish it" in said
    known = []
    for name in ("Ana", "Ben"):
        said = told(run(home, "dialogue", "attest", sealed, public, "--key-file",
                        folder / f"{name}.key", "--as", name, "--out", folder / name))  # fmt: skip
        key = re.search(r"auditor-\S+", said)[0]
        known += ["--auditor", f"{key}={name}=party of {name}"]
    told(run(home, "verify", public))
    said = told(run(home, "dialogue", "audited", public, folder / "Ana", folder / "Ben", *known))
    assert "Attested by Ana, party of Ana." in said
    assert "Audited" in said
    one = told(run(home, "dialogue", "audited", public, folder / "Ana", *known), code=5)
    assert "not yet audited" in one
    other = told(
        run(home, "dialogue", "audited", public, folder / "Ana", folder / "Ben", *known[:2]), code=5
    )
    assert "Passed over" in other


def test_what_differs_is_named_and_not_signed(files):
    folder, options = files
    home, sealed = folder / "home", folder / "sealed.zip"
    told(run(home, "dialogue", "report", *options, "--ballots", "protected",
             "--out", folder / "out"))  # fmt: skip
    lines = (folder / "votes.csv").read_text().splitlines()
    place = next(at for at, line in enumerate(lines) if line.startswith("p1,"))
    lines[place] = lines[place].rpartition(",")[0] + (
        ",-1" if lines[place].endswith(",1") else ",1"
    )
    (folder / "votes.csv").write_text("\n".join(lines) + "\n")
    told(run(home, "dialogue", "seal", *options, "--out", sealed))
    said = told(run(home, "dialogue", "attest", sealed, folder / "out/report.zip", "--key-file",
                    folder / "k", "--as", "Ana", "--out", folder / "a"), code=2)  # fmt: skip
    assert "the sealed votes give" in said
    assert "Nothing was signed" in said
    assert not (folder / "a").exists()
