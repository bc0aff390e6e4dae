"""The verifier is written as one runnable file."""

import os

from comity.edge import verifier_bytes
from tools.verifier import main


def test_the_verifier_is_written_and_its_digest_told(tmp_path, capsys):
    main([str(tmp_path / "dist")])
    target = tmp_path / "dist" / "comity-verify.pyz"
    assert target.read_bytes() == verifier_bytes()
    assert os.access(target, os.X_OK)
    assert "SHA-256" in capsys.readouterr().out
