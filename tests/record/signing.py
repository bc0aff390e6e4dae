"""Keys and heads that the record's tests share."""

from comity.edge.keys import KeySigner, signer_from_seed, verify_signature
from comity.record import (
    COSIGNATURE_V1,
    Checkpoint,
    VerifiedHead,
    leaf_hash,
    sign_checkpoint,
    verify_checkpoint,
)

LEAF_INPUTS = tuple(
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)
LEAVES = tuple(leaf_hash(data) for data in LEAF_INPUTS)
ORIGIN = "log.example/comity-demo"
LOG = signer_from_seed(ORIGIN, b"\x01" * 32)
WITNESS = signer_from_seed("witness.example/w1", b"\x02" * 32, COSIGNATURE_V1)
LOG_LINE = (
    "— log.example/comity-demo zGSLtNtGSReDtGgY7x5SO6oqMJCUBXRW9O6I3BMWq4jUo68Lkb4YoywDT674P591"
    "AB5oshiW6+zbrwcEL8/gut7ETgY=\n"
)
WITNESS_LINE = (
    "— witness.example/w1 3xwKNQAAAABpVbkAn/9L9KzQwhAiiE6KRb4g3T7TJ6hLKOAhmOUupVVRvP/aURghBD+kdLAz"
    "gq6Sd+yTXSJQt4nDMArpAOkCLzv2Dw==\n"
)
TEXT = "log.example/comity-demo\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
SIGNED = f"{TEXT}\n{LOG_LINE}"
COSIGNED = f"{SIGNED}{WITNESS_LINE}"
COSIGNED_AT = 1767225600


def witness(number: int) -> KeySigner:
    """Return the signer of another witness."""
    return signer_from_seed(f"witness.example/w{number}", bytes([number]) * 32, COSIGNATURE_V1)


def head_of(size: int, root: bytes, signer: KeySigner = LOG) -> VerifiedHead:
    """Return a head that is signed and verified."""
    note = sign_checkpoint(Checkpoint(signer.key.name, size, root), signer)
    return verify_checkpoint(note, [signer.key], verify_signature)
