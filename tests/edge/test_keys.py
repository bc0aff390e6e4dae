"""Keys are made, kept from others, read back and used."""

import stat

import pytest

from comity.edge.keys import create_key, load_key, signer_from_seed, verify_signature
from comity.fault import RefusedError
from comity.record.note import COSIGNATURE_V1, format_vkey, sign_note


def fault_of(path):
    with pytest.raises(RefusedError) as refused:
        load_key(path)
    return refused.value.faults[0]


def test_a_key_is_written_for_its_owner_alone_and_read_back(tmp_path):
    path = tmp_path / "keys" / "log.key"
    made = create_key(path, lambda key: f"log-{key.fingerprint[:16]}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    read = load_key(path)
    assert read.key == made.key
    assert read.key.name == f"log-{read.key.fingerprint[:16]}"
    assert verify_signature(made.key.public, read.sign(b"text"), b"text")


def test_a_key_is_never_overwritten(tmp_path):
    path = tmp_path / "log.key"
    made = create_key(path, lambda _: "log")
    with pytest.raises(RefusedError):
        create_key(path, lambda _: "log")
    assert load_key(path).key == made.key


def test_vectors_of_the_go_note_package(tmp_path):
    path = tmp_path / "peter.key"
    path.touch(0o600)
    path.write_text(
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n"
    )
    signer = load_key(path)
    assert format_vkey(signer.key) == (
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    )
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    line = (
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
        "otpRZb6KE6RyyBwJnAM=\n"
    )
    assert sign_note(text, [signer]).decode() == f"{text}\n{line}"


def test_a_key_others_may_read_is_refused(tmp_path):
    path = tmp_path / "log.key"
    create_key(path, lambda _: "log")
    path.chmod(0o640)
    assert fault_of(path).code == "edge.key_open_to_others"


@pytest.mark.parametrize("at", range(0, 69, 4))
def test_a_damaged_key_file_is_refused_and_not_quoted(tmp_path, at):
    path = tmp_path / "log.key"
    create_key(path, lambda _: "log")
    whole = path.read_bytes()
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x11]) + whole[at + 1 :])
    fault = fault_of(path)
    assert fault.code == "edge.not_a_key"
    assert whole.decode().split("+", 4)[4][10:20] not in "".join(fault.values.values())


@pytest.mark.parametrize(
    "text", ["", "PRIVATE+KEY+", "PRIVATE+KEY+a+00000000+AAAA", "log+1+x", "PRIVATE+KEY+a+b+!"]
)
def test_what_is_no_key_file_is_refused(tmp_path, text):
    path = tmp_path / "log.key"
    path.touch(0o600)
    path.write_text(text)
    assert fault_of(path).code == "edge.not_a_key"
    path.write_bytes(b"\xff\xfe")
    assert fault_of(path).code == "edge.not_a_key"


def test_verification_says_no_and_never_fails():
    signer = signer_from_seed("log", bytes([1]) * 32)
    good = signer.sign(b"text")
    assert verify_signature(signer.key.public, good, b"text")
    assert not verify_signature(signer.key.public, good, b"other")
    assert not verify_signature(signer.key.public, good[:-1], b"text")
    assert not verify_signature(b"short", good, b"text")


def test_the_secret_does_not_show_in_a_trace():
    seed = bytes([1]) * 32
    assert "secret" not in repr(signer_from_seed("log", seed)).lower()


def test_a_witness_key_has_its_own_type():
    assert signer_from_seed("w", bytes([2]) * 32, COSIGNATURE_V1).key.algorithm == COSIGNATURE_V1
