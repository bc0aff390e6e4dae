import pytest

from comity.canonical import encode
from comity.edge import signer_from_seed, verify_signature
from comity.record.checkpoint import Checkpoint, sign_checkpoint
from comity.record.note import BadSignatureError, UnknownSignerError, format_vkey
from comity.record.strict import RecordFormatError, write_base64
from comity.record.sublog import parse_release, release_payload, sub_origin
from tests.record.signing import LOG, ORIGIN

NAME = sub_origin(ORIGIN, "9f3a")
SUB = signer_from_seed(NAME, b"\x09" * 32)
NOTE = sign_checkpoint(Checkpoint(NAME, 3, b"r" * 32), SUB)
OTHER = signer_from_seed(f"{ORIGIN}/9f3a/deeper", b"\x09" * 32)


def test_record_sublog_a_released_head_reads_back():
    head = parse_release(release_payload(NOTE, SUB.key), ORIGIN, verify_signature)
    assert (head.origin, head.size, head.root) == (NAME, 3, b"r" * 32)


@pytest.mark.parametrize("pseudonym", ["", "a/b"])
def test_record_sublog_a_name_has_one_part_more(pseudonym):
    with pytest.raises(ValueError, match="one part"):
        sub_origin(ORIGIN, pseudonym)


def member(**changes):
    members = {"v": 1, "key": format_vkey(SUB.key), "checkpoint": write_base64(NOTE), **changes}
    return encode({name: value for name, value in members.items() if value is not None})


@pytest.mark.parametrize(
    "content",
    [
        b"nonsense",
        b"[]",
        member(v=2),
        member(key=None),
        member(key=1),
        member(checkpoint="%"),
        release_payload(
            sign_checkpoint(Checkpoint(OTHER.key.name, 3, b"r" * 32), OTHER), OTHER.key
        ),
        release_payload(sign_checkpoint(Checkpoint(ORIGIN, 3, b"r" * 32), LOG), LOG.key),
    ],
)
def test_record_sublog_what_releases_no_head_of_a_sub_log_is_refused(content):
    with pytest.raises(RecordFormatError):
        parse_release(content, ORIGIN, verify_signature)


def test_record_sublog_a_head_under_another_key_is_refused():
    with pytest.raises(UnknownSignerError):
        parse_release(member(key=format_vkey(LOG.key)), ORIGIN, verify_signature)
    broken = NOTE.replace(b"\n3\n", b"\n4\n")
    with pytest.raises(BadSignatureError):
        parse_release(member(checkpoint=write_base64(broken)), ORIGIN, verify_signature)
