"""Another program of the age format opens what we write, and we what it writes."""

import json
import subprocess
from pathlib import Path

import pytest

from comity.edge.age import Passphrase, create_identity, open_encrypted, read_identities
from comity.fault import Place
from tests.edge.age.test_encrypted import PIECE, sealed

PYTHON = Path(__file__).resolve().parents[3] / ".oracles" / "pyrage" / "bin" / "python"
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5)
PHRASE = "correct horse battery"
THEIRS = """
import json, sys
from pathlib import Path
import pyrage
folder, secret, phrase, sizes = json.loads(sys.stdin.read())
folder, identity = Path(folder), pyrage.x25519.Identity.from_str(secret)
other = pyrage.x25519.Identity.generate().to_public()
for size in sizes:
    data = b"x" * size
    assert pyrage.decrypt((folder / f"key{size}").read_bytes(), [identity]) == data
    assert pyrage.passphrase.decrypt((folder / f"phrase{size}").read_bytes(), phrase) == data
    theirs = pyrage.encrypt(data, [other, identity.to_public()])
    (folder / f"theirs{size}").write_bytes(theirs)
(folder / "phrase").write_bytes(pyrage.passphrase.encrypt(b"x", phrase))
"""


@pytest.mark.oracle
def test_each_opens_what_the_other_has_written(tmp_path):
    if not PYTHON.exists():
        pytest.skip("no peer in .oracles/pyrage: run python tools/oracles.py pyrage")
    recipient = create_identity(tmp_path / "id")
    identities = read_identities(tmp_path / "id")
    for size in SIZES:
        (tmp_path / f"key{size}").write_bytes(sealed(b"x" * size, (recipient,)))
        (tmp_path / f"phrase{size}").write_bytes(sealed(b"x" * size, Passphrase(PHRASE, 4)))
    secret = (tmp_path / "id").read_text().splitlines()[1]
    given = json.dumps([str(tmp_path), secret, PHRASE, SIZES]).encode()
    subprocess.run([PYTHON, "-c", THEIRS], input=given, check=True)
    for size in SIZES:
        with (tmp_path / f"theirs{size}").open("rb") as source:
            assert open_encrypted(source, identities, Place("x")).read() == b"x" * size
    with (tmp_path / "phrase").open("rb") as source:
        assert open_encrypted(source, Passphrase(PHRASE), Place("x")).read() == b"x"
