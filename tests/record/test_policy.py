import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge.keys import signer_from_seed, verify_signature
from comity.record import (
    Checkpoint,
    Group,
    Log,
    Policy,
    RecordFormatError,
    Witness,
    add_cosignature,
    format_policy,
    format_vkey,
    parse_policy,
    quorum_met,
    root_of,
    sign_checkpoint,
    verify_checkpoint,
    witnesses_of,
)
from tests.record.signing import LEAVES, LOG, ORIGIN, witness

X1, X2, X3, Y1, Y2 = (witness(number) for number in range(11, 16))
LOG_LINE = f"log {format_vkey(LOG.key)}"
TWO_HOUSES = f"""\
# Two organisations must have seen it.
{LOG_LINE} https://log.example/

witness X1 {format_vkey(X1.key)}
witness X2 {format_vkey(X2.key)} https://x2.example/
witness\tX3  {format_vkey(X3.key)}
  group X 2 X1 X2 X3

witness Y1 {format_vkey(Y1.key)}
witness Y2 {format_vkey(Y2.key)}
group Y any Y1 Y2
group X-and-Y all X Y
quorum X-and-Y
"""


def cosigned_by(policy, *signers):
    data = sign_checkpoint(Checkpoint(ORIGIN, 8, root_of(LEAVES)), LOG)
    for signer in signers:
        data = add_cosignature(data, signer, 1767225600)
    return verify_checkpoint(data, policy.keys, verify_signature)


@pytest.mark.parametrize(
    ("signers", "met"),
    [
        ((), False),
        ((X1, Y1), False),
        ((X1, X2, X3), False),
        ((Y1, Y2), False),
        ((X1, X2, Y1), True),
        ((X3, X1, Y2), True),
        ((X1, X2, X3, Y1, Y2), True),
    ],
)
def test_a_quorum_of_groups_counts_houses_not_signatures(signers, met):
    policy = parse_policy(TWO_HOUSES.encode())
    assert quorum_met(policy, cosigned_by(policy, *signers)) is met


def test_record_R4_two_witnesses_of_one_house_count_once():
    lines = [LOG_LINE, *(f"witness {s.key.name} {format_vkey(s.key)}" for s in (X1, X2, Y1))]
    grouped = [f"group X any {X1.key.name} {X2.key.name}", f"group all 2 X {Y1.key.name}"]
    policy = parse_policy("\n".join([*lines, *grouped, "quorum all\n"]).encode())
    loose = [f"group all 2 {X1.key.name} {X2.key.name} {Y1.key.name}"]
    control = parse_policy("\n".join([*lines, *loose, "quorum all\n"]).encode())
    head = cosigned_by(policy, X1, X2)
    assert quorum_met(control, head)  # ungrouped they would count as two
    assert not quorum_met(policy, head)
    assert quorum_met(policy, cosigned_by(policy, X1, Y1))


def test_what_a_policy_says():
    policy = parse_policy(TWO_HOUSES.encode())
    assert policy.logs == (Log(LOG.key, "https://log.example/"),)
    assert policy.witnesses[1] == Witness("X2", X2.key, "https://x2.example/")
    assert policy.groups == (
        Group("X", 2, ("X1", "X2", "X3")),
        Group("Y", 1, ("Y1", "Y2")),
        Group("X-and-Y", 2, ("X", "Y")),
    )
    assert policy.quorum == "X-and-Y"
    assert policy.keys == (LOG.key, X1.key, X2.key, X3.key, Y1.key, Y2.key)
    assert parse_policy(format_policy(policy)) == policy
    assert witnesses_of(policy, cosigned_by(policy, Y2, X1)) == ("X1", "Y2")


def test_no_quorum_needs_no_witness():
    policy = parse_policy(f"{LOG_LINE}\nquorum none\n".encode())
    assert policy == Policy((Log(LOG.key),))
    assert quorum_met(policy, cosigned_by(policy))
    assert format_policy(policy) == f"{LOG_LINE}\nquorum none\n".encode()


def test_a_single_witness_may_be_the_quorum():
    policy = parse_policy(f"witness W {format_vkey(X1.key)}\n{LOG_LINE}\nquorum W".encode())
    assert not quorum_met(policy, cosigned_by(policy, X2))
    assert quorum_met(policy, cosigned_by(policy, X1))


def test_a_witness_that_signs_with_the_log_key_is_no_log():
    policy = parse_policy(f"witness W {format_vkey(X1.key)}\nquorum W\n".encode())
    assert policy.logs == ()


SAME_KEY = signer_from_seed("another.name/w", bytes([11]) * 32, 4)
W = f"witness W {format_vkey(X1.key)}"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([LOG_LINE], "has a quorum line"),
        ([], "has a quorum line"),
        (["quorum none", "quorum none"], "line 2: no such line"),
        (["quorum W"], "line 1: W stands on no line before"),
        (["quorum W", W], "line 1: W stands on no line before"),
        (["quorum"], "no such line"),
        (["quorum none none"], "no such line"),
        (["wittness W x"], "line 1: no such line: wittness"),
        (["log"], "no such line"),
        ([f"{LOG_LINE} a b"], "no such line"),
        (["log x"], "line 1: a verifier key"),
        ([LOG_LINE, LOG_LINE, "quorum none"], "one key stands for two"),
        ([W, f"witness V {format_vkey(SAME_KEY.key)}", "quorum W"], "one key stands for two"),
        ([W, W], "line 2: W is defined twice"),
        ([W, "group W any W"], "line 2: W is defined twice"),
        ([f"witness none {format_vkey(X1.key)}"], "none is defined twice"),
        ([f"log {format_vkey(X1.key)}", "quorum none"], "wrong type"),
        ([f"witness W {format_vkey(LOG.key)}", "quorum W"], "wrong type"),
        ([W, "group G 0 W", "quorum G"], "asks for 0 of 1"),
        ([W, "group G 2 W", "quorum G"], "asks for 2 of 1"),
        ([W, "group G 01 W", "quorum G"], "leading zero"),
        ([W, "group G -1 W", "quorum G"], "decimal"),
        ([W, "group G some W", "quorum G"], "decimal"),
        ([W, "group G any", "quorum G"], "asks for 1 of 0"),
        ([W, "group G all", "quorum G"], "asks for 0 of 0"),
        (["group G any V", "quorum G"], "line 1: V stands on no line before"),
        (["group G any G", "quorum G"], "G stands on no line before"),
        ([W, "group G any none W", "quorum G"], "none in group G"),
        ([W, "group G any W W", "quorum G"], "member twice"),
        ([W, "group G any W", "group H any W G", "quorum H"], "member twice"),
        (["\x00"], "control"),
        (["\x7f"], "control"),
        (["quorum none\r"], "control"),
        (["#"] * 1001, "at most 1000 lines"),
        (["#" * 1_000_001], "at most 1000000 bytes"),
    ],
)
def test_policies_that_mean_nothing_or_two_things_are_refused(lines, reason):
    with pytest.raises(RecordFormatError, match=reason):
        parse_policy("\n".join([*lines, ""]).encode())


def test_a_policy_is_utf_8():
    with pytest.raises(RecordFormatError, match="byte 1"):
        parse_policy(b"#\xff\nquorum none\n")
    assert parse_policy("# ميثاق\nquorum none\n".encode()).quorum == "none"


@pytest.mark.parametrize("name", ["W 1", "W\n1", ""])
def test_names_that_would_not_read_back_are_not_written(name):
    policy = Policy((Log(LOG.key),), (Witness(name, X1.key),))
    with pytest.raises(RecordFormatError):
        format_policy(policy)


@pytest.mark.parametrize("url", ["https://log.example/ a", "https://log.example/\n# a"])
def test_an_address_that_would_not_read_back_is_not_written(url):
    with pytest.raises(RecordFormatError):
        format_policy(Policy((Log(LOG.key, url),)))


def test_a_policy_value_is_checked_however_it_is_made():
    with pytest.raises(RecordFormatError, match="stands on no line"):
        Policy((Log(LOG.key),), quorum="W")
    with pytest.raises(RecordFormatError, match="stands on no line"):
        Policy((), (), (Group("G", 1, ("W",)),), "G")


@given(st.lists(st.sampled_from([*TWO_HOUSES.split(), "\n", "#", "none", "0"]), max_size=30))
def test_any_lines_are_refused_in_words_or_read_back(words):
    try:
        policy = parse_policy(" ".join([*words, "\n quorum none"]).encode())
    except RecordFormatError:
        return
    assert parse_policy(format_policy(policy)) == policy
